"""A REST API's preflights: which route answers, and what a browser makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING, NamedTuple, overload

from corsgate.names import ALLOW_HEADERS, CORS_RESPONSE_HEADERS, OPTIONS, WILDCARD, is_token
from corsgate_audit.browser import CorsError, preflight_request
from corsgate_audit.browser.preflight import OK_STATUSES
from corsgate_audit.gateway import Layer, exchange, match_route
from corsgate_audit.gateway.function_code import writes_origin
from corsgate_audit.model import (
    CorsConfiguration,
    HttpApi,
    RestApi,
    UndeterminedError,
    Unresolved,
    settings_of,
)
from corsgate_audit.model.editing import declaring
from corsgate_audit.rules.origin_guesses import guessed_origins, policy_origins
from corsgate_audit.rules.origin_values import (
    intended_origin,
    is_origin,
    literal,
    static_values,
)
from corsgate_audit.rules.requests import PAGE, page_request, path_of, preflighted_request
from corsgate_audit.rules.rule import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api, Door, Integration, Route, Text

# The CORS check of a preflight's answer, and what it says of the origin rather than of the answer.
ORIGIN_ERRORS = frozenset(
    {
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
        CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
        CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """The methods of a REST API whose preflights one route answers.

    Args:
        path: Path of that route, or of the methods where no ``OPTIONS`` method answers them.
        options: ``OPTIONS`` method that answers; None for none, or for an ``ANY``.
        routes: Methods of the path, all but ``OPTIONS``.
    """

    path: str
    options: Route | None
    routes: tuple[Route, ...]

    @property
    def subject(self) -> Subject:
        """The ``OPTIONS`` of the path, whether or not it is there."""
        at = self.options or self.routes[0]
        return Subject(path=self.path, method=OPTIONS, location=at.location)


@lru_cache(maxsize=32)
def resources(api: RestApi) -> tuple[Resource, ...]:
    """Group the methods of an API by what answers their preflights, in order of the paths.

    A path without an ``OPTIONS`` method of its own is answered by that of a ``{proxy+}`` above it.
    """
    own = {route.path: route for route in reversed(api.routes) if route.method == OPTIONS}
    answering = {
        path: own.get(path) or _answering(api, path)
        for path in {route.path for route in api.routes}
    }
    groups: dict[str, list[Route]] = {}
    for route in api.routes:
        options = answering[route.path]
        group = groups.setdefault(options.path if options else route.path, [])
        if route.method != OPTIONS:
            group.append(route)
    return tuple(
        Resource(path=path, options=answering[path], routes=tuple(group))
        for path, group in sorted(groups.items())
    )


def _answering(api: RestApi, path: str) -> Route | None:
    """Return the ``OPTIONS`` method that answers the preflights of a path without its own."""
    route = match_route(api, OPTIONS, path_of(path))
    return route if route and route.method == OPTIONS else None


class Preflight(NamedTuple):
    """An ``OPTIONS`` method, and how pages meet it.

    Args:
        options: Method as the API has it.
        asked: The same method in `api`.
        routes: Methods that it answers for, in `api`.
        api: API with those methods alone, `without_barriers` where other rules are about them. A
            large API would otherwise be searched for each of its methods.
    """

    options: Route
    asked: Route
    routes: tuple[Route, ...]
    api: RestApi

    @property
    def subject(self) -> Subject:
        """The ``OPTIONS`` method."""
        return subject_of(self.options)

    def exchanges(self) -> Iterator[tuple[Route, Exchange]]:
        """Yield, for each method that triggers a preflight, the exchange with it.

        Where none does by itself, as with a GET without authorization, a page may still send a
        header that the preflight lists.
        """
        asked = [(route, preflighted_request(route, PAGE)) for route in self.routes]
        if all(request is None for _, request in asked):
            asked = [(route, self._with_listed_header(route)) for route in self.routes[:1]]
        for route, request in asked:
            if request is not None:
                yield route, first_that_passes(self.api, self.asked, request)

    def _with_listed_header(self, route: Route) -> BrowserRequest | None:
        """Return a request with the first listed header that triggers a preflight."""
        for name in _listed_headers(self.options):
            request = page_request(route, PAGE, headers=(name,))
            if preflight_request(request) is not None:
                return request
        return None


def _listed_headers(options: Route) -> Iterator[str]:
    """Yield the request headers, lower-case, that a preflight lists as far as the source shows."""
    for value in static_values(options.integration, ALLOW_HEADERS) if options.integration else ():
        for name in map(str.strip, (literal(value) or "").split(",")):
            if name == WILDCARD or is_token(name):
                yield "x-requested-with" if name == WILDCARD else name.lower()


def preflights(api: RestApi, asked_in: RestApi | None = None) -> Iterator[Preflight]:
    """Yield the ``OPTIONS`` methods of an API, in order of their paths.

    Args:
        api: API as it was collected.
        asked_in: API `without_barriers` that answers the preflights; None for `api`.
    """
    bare = api if asked_in is None else asked_in
    given = {(route.path, route.method): route for route in api.routes}
    for resource in resources(bare):
        asked = resource.options
        if asked is not None:
            options = given[asked.path, asked.method]
            yield Preflight(options, asked, resource.routes, narrowed(bare, resource))


def mock_preflights(api: RestApi, asked_in: RestApi | None = None) -> Iterator[Preflight]:
    """Yield those of `preflights` that API Gateway answers itself."""
    for each in preflights(api, asked_in):
        if each.options.integration and each.options.integration.type == "MOCK":
            yield each


# --- What stands before a preflight ------------------------------------------------------------


@overload
def without_barriers(api: RestApi) -> RestApi: ...
@overload
def without_barriers(api: Door) -> Door: ...
def without_barriers(api: Door) -> Door:
    """Return the API without what keeps preflights, or their headers, from getting through.

    No ``OPTIONS`` asks for credentials, no media type is binary, every header that is mapped is
    declared: CORS102, 103, 107, 108 and 601 are about these. A rule about what lies behind them
    judges its own step, and takes these for granted.

    Args:
        api: Front door, returned itself where there is nothing of the kind.
    """
    if isinstance(api, HttpApi):
        return replace(api, routes=tuple(map(_open, api.routes)))
    if not isinstance(api, RestApi):
        return api
    routes = tuple(declaring(_open(route)) for route in api.routes)
    if not api.binary_media_types and all(map(is_, routes, api.routes)):
        return api
    return replace(api, routes=routes, binary_media_types=())


def is_open(route: Route) -> bool:
    """Whether a method asks for no credentials."""
    return route.authorization == "NONE" and route.api_key_required is False


def asks_for_more(route: Route) -> bool:
    """Whether a request validator of a method may refuse a preflight.

    A query string that is required is in the preflight's URL as in that of the request.
    """
    asks = bool(route.required_headers) and route.validates_request is not False
    return asks or route.needs_body is not False


def _open(route: Route) -> Route:
    if route.method != OPTIONS or is_open(route):
        return route
    return replace(route, authorization="NONE", authorizer=None, api_key_required=False)


# --- What a browser makes of it ----------------------------------------------------------------


def shows_cors(api: Api) -> bool:
    """Whether anything in an API is meant for pages of other origins.

    A function elsewhere, whose environment nobody knows, says nothing of that.
    """
    routes = api.routes
    if settings_of(api) is not None or any(route.method == OPTIONS for route in routes):
        return True
    return any(
        route.integration is not None
        and (
            isinstance(route.integration.function_policy, str)
            or writes_origin(route.integration.code)
            or _has_cors_headers(*(each.headers for each in route.integration.responses))
        )
        for route in routes
    ) or (
        isinstance(api, RestApi)
        and _has_cors_headers(*(response.headers for response in api.gateway_responses))
    )


def _has_cors_headers(*sources: object) -> bool:
    return any(
        name.lower() in CORS_RESPONSE_HEADERS
        for source in sources
        if isinstance(source, tuple)
        for name, _ in source
    )


def candidate_origins(api: Api, options: Route | None = None) -> tuple[str, ...]:
    """Return origins that an API evidently allows, the likeliest first; never empty.

    Args:
        api: API that is judged.
        options: ``OPTIONS`` method that answers the preflight; None for any of the API's.
    """
    routes = [options] if options else api.routes
    found = [origin for origin in map(_meant, _configured(api)) if origin]
    for route in routes:
        if route.integration is not None:
            found += _named_by(route, route.integration)
    return tuple(dict.fromkeys([*found, PAGE]))


def _named_by(route: Route, integration: Integration) -> Iterator[str]:
    yield from filter(None, map(_meant, map(literal, static_values(integration))))
    yield from policy_origins(integration)
    if route.method == OPTIONS:
        yield from guessed_origins(integration)


def _configured(api: Api) -> tuple[Text, ...]:
    cors = settings_of(api)
    if not isinstance(cors, CorsConfiguration) or isinstance(cors.allow_origins, Unresolved):
        return ()
    return cors.allow_origins


def _meant(value: object) -> str | None:
    """Return the origin that a configured value stands for."""
    if not isinstance(value, str):
        return None
    if value in {WILDCARD, "https://*"}:
        return PAGE
    if value == "http://*":
        return PAGE.replace("https", "http")
    return value if is_origin(value) else intended_origin(value)


def narrowed(api: RestApi, resource: Resource) -> RestApi:
    """Return an API with these methods alone: a request to one of them reaches it just the same.

    The routes of a large API would otherwise be searched for each of its routes.
    """
    options = () if resource.options is None else (resource.options,)
    return replace(api, routes=(*options, *resource.routes))


def first_that_passes(api: RestApi, options: Route, request: BrowserRequest) -> Exchange:
    """Make a request from each candidate origin until one passes the preflight's CORS check.

    Returns:
        That exchange, or the first candidate's where none passes.
    """
    exchanges = []
    for origin in candidate_origins(api, options):
        exchanges.append(exchange(api, replace(request, origin=origin)))
        verdict = exchanges[-1].verdict
        if verdict is None or verdict.error not in ORIGIN_ERRORS:
            return exchanges[-1]
    return exchanges[0]


def only_the_authorizer_knows(options: Route, made: Exchange) -> None:
    """Make sure that no authorizer is asked which reads no header, and may let preflights pass.

    Args:
        options: Method that answers the preflight.
        made: Exchange without a verdict.

    Raises:
        UndeterminedError: one is.
    """
    answer = made.preflight_answer
    if answer and answer.layer is Layer.AUTHORIZER and not answer.unresolved:
        name = options.authorizer.name if options.authorizer else options.authorization
        expression = name.expression if isinstance(name, Unresolved) else name
        reason = "the authorizer decides how it answers a preflight"
        raise UndeterminedError(Unresolved(expression, reason))


def allowed(made: Exchange, name: str) -> str:
    """Return what the preflight's answer has in a header, joined; empty where it has none."""
    answer = made.preflight_answer
    headers = answer.response.headers if answer and answer.response else ()
    return ", ".join(value for header, value in headers if header.lower() == name.lower())


def preflight_status(made: Exchange) -> int | None:
    """Return the status of the preflight's answer; None without one."""
    answer = made.preflight_answer
    return answer.response.status if answer and answer.response else None


def has_ok_status(made: Exchange) -> bool:
    """Whether the preflight's answer has a status that a browser takes.

    Source: https://fetch.spec.whatwg.org/#ok-status
    """
    status = preflight_status(made)
    return status is not None and status in OK_STATUSES


def named(routes: Iterable[Route], path: str) -> str:
    """Name methods: by themselves where they are on a path, with their own path where not.

    Example:
        >>> named(routes, "/{proxy+}")
        'DELETE, PUT /items'
    """
    return ", ".join(
        sorted(
            route.method if route.path == path else f"{route.method} {route.path}"
            for route in routes
        )
    )
