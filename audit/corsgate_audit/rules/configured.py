"""The CORS settings of an HTTP API or a function URL, and what pages run into because of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from corsgate.names import ALLOW_HEADERS, OPTIONS
from corsgate_audit.browser import BrowserRequest, CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    Confidence,
    CorsConfiguration,
    FunctionUrl,
    HttpApi,
    Severity,
    Unknowns,
    known,
)
from corsgate_audit.rules.known_origins import allowing_page
from corsgate_audit.rules.preflights import (
    ORIGIN_ERRORS,
    allowed,
    candidate_origins,
)
from corsgate_audit.rules.requests import (
    JSON_METHODS,
    PAGE,
    TEMPORARY_CREDENTIALS_HEADER,
    json_request,
    needed_headers,
    page_request,
    url_of,
)
from corsgate_audit.rules.rule import Violation
from corsgate_audit.rules.standard_only import TO_COME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api, Route

_SHOWN = 3  # routes that a message names


def unguarded(api: HttpApi | FunctionUrl) -> HttpApi | FunctionUrl:
    """Return the API with no authorization on any route, and with a page for an origin not known.

    Rules about the settings judge this one: an authorizer before the preflight is CORS203's part.
    """
    return _open(allowing_page(api))


def _open(api: HttpApi | FunctionUrl) -> HttpApi | FunctionUrl:
    if isinstance(api, FunctionUrl):
        return replace(api, auth_type="NONE")
    open_to_all = (replace(each, authorization="NONE", authorizer=None) for each in api.routes)
    return replace(api, routes=tuple(open_to_all))


def asked_from_inside(api: Api, request: BrowserRequest) -> Exchange:
    """Make a request from each origin that an API evidently allows until one passes.

    Returns:
        That exchange, or the first one where the API allows nobody.
    """
    first: Exchange | None = None
    for origin in candidate_origins(api):
        made = exchange(api, replace(request, origin=origin))
        if not _refuses_origin(made):
            return made
        first = first or made
    assert first is not None  # noqa: S101 - there is a candidate, if only a made-up one
    return first


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
                made.known_preflight()
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
    blocked = [each for each in missing if not each.made.is_blocked_nowhere()]
    is_to_come = not blocked
    missing = blocked or missing
    headers = sorted({each.header for each in missing})
    names = ", ".join(headers)
    made = min(missing, key=lambda each: each.header).made
    has = allowed(made, ALLOW_HEADERS)
    effect = TO_COME if is_to_come else "The browser blocks every authenticated request."
    return Violation(
        message=f"allowHeaders does not list {names}, which every request to {_those(missing)} "
        f"needs. {effect}",
        expected=f"allowHeaders with {names}",
        actual=f"allowHeaders: {has}" if has else "allowHeaders is empty",
        detail=names,
        witness=made.witness(),
        severity=Severity.LOW if is_to_come else None,
        confidence=Confidence.LIKELY
        if headers == [TEMPORARY_CREDENTIALS_HEADER]
        else Confidence.CONFIRMED,
    )


def _those(missing: list[_Missing]) -> str:
    routes = dict.fromkeys(each.route for each in missing)
    return routes_named(routes) if any(route.path != "$default" for route in routes) else "the API"


# --- Settings that allow nobody ------------------------------------------------------------------


def names_no_origin(api: HttpApi | FunctionUrl) -> Violation | None:
    """Look for settings in which no origin is named, so that they allow no page at all."""
    cors = known(api.cors)
    if cors is None or known(cors.allow_origins):
        return None
    request = BrowserRequest(url=url_of("/"), origin=PAGE, credentials="same-origin")
    made = exchange(_open(api), request)
    return Violation(
        message="allowOrigins is empty, so the browser blocks every request from another origin. "
        "List the origins of your pages, or remove the CORS settings.",
        expected="allowOrigins with the origins of your pages",
        actual="allowOrigins is empty",
        witness=made.witness(),
    )


# --- JSON ----------------------------------------------------------------------------------------


def content_type_missed(api: HttpApi | FunctionUrl) -> Violation | None:
    """Look for settings that allow methods with a body, and no JSON in it."""
    if known(api.cors) is None:
        return None
    unknown = Unknowns()
    missed: list[tuple[Route, Exchange]] = []
    for route in api.routes:
        for method in json_methods(route, api):
            request = json_request(route, method)
            made = asked_from_inside(unguarded(_alone(api, route)), request)
            if _refuses_header(made):
                missed.append((replace(route, method=method), made))
                break
            with unknown.about(api):
                made.known_preflight()
    if missed:
        return _json_violation(missed)
    unknown.name_them()
    return None


def json_methods(route: Route, api: HttpApi | FunctionUrl) -> tuple[str, ...]:
    """Return the methods of a route whose requests usually carry JSON, as far as they are allowed.

    Args:
        route: Route of the API; its method may be ``ANY``.
        api: API whose settings allow methods; a method that they do not allow is CORS204's part.
    """
    if route.method != "ANY":
        return (route.method,) if route.method in JSON_METHODS else ()
    methods = api.cors.allow_methods if isinstance(api.cors, CorsConfiguration) else ()
    named = tuple(each for each in JSON_METHODS if isinstance(methods, tuple) and each in methods)
    return named or (JSON_METHODS if methods == ("*",) else ())


def _json_violation(missed: list[tuple[Route, Exchange]]) -> Violation:
    made = missed[0][1]
    has = allowed(made, ALLOW_HEADERS)
    return Violation(
        message="allowHeaders does not list content-type, so the browser blocks every request with "
        f"a JSON body to {routes_named((route for route, _ in missed))}. Add content-type to "
        "allowHeaders.",
        expected="allowHeaders with content-type",
        actual=f"allowHeaders: {has}" if has else "allowHeaders is empty",
        witness=made.witness(),
        confidence=Confidence.LIKELY,
    )
