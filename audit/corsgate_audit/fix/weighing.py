"""What works today and would not any more: why a change needs a person's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate import CorsPolicy, PolicyError
from corsgate.names import ALLOW_ORIGIN, OPTIONS, WILDCARD
from corsgate_audit.gateway import match_route
from corsgate_audit.model import Api, CorsConfiguration, FrontDoor, FunctionUrl, HttpApi, Unresolved
from corsgate_audit.rules.requests import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corsgate_audit.model import Route

_NEW = {
    FrontDoor.HTTP_API: "CORS headers that its functions send today, if they do, would be ignored",
    FrontDoor.FUNCTION_URL: "CORS headers that its function sends today, if it does, would be "
    "doubled",
}
"""What settings do that were not there before.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
"""
_LISTS = {
    "AllowOrigins": ("allow_origins", "origin"),
    "AllowMethods": ("allow_methods", "method"),
    "AllowHeaders": ("allow_headers", "header"),
}


def weigh_preflight(api: Api, path: str, policy: CorsPolicy) -> Iterator[str]:
    """Say what speaks against a new preflight on a path.

    Args:
        api: as it is.
        path: whose preflights API Gateway would answer by itself.
        policy: that they would follow.
    """
    answering = match_route(api, OPTIONS, path_of(path))
    if answering is None or answering.integration is None:
        return
    kind = answering.integration.type
    if kind != "MOCK":
        name = kind.expression if isinstance(kind, Unresolved) else kind
        yield (
            f"{answering.method} {answering.path} ({name}) answers OPTIONS {path} today, and would "
            "not be asked any more"
        )
    yield from weigh_origins([answering], policy)


def weigh_origins(routes: Iterable[Route], policy: CorsPolicy) -> Iterator[str]:
    """Say which pages routes let in today that the policy does not.

    Args:
        routes: of a REST API.
        policy: that they would follow.
    """
    name = ALLOW_ORIGIN.lower()
    seen = {
        value.strip("'")
        for route in routes
        for response in (route.integration.responses if route.integration else ())
        for header, value in (response.headers if isinstance(response.headers, tuple) else ())
        if header.lower() == name and isinstance(value, str) and value.startswith("'")
    }
    for origin in sorted(seen):
        yield from origin_lost(origin, policy)


def origin_lost(origin: str, policy: CorsPolicy) -> Iterator[str]:
    """Say that pages of an origin are let in today and would not be.

    Args:
        origin: as it is configured.
        policy: in its place.
    """
    if WILDCARD in policy.allow_origins:
        return
    if origin == WILDCARD:
        yield "pages of every origin are let in today; only those of the policy would be"
    elif _is_sent(origin) and not policy.allows_origin(origin):
        yield f"pages of {origin!r} are let in today, and are none of the policy's"


def _is_sent(origin: str) -> bool:
    """Whether a page's browser sends this, be it wise to let the page in or not."""
    try:
        CorsPolicy(allow_origins=[origin], dangerously_allow_insecure_origins=True)
    except PolicyError:
        return origin == "null"
    return True


def weigh_settings(api: HttpApi | FunctionUrl, after: Mapping[str, Any]) -> Iterator[str]:
    """Say what speaks against new settings.

    Args:
        api: an HTTP API or a function URL, as it is.
        after: the settings, in CloudFormation's names.
    """
    before = api.cors
    if before is None:
        yield _NEW[api.front_door]
    if not isinstance(before, CorsConfiguration):
        return
    for name, (field, word) in _LISTS.items():
        now = {_folded(name, each) for each in after.get(name, ())}
        listed = getattr(before, field)
        known = (
            []
            if isinstance(listed, Unresolved)
            else [each for each in listed if isinstance(each, str)]
        )
        lost = [
            each for each in known if _folded(name, each) not in now and _counts(api, name, each)
        ]
        if lost and WILDCARD not in now:
            yield f"{name} loses the {word}s {', '.join(map(repr, lost))}, which are allowed today"
    if before.allow_credentials is True and not after.get("AllowCredentials"):
        yield "requests with credentials are allowed today, and would not be"


def _counts(api: HttpApi | FunctionUrl, name: str, value: str) -> bool:
    """Whether to lose a value changes anything.

    An origin that no browser sends does not, nor a method that AWS refuses.
    """
    if name == "AllowMethods" and isinstance(api, FunctionUrl):
        return value != OPTIONS
    return name != "AllowOrigins" or value == WILDCARD or value.endswith("://*") or _is_sent(value)


def _folded(name: str, value: str) -> str:
    return value.lower() if name == "AllowHeaders" else value
