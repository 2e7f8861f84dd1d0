"""What pages ask of a CloudFront behavior, and of the API behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import exchange, match_route
from corsgate_audit.gateway.addresses import default_stage, url_of
from corsgate_audit.gateway.cloudfront import behavior_for, url_behind
from corsgate_audit.gateway.received import receive
from corsgate_audit.model import (
    CorsConfiguration,
    HeaderMode,
    HeaderSet,
    OriginKind,
    ResponseHeadersPolicy,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import example_of, route_of
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.preflights import candidate_origins, shows_cors
from corsgate_audit.rules.requests import HOST, PAGE, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api, Behavior, Distribution, Origin, Route

_CORS_HEADERS = frozenset(
    {"origin", "access-control-request-method", "access-control-request-headers"}
)


def api_behind(behavior: Behavior) -> Api | None:
    """Return the API of the target that a behavior hands requests to."""
    return behavior.origin.api if behavior.origin else None


def leads_to_api(behavior: Behavior) -> bool | Unresolved:
    """Whether a behavior hands requests to an API, as far as anybody knows."""
    kind = behavior.origin.kind if behavior.origin else OriginKind.OTHER
    return kind if isinstance(kind, Unresolved) else kind is OriginKind.API


def writes_cors(behavior: Behavior) -> bool:
    """Whether a response headers policy writes CORS headers."""
    policy = behavior.response_headers
    return isinstance(policy, ResponseHeadersPolicy) and policy.cors is not None


def is_meant_for_pages(behavior: Behavior) -> bool:
    """Whether anything about a behavior says that pages of other origins use it.

    A page and the API under one distribution have one origin and need no CORS: without such a sign
    nothing is missed.
    """
    behind = api_behind(behavior)
    if writes_cors(behavior) or (behind is not None and shows_cors(behind)):
        return True
    forwarded = behavior.forwarded_headers
    return (
        isinstance(forwarded, HeaderSet)
        and forwarded.mode is HeaderMode.LISTED
        and isinstance(forwarded.names, tuple)
        and not _CORS_HEADERS.isdisjoint(forwarded.names)
    )


def pages_of(behavior: Behavior) -> tuple[str, ...]:
    """Return origins that evidently may use a behavior, the likeliest first; never empty."""
    policy = behavior.response_headers
    cors = policy.cors if isinstance(policy, ResponseHeadersPolicy) else None
    found: list[str] = []
    behind = api_behind(behavior)
    if isinstance(cors, CorsConfiguration) and isinstance(cors.allow_origins, tuple):
        texts = [each for each in cors.allow_origins if isinstance(each, str)]
        pages = [PAGE if each == WILDCARD else example_of(each) for each in texts]
        found += filter(is_origin, pages)
    if behind is not None:
        found += candidate_origins(behind)
    return tuple(dict.fromkeys([*found, PAGE]))


class Pair(NamedTuple):
    """The same request through a distribution, and to the API behind it directly."""

    through: Exchange
    direct: Exchange


def both_ways(api: Distribution, behavior: Behavior, request: BrowserRequest) -> Pair | None:
    """Make a request through a behavior and around it; None where nothing is known behind it.

    Args:
        api: Distribution with the behavior.
        behavior: Cache behavior that the request takes.
        request: Request to the distribution's own domain.
    """
    origin = behavior.origin
    if origin is None or origin.api is None:
        return None
    inside = replace(request, url=url_behind(origin, origin.api, request.url))
    return Pair(exchange(api, request), exchange(origin.api, inside))


def routes_through(api: Distribution, behavior: Behavior) -> tuple[Route, ...]:
    """Return what pages can ask for through a behavior: routes with a path of the distribution's.

    Where the API behind is not part of the target, one ``GET`` stands for all that it may have.
    """
    origin, behind = behavior.origin, api_behind(behavior)
    if origin is None or behind is None:
        return (route_of(behavior),)
    return tuple(
        through
        for route in behind.routes
        if route.method != OPTIONS
        for through in _through(api, behavior, origin, route)
    )


def _through(
    api: Distribution, behavior: Behavior, origin: Origin, route: Route
) -> Iterator[Route]:
    """Yield a route with the first path that leads to it; nothing where none does."""
    behind = origin.api
    if behind is None:
        return
    method = "POST" if route.method == "ANY" else route.method
    for path in (*_outside(origin, behind, path_of(route.path)), route_of(behavior).path):
        request = HttpRequest(method, url_behind(origin, behind, HOST + path))
        inside = receive(behind, request).path
        if behavior_for(api, path) is behavior and match_route(behind, method, inside) == route:
            yield replace(route, path=path)
            return


def _outside(origin: Origin, behind: Api, path: str) -> Iterator[str]:
    """Yield the path under which a distribution has a path of the API behind it."""
    inside = urlsplit(url_of(behind, path, default_stage(behind))).path
    if isinstance(origin.path, Unresolved):
        yield path
        return
    prefix = origin.path.rstrip("/")
    if origin.mapping is not None:
        inside = path = f"/{origin.mapping.base_path}".rstrip("/") + path
    for whole in (inside, path if not prefix else f"/{prefix.split('/')[1]}{path}"):
        if whole.startswith(f"{prefix}/"):
            yield whole.removeprefix(prefix)
