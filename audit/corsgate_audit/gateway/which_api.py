"""Which of a target's APIs is meant, and which stage of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.gateway import match_route
from corsgate_audit.gateway.addresses import api_id, default_stage
from corsgate_audit.model import Api, HttpApi, RestApi, Unresolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.model import Collection, Door

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_SHOWN = 3  # parts that were not read, in one line


class WhichApiError(Exception):
    """None or several are meant; the message lists those that there are."""


def find_api(collection: Collection, *, named: str | None, path: str, option: str = "api") -> Door:
    """Return the API that is meant.

    Args:
        collection: collection of the target.
        named: its name, logical id or id; None for the only one, or the only one with the path.
        path: path of the request.
        option: option with which people name it.

    Raises:
        WhichApiError: none or several are meant.
    """
    apis = collection.doors
    if not apis:
        message = f"the target has no API that could be read{unseen(collection)}"
        raise WhichApiError(message)
    if named is not None:
        found = [api for api in apis if named in _names(api)]
        wrong = "matches several APIs" if found else "matches no API"
        return _only(found, apis, f"{option} {named!r} {wrong}", collection)
    if len(apis) == 1:
        return apis[0]
    found = [api for api in apis if _has_path(api, path)]
    how_many = "several APIs have" if found else "no API has"
    return _only(found, apis, f"{how_many} the path {path!r}; choose one with {option}", collection)


def find_stage(api: Door, named: str | None, *, option: str = "stage") -> str:
    """Return the stage that is meant.

    Args:
        api: API that has it.
        named: None for the first.
        option: option with which people name it.

    Raises:
        WhichApiError: the API has no such stage.
    """
    if named is None:
        return default_stage(api)
    stages = api.stages if isinstance(api, RestApi | HttpApi) else ()
    if named not in stages:
        listed = ", ".join(map(repr, stages)) or "no stage that could be read"
        message = f"{option} {named!r} is not a stage of {described(api)}; it has {listed}"
        raise WhichApiError(message)
    return named


def unseen(collection: Collection) -> str:
    """Say what could not be read: the API that is meant may be there."""
    reasons = [
        f"{part.resource} ({part.reason or part.state})"
        for part in collection.coverage
        if part.incomplete
    ]
    more = f", and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
    return f"; not read: {', '.join(reasons[:_SHOWN])}{more}" if reasons else ""


def _only(
    found: Sequence[Door], apis: Sequence[Door], problem: str, collection: Collection
) -> Door:
    if len(found) != 1:
        listed = ", ".join(described(api) for api in found or apis)
        message = f"{problem}: {listed}{unseen(collection)}"
        raise WhichApiError(message)
    return found[0]


def _has_path(api: Door, path: str) -> bool:
    return isinstance(api, Api) and any(
        match_route(api, method, path.partition("?")[0]) for method in _METHODS
    )


def _names(api: Door) -> set[str]:
    every = (api.name, api.location.logical_id, api_id(api))
    return {name for name in every if isinstance(name, str)}


def described(api: Door) -> str:
    """Return what people call an API: its kind, its name, and its id where it has one.

    Example:
        >>> described(api)
        "REST API 'shop' (a1b2c3d4e5)"
    """
    name = api.name.expression if isinstance(api.name, Unresolved) else api.name
    key = api.location.logical_id or api_id(api)
    return f"{api.label} {name!r}" + (f" ({key})" if key else "")
