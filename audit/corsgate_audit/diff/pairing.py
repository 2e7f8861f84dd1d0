"""Which API of one collection is which of the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corsgate_audit.gateway.addresses import api_id, default_stage
from corsgate_audit.model import RestApi, Unresolved, routes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from corsgate_audit.model import Collection, Door

_ALIKE = 0.5
"""Share of the routes that two APIs have in common, of all that either has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same API before and after, in one stage.

    Args:
        before: None where there was no such API.
        after: None where it is gone.
        stage_before: name of the stage; empty where the front door has none.
        stage_after: the same after the change.
    """

    before: Door | None
    after: Door | None
    stage_before: str = ""
    stage_after: str = ""

    @property
    def name(self) -> str:
        """What people call the API: its kind and its name."""
        door = self.after or self.before
        if door is None:
            raise AssertionError
        name = door.name.expression if isinstance(door.name, Unresolved) else door.name
        stages = self._stages()
        return f"{door.label} {name!r}" + (f" in stage {stages!r}" if stages else "")

    def _stages(self) -> str:
        several = any(
            isinstance(each, RestApi) and len(each.deployed) > 1
            for each in (self.before, self.after)
        )
        return (self.stage_after or self.stage_before) if several else ""


def pairs_of(
    before: Collection, after: Collection, roots: tuple[str, str] = ("", "")
) -> list[Pair]:
    """Pair the front doors of two collections.

    By what names them best: the ARN, the file and the logical id, the logical id, the name, and at
    last the routes that they have. What only one side has is paired with nothing.

    Args:
        before: collection before the change.
        after: collection after it.
        roots: targets of both, from which the paths of their files are counted.
    """
    left, right = list(before.doors), list(after.doors)
    found: list[tuple[Door | None, Door | None]] = []
    keys: tuple[tuple[Callable[[Door], Hashable], Callable[[Door], Hashable]], ...] = (
        (_arn, _arn),
        (_in_file(roots[0]), _in_file(roots[1])),
        (_logical_id, _logical_id),
        (_name, _name),
    )
    for own, other in keys:
        for one, two in _matching(left, right, own, other):
            left.remove(one)
            right.remove(two)
            found.append((one, two))
    for one, two in _alike(left, right):
        found.append((one, two))
    used = {id(each) for pair in found for each in pair}
    found += [(one, None) for one in left if id(one) not in used]
    found += [(None, two) for two in right if id(two) not in used]
    order = {id(each): at for at, each in enumerate((*after.doors, *before.doors))}
    found.sort(key=lambda pair: order[id(pair[1] or pair[0])])
    return [each for one, two in found for each in _in_stages(one, two)]


def _matching(
    left: Sequence[Door],
    right: Sequence[Door],
    own: Callable[[Door], Hashable],
    other: Callable[[Door], Hashable],
) -> Iterator[tuple[Door, Door]]:
    """Yield those whose key is the only one of its kind on both sides."""
    ours, theirs = [(own(each), each) for each in left], [(other(each), each) for each in right]
    counts = Counter(key for key, _ in ours), Counter(key for key, _ in theirs)
    by_key = dict(theirs)
    for key, each in ours:
        if key is not None and counts[0][key] == counts[1][key] == 1:
            yield each, by_key[key]


def _arn(door: Door) -> Hashable:
    return (door.front_door, door.location.arn) if door.location.arn else None


def _in_file(root: str) -> Callable[[Door], Hashable]:
    def key(door: Door) -> Hashable:
        at = door.location
        if at.logical_id is None:
            return None
        source, target = PurePath(at.source), PurePath(root)
        below = source.relative_to(target) if source.is_relative_to(target) else source
        return door.front_door, str(below), at.logical_id

    return key


def _logical_id(door: Door) -> Hashable:
    return (door.front_door, door.location.logical_id) if door.location.logical_id else None


def _name(door: Door) -> Hashable:
    return (door.front_door, door.name) if isinstance(door.name, str) else None


def _alike(left: Sequence[Door], right: Sequence[Door]) -> Iterator[tuple[Door, Door]]:
    """Yield those that have most of their routes in common, the ones most alike first.

    So a REST API that becomes an HTTP API is compared with it.
    """
    scored = sorted(
        (
            (-_in_common(one, two), at, to)
            for at, one in enumerate(left)
            for to, two in enumerate(right)
        ),
    )
    ones: set[int] = set()
    twos: set[int] = set()
    for score, at, to in scored:
        if -score >= _ALIKE and at not in ones and to not in twos:
            ones.add(at)
            twos.add(to)
            yield left[at], right[to]


def _in_common(one: Door, two: Door) -> float:
    ours, theirs = _keys(one), _keys(two)
    either = ours | theirs
    return len(ours & theirs) / len(either) if either else 0.0


def _keys(door: Door) -> set[tuple[str, str]]:
    return {(route.path, route.method) for route in routes_of(door) if route.method != "OPTIONS"}


def _in_stages(one: Door | None, two: Door | None) -> Iterator[Pair]:
    """Yield a pair for each stage of an account whose API was read as it is deployed there."""
    served = [
        {each.stage for each in door.deployed} if isinstance(door, RestApi) else set()
        for door in (one, two)
    ]
    stages = sorted(set.intersection(*served) or set.union(*served))
    for stage in stages or [""]:
        yield Pair(
            before=one,
            after=two,
            stage_before=_stage(one, stage),
            stage_after=_stage(two, stage),
        )


def _stage(door: Door | None, stage: str) -> str:
    if door is None:
        return ""
    has_it = isinstance(door, RestApi) and stage in door.stages
    return stage if has_it else default_stage(door)


def is_from_account(door: Door | None) -> bool:
    """Whether a front door was read from an account."""
    return door is not None and api_id(door) is not None
