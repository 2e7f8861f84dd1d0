"""Makes one value of several, and copies that later changes do not reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.handlers.values.data import Arr, ExceptionClass, Known, Obj, OneOf, Unfollowed
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.handlers.values.value import Value


def one_of(options: Iterable[Value]) -> Value:
    """Return one value for several: flat, equal constants once."""
    flat: list[Value] = []
    seen: set[object] = set()
    for option in options:
        for each in option.options if isinstance(option, OneOf) else (option,):
            key = _identity(each)
            if key not in seen:
                seen.add(key)
                flat.append(each)
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat))


def _identity(value: Value) -> object:
    if isinstance(value, Known):
        return (type(value.value), value.value)
    if isinstance(value, EventPart):
        return value.path
    if isinstance(value, Unfollowed):
        return ("unknown", value.text, value.about)
    return id(value)


def frozen(value: Value, depth: int = 4) -> Value:
    """Return a copy that later changes do not reach.

    Args:
        value: Value that may change later.
        depth: Levels of dictionaries and lists that are copied, too.
    """
    if not depth:
        return value
    if isinstance(value, Obj) and not isinstance(value.class_, ExceptionClass):
        entries = {name: frozen(each, depth - 1) for name, each in value.entries.items()}
        return replace(value, entries=entries, rest=list(value.rest))
    if isinstance(value, Arr):
        return replace(value, items=[frozen(each, depth - 1) for each in value.items])
    if isinstance(value, OneOf):
        return OneOf(tuple(frozen(each, depth) for each in value.options))
    return value
