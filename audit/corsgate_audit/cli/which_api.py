"""Which of a target's APIs is meant, and which stage of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.cli.terminal import complain, stop
from corsgate_audit.gateway import match_route
from corsgate_audit.gateway.addresses import api_id, default_stage
from corsgate_audit.model import Unresolved
from corsgate_audit.report.exchange_words import FRONT_DOORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.model import Api, Collection

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_SHOWN = 3  # parts that were not read, in one line


def choose_api(collection: Collection, *, named: str | None, path: str) -> Api:
    """Return the API that is meant.

    Args:
        collection: of the target.
        named: its name, logical id or id; None for the only one, or the only one with the path.
        path: of the request.

    Raises:
        typer.Exit: none or several are meant; the line lists those that there are.
    """
    apis = collection.apis
    if not apis:
        stop(f"the target has no API that could be read{_unseen(collection)}")
    if named is not None:
        found = [api for api in apis if named in _names(api)]
        wrong = "fits several APIs" if found else "fits no API"
        return _only(found, apis, f"--api {named!r} {wrong}", collection)
    if len(apis) == 1:
        _warn_of_others(collection)
        return apis[0]
    found = [api for api in apis if _has_path(api, path)]
    how_many = "several APIs have" if found else "no API has"
    return _only(found, apis, f"{how_many} the path {path!r}; name one with --api", collection)


def _warn_of_others(collection: Collection) -> None:
    """Say that the only API that could be read may not be the one that is meant."""
    unseen = _unseen(collection)
    if unseen:
        complain(f"this is the only API that could be read{unseen}")


def _only(found: Sequence[Api], apis: Sequence[Api], problem: str, collection: Collection) -> Api:
    if len(found) != 1:
        listed = ", ".join(_described(api) for api in found or apis)
        stop(f"{problem}: {listed}{_unseen(collection)}")
    return found[0]


def _has_path(api: Api, path: str) -> bool:
    return any(match_route(api, method, path.partition("?")[0]) for method in _METHODS)


def _names(api: Api) -> set[str]:
    every = (api.name, api.location.logical_id, api_id(api))
    return {name for name in every if isinstance(name, str)}


def _described(api: Api) -> str:
    name = api.name.expression if isinstance(api.name, Unresolved) else api.name
    key = api.location.logical_id or api_id(api)
    return f"{FRONT_DOORS[api.front_door]} {name!r}" + (f" ({key})" if key else "")


def _unseen(collection: Collection) -> str:
    """Say what could not be read: the API that is meant may be there."""
    reasons = [
        f"{part.resource} ({part.reason or part.state})"
        for part in collection.coverage
        if part.incomplete
    ]
    more = f", and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
    return f"; not read: {', '.join(reasons[:_SHOWN])}{more}" if reasons else ""


def choose_stage(api: Api, named: str | None) -> str:
    """Return the stage that is meant.

    Args:
        api: that has it.
        named: None for the first.

    Raises:
        typer.Exit: the API has no such stage.
    """
    if named is None:
        return default_stage(api)
    if named not in api.stages:
        listed = ", ".join(map(repr, api.stages)) or "none that could be read"
        stop(f"--stage {named!r} is no stage of {_described(api)}; it has {listed}")
    return named
