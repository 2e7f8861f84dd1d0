"""A part of the model without the places where it was read: what two sides can be compared by."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.code import CodeLocation
from corsgate_audit.model import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACES = (Location, CodeLocation)
_LEFT_OUT = frozenset({"uri", "function", "folder", "deployments", "deployed", "domain_names"})
"""What says where something is, or how to run it, and decides no answer by itself."""


def bare(value: Any) -> Any:  # noqa: ANN401 - any part of the model
    """Return a value that equals another one's where both decide the same.

    Lines, files and ids of resources are left out; the answers that a function's code can give are
    not.

    Args:
        value: a part of the model, or the model of an API.

    Example:
        >>> bare(api) == bare(replace(api, location=Location(source="elsewhere", pointer="")))
        True
    """
    if isinstance(value, _PLACES):
        return None
    if isinstance(value, tuple | list):
        return tuple(map(bare, value))
    if is_dataclass(value) and not isinstance(value, type):
        return (
            type(value).__name__,
            *(bare(getattr(value, each.name)) for each in fields(value) if _counts(each.name)),
        )
    return value


def _counts(name: str) -> bool:
    return name not in _LEFT_OUT


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of the model
    """Yield every text in what `bare` returned."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
