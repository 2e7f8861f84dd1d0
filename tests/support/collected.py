"""Helpers for what collectors read: write targets, and compare without where it was read."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast, overload

from corsgate_audit.model import CoverageState, Location, RestApi, TargetBase, routes_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from corsgate_audit.model import Collection, Coverage, Route, Target

Value = TypeVar("Value")
TargetKind = TypeVar("TargetKind", bound=TargetBase)

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


@overload
def only_api(collection: Collection) -> RestApi: ...
@overload
def only_api(collection: Collection, kind: type[TargetKind]) -> TargetKind: ...
def only_api(collection: Collection, kind: type[TargetBase] = RestApi) -> TargetBase:
    """Return the one target of a collection, which is of this kind."""
    (api,) = collection.apis
    assert isinstance(api, kind)
    return api


def of_kind(targets: Iterable[Target], kind: type[TargetKind]) -> list[TargetKind]:
    """Return the targets of a kind."""
    return [each for each in targets if isinstance(each, kind)]


def only_route(collection: Collection) -> Route:
    """Return the one route of the one API."""
    (api,) = collection.apis
    (route,) = routes_of(api)
    return route


def states(collection: Collection) -> dict[str, tuple[str, str | None]]:
    """Return state and reason of each part, by the end of its name: logical id or file name."""
    return {_short(entry): (entry.state.value, entry.reason) for entry in collection.coverage}


def _short(entry: Coverage) -> str:
    return entry.resource.rsplit("/", 1)[-1]


def without_lists(collection: Collection) -> list[Coverage]:
    """Return the coverage but for the listings that were read whole, which have a count."""
    return [
        entry
        for entry in collection.coverage
        if not (entry.resource.startswith("the list of ") and entry.state is CoverageState.SCANNED)
    ]
