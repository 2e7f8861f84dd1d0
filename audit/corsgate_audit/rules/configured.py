"""The CORS settings of an HTTP API or a function URL, and what pages run into because of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from corsgate.names import ALLOW_HEADERS, OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    Confidence,
    FunctionUrl,
    HttpApi,
    Unknowns,
    known,
)
from corsgate_audit.rules.preflights import (
    ORIGIN_ERRORS,
    allowed,
    candidate_origins,
)
from corsgate_audit.rules.requests import (
    PAGE,
    TEMPORARY_CREDENTIALS_HEADER,
    needed_headers,
    page_request,
)
from corsgate_audit.rules.rule import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api, Route

_SHOWN = 3  # routes that a message names


def unguarded(api: HttpApi | FunctionUrl) -> HttpApi | FunctionUrl:
    """Return the API with no authorization on any route.

    Rules about the settings judge this one: an authorizer before the preflight is CORS203's part.
    """
    if isinstance(api, FunctionUrl):
        return replace(api, auth_type="NONE")
    open_to_all = (replace(each, authorization="NONE", authorizer=None) for each in api.routes)
    return replace(api, routes=tuple(open_to_all))


def asked_from_inside(api: Api, request: BrowserRequest) -> Exchange:
    """Make a request from each origin that an API evidently allows until one passes.

    Returns:
        That exchange, or the first one where the API allows nobody.
    """
    made = [exchange(api, replace(request, origin=each)) for each in candidate_origins(api)]
    return next((each for each in made if not _refuses_origin(each)), made[0])


def _refuses_origin(made: Exchange) -> bool:
    return made.verdict is not None and made.verdict.error in ORIGIN_ERRORS


def routes_named(routes: Iterable[Route]) -> str:
    """Name routes for people, the first few of them.

    Example:
        >>> routes_named(api.routes)
        'GET /items, PUT /items'
    """
    names = list(dict.fromkeys(_name(route) for route in routes))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _name(route: Route) -> str:
    return route.path if route.path == "$default" else f"{route.method} {route.path}"


# --- Headers that the routes need ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missing:
    """A header that a route needs, and the exchange in which its preflight refuses it."""

    header: str
    route: Route
    made: Exchange


Configured = TypeVar("Configured", HttpApi, FunctionUrl)


def configured(api: Configured) -> Iterator[Configured]:
    """Yield an API that has CORS settings, known or not."""
    if api.cors is not None:
        yield api


def headers_missed(api: HttpApi | FunctionUrl) -> Violation | None:
    """Look for credentials that routes need and the settings do not permit."""
    known(api.cors)
    missing: list[_Missing] = []
    unknown = Unknowns()
    for route in api.routes if api.cors else ():
        # The settings answer for every route alike: the others need not be searched.
        alone = unguarded(_alone(api, route))
        headers: tuple[str, ...] = ()
        with unknown.about(route):
            headers = needed_headers(route)
        for name in headers if route.method != OPTIONS else ():
            request = page_request(route, PAGE, headers=(name,), body=False)
            made = asked_from_inside(alone, request)
            if _refuses_header(made):
                missing.append(_Missing(header=name, route=route, made=made))
            with unknown.about(api):
                made.known_verdict()
    if missing:
        return _headers_violation(missing)
    unknown.name_them()
    return None


def _alone(api: HttpApi | FunctionUrl, route: Route) -> HttpApi | FunctionUrl:
    return replace(api, routes=(route,)) if isinstance(api, HttpApi) else api


def _refuses_header(made: Exchange) -> bool:
    error = made.verdict.error if made.verdict else None
    return error == CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE


def _headers_violation(missing: list[_Missing]) -> Violation:
    headers = sorted({each.header for each in missing})
    names = ", ".join(headers)
    made = min(missing, key=lambda each: each.header).made
    has = allowed(made, ALLOW_HEADERS)
    star = " '*' does not cover authorization." * ("*" in has and "authorization" in headers)
    return Violation(
        message=f"allowHeaders does not list {names}, without which {_those(missing)} refuses "
        f"every request: a browser never sends one that authenticates.{star}",
        expected=f"allowHeaders with {names}",
        actual=f"allowHeaders: {has}" if has else "allowHeaders is empty",
        detail=names,
        witness=made.witness(),
        confidence=Confidence.LIKELY
        if headers == [TEMPORARY_CREDENTIALS_HEADER]
        else Confidence.CONFIRMED,
    )


def _those(missing: list[_Missing]) -> str:
    routes = dict.fromkeys(each.route for each in missing)
    return routes_named(routes) if any(route.path != "$default" for route in routes) else "it"
