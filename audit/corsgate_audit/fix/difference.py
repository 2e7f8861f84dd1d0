"""What a repair changes: the difference between a front door and the same one repaired."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS
from corsgate_audit.model import Distribution, HttpApi, RestApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corsgate_audit.model import Door


class PartKind(StrEnum):
    """What of a front door is changed; there is a writer for each but the last."""

    PREFLIGHT = "preflight"
    """The ``OPTIONS`` method of a REST API."""
    METHOD = "method"
    """Any other method of a REST API."""
    ERROR = "error"
    """A gateway response of a REST API."""
    DEPLOYMENT = "deployment"
    SETTINGS = "settings"
    """The CORS settings of an HTTP API or a function URL."""
    ROUTE = "route"
    """Of an HTTP API."""
    BEHAVIOR = "behavior"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that is changed.

    Args:
        kind: what it is.
        key: what tells it from the others of its kind: a path and a method, a type, a pattern.
        before: the part of the model as it was read; None where there is none yet.
        after: the part of the model repaired; None where the repair takes it away.
    """

    kind: PartKind
    key: tuple[str, ...]
    before: Any
    after: Any

    @property
    def name(self) -> tuple[str, ...]:
        """What tells it from all others of its front door."""
        return (str(self.kind), *self.key)


_LISTS: Mapping[str, tuple[PartKind, Callable[[Any], tuple[str, ...]]]] = {
    "routes": (PartKind.METHOD, lambda each: (each.path, each.method)),
    "gateway_responses": (PartKind.ERROR, lambda each: (each.response_type,)),
    "deployments": (PartKind.DEPLOYMENT, lambda each: (each.location.logical_id or "",)),
    "behaviors": (PartKind.BEHAVIOR, lambda each: (str(each.path_pattern),)),
}
_SERVED = frozenset({"deployed"})
"""What a stage serves follows the API with its next deployment."""


def difference(before: Door, after: Door) -> tuple[Part, ...]:
    """Return what differs between a front door and the same one repaired.

    Args:
        before: front door as it was collected.
        after: the same front door with some or all repairs made.

    Example:
        >>> [part.key for part in difference(api, repaired)]
        [('/items', 'OPTIONS')]
    """
    return tuple(_parts(before, after))


def _parts(before: Door, after: Door) -> Iterator[Part]:
    for each in fields(before):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old == new or each.name in _SERVED:
            continue
        if each.name in _LISTS:
            yield from _listed(before, each.name, old, new)
        elif each.name == "cors" and not isinstance(before, RestApi | Distribution):
            yield Part(kind=PartKind.SETTINGS, key=(), before=old, after=new)
        else:
            yield Part(kind=PartKind.OTHER, key=(each.name,), before=old, after=new)


def _unlike(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[list[Any], list[Any]]:
    """Leave out what is the very same in both: of thousands of paths a repair changes one."""
    if len(old) != len(new):
        return list(old), list(new)
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0] is not pair[1]]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _listed(before: Door, name: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[Part]:
    kind, key = _LISTS[name]
    old, new = _unlike(tuple(old), tuple(new))
    olds, news = {key(each): each for each in old}, {key(each): each for each in new}
    for at in dict.fromkeys((*olds, *news)):
        if olds.get(at) != news.get(at):
            own = kind
            if kind is PartKind.METHOD and isinstance(before, HttpApi):
                own = PartKind.ROUTE
            elif kind is PartKind.METHOD and at[1] == OPTIONS:
                own = PartKind.PREFLIGHT
            yield Part(kind=own, key=at, before=olds.get(at), after=news.get(at))
