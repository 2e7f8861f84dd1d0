"""What works today and would not any more: why a change needs a person's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate import CorsPolicy, PolicyError
from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.fix.difference import Part, PartKind
from corsgate_audit.fix.permission import permission_of
from corsgate_audit.gateway import match_route
from corsgate_audit.model import (
    CorsConfiguration,
    FrontDoor,
    FunctionUrl,
    HttpApi,
    RestApi,
    Route,
    Unresolved,
)
from corsgate_audit.rules.origin_values import literal, static_values
from corsgate_audit.rules.requests import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door

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
_OPEN = "what stands behind {} would get requests with OPTIONS that are no preflights, from anybody"


def risks(api: Door, part: Part, policy: CorsPolicy | None) -> tuple[str, ...]:
    """Say what speaks against a change, a sentence each without a final period.

    Args:
        api: front door as it was collected.
        part: part before and after its repair.
        policy: policy that the part is to follow; None where it keeps what its owner has
            configured.
    """
    return tuple(dict.fromkeys(_risks(api, part, policy)))


def _risks(api: Door, part: Part, policy: CorsPolicy | None) -> Iterator[str]:
    if part.kind is PartKind.PREFLIGHT and isinstance(api, RestApi):
        yield from _of_preflight(api, part)
    if part.kind is PartKind.ROUTE:
        guard = _guard(api, part)
        yield _OPEN.format(guard.path if guard else part.key[0])
    if part.kind in {PartKind.PREFLIGHT, PartKind.METHOD}:
        yield from _origins_lost(part, policy)
    if part.kind is PartKind.SETTINGS and isinstance(api, HttpApi | FunctionUrl):
        yield from _of_settings(api, part.after)


def _guard(api: Door, part: Part) -> Route | None:
    """Return the route whose requests with OPTIONS a new one takes over."""
    return match_route(api, OPTIONS, path_of(part.key[0])) if isinstance(api, HttpApi) else None


def _of_preflight(api: RestApi, part: Part) -> Iterator[str]:
    """Say what answers a path's preflights today that is not API Gateway itself."""
    path = part.key[0]
    answering = part.before or match_route(api, OPTIONS, path_of(path))
    if answering is None or answering.integration is None:
        return
    kind = answering.integration.type
    if kind == "MOCK":
        return
    after = part.after.integration if part.after else None
    if after is not None and after.type == kind:
        is_opened = part.before is not None and part.before.authorization != "NONE"
        if is_opened and part.after.authorization == "NONE":
            yield _OPEN.format(f"OPTIONS {path}")
        return
    name = kind.expression if isinstance(kind, Unresolved) else kind
    yield (
        f"{answering.method} {answering.path} ({name}) answers OPTIONS {path} today, and would "
        "not be asked any more"
    )


def _origins_lost(part: Part, policy: CorsPolicy | None) -> Iterator[str]:
    """Say which pages a method lets in today and would not any more."""
    if not isinstance(part.before, Route) or part.before.integration is None:
        return
    after = permission_of(part.after).origins
    for origin in sorted(set(filter(None, map(literal, static_values(part.before.integration))))):
        if origin in after or WILDCARD in after:
            continue
        if policy is None or not policy.allows_origin(origin):
            yield from _origin_lost(origin, after)
    credentials = (
        permission_of(part.before).credentials and not permission_of(part.after).credentials
    )
    if credentials and part.kind is PartKind.PREFLIGHT:
        yield "requests with credentials are allowed today, and would not be"


def _origin_lost(origin: str, after: frozenset[str]) -> Iterator[str]:
    """Say that pages of an origin are let in today and would not be.

    Args:
        origin: origin as it is configured; for one that no browser sends, nothing is said.
        after: origins whose pages are let in then.
    """
    if origin == WILDCARD:
        yield "pages of every origin are let in today; only those of the policy would be"
    elif _secure(origin) in after:
        yield _over_http(origin)
    elif _is_sent(origin):
        yield f"pages of {origin!r} are let in today, and are none of the policy's"


def _secure(origin: str) -> str | None:
    """Return the same origin with https; None for one that has no http."""
    scheme, separator, rest = origin.partition("://")
    return f"https://{rest}" if separator and scheme == "http" else None


def _over_http(origin: str) -> str:
    return (
        f"{origin!r} becomes {_secure(origin)!r}: pages that are loaded over http are let in "
        "today, and would not be"
    )


def _is_sent(origin: str) -> bool:
    """Whether a page's browser sends this, be it wise to let the page in or not."""
    try:
        CorsPolicy(allow_origins=[origin], dangerously_allow_insecure_origins=True)
    except PolicyError:
        return origin == "null"
    return True


def _of_settings(api: HttpApi | FunctionUrl, after: CorsConfiguration) -> Iterator[str]:
    before = api.cors
    if before is None:
        yield _NEW[api.front_door]
    if not isinstance(before, CorsConfiguration):
        return
    for name, (field, word) in _LISTS.items():
        listed, then = getattr(before, field), getattr(after, field)
        if isinstance(listed, Unresolved) or isinstance(then, Unresolved):
            continue
        now = {_folded(name, each) for each in then if isinstance(each, str)}
        known = [each for each in listed if isinstance(each, str)]
        lost = [
            each for each in known if _folded(name, each) not in now and _counts(api, name, each)
        ]
        moved = [each for each in lost if name == "AllowOrigins" and _secure(each) in now]
        yield from map(_over_http, moved)
        lost = [each for each in lost if each not in moved]
        if lost and WILDCARD not in now:
            yield f"{name} loses the {word}s {', '.join(map(repr, lost))}, which are allowed today"
    if before.allow_credentials is True and not after.allow_credentials:
        yield "requests with credentials are allowed today, and would not be"


def _counts(api: HttpApi | FunctionUrl, name: str, value: str) -> bool:
    """Whether to lose a value changes anything.

    An origin that no browser sends does not, nor a method that AWS refuses, nor a star that
    credentials make a name like any other.
    """
    credentials = isinstance(api.cors, CorsConfiguration) and api.cors.allow_credentials is True
    if value == WILDCARD and credentials and name != "AllowOrigins":
        return False
    if name == "AllowMethods" and isinstance(api, FunctionUrl):
        return value != OPTIONS
    return name != "AllowOrigins" or value == WILDCARD or value.endswith("://*") or _is_sent(value)


def _folded(name: str, value: str) -> str:
    return value.lower() if name == "AllowHeaders" else value
