"""Helpers for what collectors read: write targets, and compare without where it was read."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from corsgate_audit.model import Location

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Api, Collection, Coverage, Route

Value = TypeVar("Value")

NOWHERE = Location(source="", pointer="")
"""Stands in for every location, where two sources are compared."""


def without_locations(value: Value) -> Value:
    """Return the same value with `NOWHERE` for every location in it."""
    if isinstance(value, Location):
        return cast("Value", NOWHERE)
    if isinstance(value, tuple):
        return cast("Value", tuple(without_locations(item) for item in value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {part.name: without_locations(getattr(value, part.name)) for part in fields(value)}
    return cast("Value", replace(value, **changed))


def write(folder: Path, name: str, text: str) -> str:
    """Write a file and return its path as a user would name it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def only_api(collection: Collection) -> Api:
    """Return the one API of a collection."""
    (api,) = collection.apis
    return api


def only_route(collection: Collection) -> Route:
    """Return the one route of the one API."""
    (route,) = only_api(collection).routes
    return route


def states(collection: Collection) -> dict[str, tuple[str, str | None]]:
    """Return state and reason of each part, by the end of its name: logical id or file name."""
    return {_short(entry): (entry.state.value, entry.reason) for entry in collection.coverage}


def _short(entry: Coverage) -> str:
    return entry.resource.rsplit("/", 1)[-1]
