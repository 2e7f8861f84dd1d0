"""What values depend on, and how they are named to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.values.data import Arr, Json, Known, Obj, OneOf, Regex, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.values.value import Value


def texts_of(value: Value) -> tuple[str, ...] | None:
    """Return the texts of a list all of whose items are known; None for anything else."""
    if not isinstance(value, Arr) or value.rest is not None:
        return None
    texts = [each.value for each in value.items if isinstance(each, Known)]
    if len(texts) != len(value.items) or not all(isinstance(each, str) for each in texts):
        return None
    return tuple(str(each) for each in texts)


def about(*values: Value | None, depth: int = 3) -> frozenset[str]:
    """Return the parts of the request that values depend on."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, EventPart):
            found |= {value.subject or "event"}
        elif isinstance(value, Unfollowed | Test):
            found |= value.about
        elif depth and isinstance(value, OneOf):
            found |= about(*value.options, depth=depth - 1)
        elif depth and isinstance(value, Obj):
            found |= about(*value.entries.values(), *value.rest, depth=depth - 1)
        elif depth and isinstance(value, Arr):
            found |= about(*value.items, value.rest, depth=depth - 1)
        elif depth and isinstance(value, Json):
            found |= about(value.of, depth=depth - 1)
    return frozenset(found)


def text_of(value: Value) -> str:
    """Return a value for people."""
    if isinstance(value, Known):
        return repr(value.value)
    if isinstance(value, Unfollowed | EventPart | Test):
        return value.text
    if isinstance(value, Obj):
        return "{…}"
    if isinstance(value, Arr):
        return "[…]"
    if isinstance(value, Regex):
        return f"/{value.source}/"
    if isinstance(value, Json):
        return f"JSON of {text_of(value.of)}"
    if isinstance(value, OneOf):
        return " or ".join(dict.fromkeys(map(text_of, value.options)))
    if isinstance(value, Closure):
        return value.code.name
    return getattr(value, "name", "value")
