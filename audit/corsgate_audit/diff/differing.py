"""The difference between two collections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.diff.assuming import unread_behind
from corsgate_audit.diff.changes import Change, Difference, Direction, Doubt
from corsgate_audit.diff.comparing import Comparison
from corsgate_audit.diff.errors import compared_errors
from corsgate_audit.diff.pairing import is_from_account, pairs_of
from corsgate_audit.diff.sides import Side
from corsgate_audit.diff.unknown_origins import with_stand_ins
from corsgate_audit.gateway.deployed import as_served
from corsgate_audit.model import CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.diff.pairing import Pair
    from corsgate_audit.diff.unknown_origins import StandIns
    from corsgate_audit.model import Collection


def difference(
    before: Collection, after: Collection, roots: tuple[str, str] = ("", "")
) -> Difference:
    """Say what browsers may newly do, and what they may do no more.

    Args:
        before: collection before the change.
        after: collection after it.
        roots: targets of both, from which the paths of their files are counted.

    Example:
        >>> difference(collect(["old.yaml"]), collect(["new.yaml"])).changes[0].direction
        <Direction.WIDER: 'wider'>
    """
    pairs = pairs_of(before, after, roots)
    partial = tuple(any(part.incomplete for part in each.coverage) for each in (before, after))
    found = [each for pair in pairs for each in (_lost(pair, partial) or _of_pair(pair))]
    changes = [each for each in found if isinstance(each, Change)]
    unread = (
        name
        for pair in pairs
        for door in (pair.before, pair.after)
        if door is not None
        for name in unread_behind(door)
    )
    return Difference(
        changes=tuple(
            sorted(changes, key=lambda each: (each.direction is not Direction.WIDER, each.is_error))
        ),
        undetermined=tuple(_joined(each for each in found if isinstance(each, Doubt))),
        unread=tuple(dict.fromkeys(unread)),
        apis=len(pairs),
        incomplete=tuple(
            part for each in (before, after) for part in each.coverage if part.incomplete
        ),
        is_read=any(
            each.apis or any(part.state is not CoverageState.SKIPPED for part in each.coverage)
            for each in (before, after)
        ),
    )


def _lost(pair: Pair, partial: tuple[bool, ...]) -> list[Change | Doubt]:
    """Name an API that only one side has, where it may be in what was not scanned of the other."""
    for door, is_partial, side in zip(
        (pair.before, pair.after), partial, ("before", "after"), strict=True
    ):
        if door is None and is_partial:
            reason = f"there is none {side} the change, but not everything there could be scanned"
            return [Doubt(api=pair.name, paths=(), methods=(), reason=reason)]
    return []


def _of_pair(pair: Pair) -> Iterator[Change | Doubt]:
    before, after, stand_ins = with_stand_ins(
        None if pair.before is None else as_served(pair.before, pair.stage_before),
        None if pair.after is None else as_served(pair.after, pair.stage_after),
    )
    one, two = Side(before, pair.stage_before), Side(after, pair.stage_after)
    is_alike = is_from_account(pair.before) == is_from_account(pair.after)
    comparison = Comparison(pair.name, one, two, is_alike=is_alike)
    for each in (
        *comparison.compared(),
        *compared_errors(pair.name, one, two, comparison.origins),
    ):
        if isinstance(each, Change):
            origins = (stand_ins.get(origin, origin) for origin in _without_near(each, stand_ins))
            yield replace(each, origins=tuple(origins))
        else:
            yield each


def _without_near(change: Change, stand_ins: StandIns) -> list[str]:
    """Leave out what merely borders on an origin that stands for an unknown one."""
    near = [each for each in change.origins if "corsgate.example" not in each or each in stand_ins]
    return near or list(change.origins)


def _joined(doubts: Iterator[Doubt]) -> Iterator[Doubt]:
    """Join the doubts of an API that have one reason."""
    found: defaultdict[tuple[str, str], list[Doubt]] = defaultdict(list)
    for each in doubts:
        found[each.api, each.reason].append(each)
    for every in found.values():
        paths = tuple(dict.fromkeys(path for each in every for path in each.paths))
        methods = tuple(dict.fromkeys(name for each in every for name in each.methods))
        yield replace(every[0], paths=paths, methods=methods)
