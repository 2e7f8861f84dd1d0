"""Where a front door names the origins that it allows, and whom it lets in by them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    OPTIONS,
    REQUEST_METHOD,
)
from corsgate.names import ORIGIN as ORIGIN_HEADER
from corsgate_audit.browser import BrowserRequest, CorsError, HttpRequest, HttpResponse, judge
from corsgate_audit.browser.preflight import OK_STATUSES
from corsgate_audit.gateway import REFUSING, answer, exchange
from corsgate_audit.model import (
    Confidence,
    CorsConfiguration,
    Distribution,
    FunctionUrl,
    HttpApi,
    Integration,
    RestApi,
    Route,
    Text,
    Unresolved,
    Witness,
    routes_of,
    settings_of,
)
from corsgate_audit.model.editing import with_entries, with_header, with_names, with_route
from corsgate_audit.rules.origin_values import compared_origins, literal, static_values
from corsgate_audit.rules.preflights import (
    ORIGIN_ERRORS,
    resources,
    without_barriers,
)
from corsgate_audit.rules.requests import known_headers, page_request, preflighted_request
from corsgate_audit.rules.rule import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.gateway import Answer, Exchange
    from corsgate_audit.model import Behavior, Door

_CONTENT_TYPE = "content-type"
_leftmost = re.compile(r"(?:(?<=://)|^)\*\.").sub


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginPlace:
    """Where an allowed origin stands, and the routes whose pages it is meant for.

    Args:
        subject: Route, settings or behavior with the value.
        name: Name of the setting or header.
        value: Value there; one that is not known may stand for the settings as a whole.
        routes: Routes whose pages it is meant for.
        api: Front door that answers them, without the faults before its preflights that other rules
            report. Of a REST API no more than these routes, and the preflight that answers for
            them: a large one would otherwise be searched for each of its routes.
    """

    subject: Subject
    name: str
    value: Text
    routes: tuple[Route, ...]
    api: Door


class Settings(NamedTuple):
    """CORS settings, with what they belong to."""

    subject: Subject
    cors: CorsConfiguration | Unresolved
    routes: tuple[Route, ...]


def places(api: Door) -> Iterator[OriginPlace]:
    """Yield every allowed origin that a front door names."""
    bare = without_barriers(_with_a_route(api))
    for settings in all_settings(bare):
        cors = settings.cors
        origins = cors if isinstance(cors, Unresolved) else cors.allow_origins
        for value in origins if isinstance(origins, tuple) else (origins,):
            yield OriginPlace(
                subject=settings.subject,
                name="allowOrigins",
                value=value,
                routes=settings.routes,
                api=bare,
            )
    if isinstance(bare, RestApi):
        yield from _mapped(bare)


def _with_a_route(api: Door) -> Door:
    """Return an HTTP API that has settings with a route, if only one that stands for another's.

    Its routes may be in another stack, and its settings say what they say all the same.
    """
    if not isinstance(api, HttpApi) or api.routes or api.cors is None:
        return api
    backend = Integration(type="HTTP_PROXY")
    route = Route(path="$default", method="ANY", integration=backend, location=api.location)
    return replace(api, routes=(route,))


def all_settings(api: Door) -> Iterator[Settings]:
    """Yield the CORS settings of an HTTP API or a function URL, or of CloudFront's policies."""
    settings = settings_of(api)
    if settings is not None:
        yield Settings(Subject(location=api.location), settings, routes_of(api))
    for behavior in behaviors(api):
        policy = behavior.response_headers
        cors = policy if policy is None or isinstance(policy, Unresolved) else policy.cors
        if cors is not None:
            yield Settings(subject_of(behavior), cors, (route_of(behavior),))


def behaviors(api: Door) -> tuple[Behavior, ...]:
    """Return the behaviors of a distribution; none for any other front door."""
    return api.behaviors if isinstance(api, Distribution) else ()


def route_of(behavior: Behavior) -> Route:
    """Return a route that stands for what pages ask of a behavior."""
    pattern = behavior.path_pattern if isinstance(behavior.path_pattern, str) else "*"
    path = "/" + pattern.removeprefix("/").replace("*", "x").replace("?", "x")
    return Route(path=path, method="GET", location=behavior.location)


def _mapped(api: RestApi) -> Iterator[OriginPlace]:
    """Yield the origins in a REST API's mapping expressions and templates."""
    served = {each.options: each.routes for each in resources(api)}
    answering = {route: each.options for each in resources(api) for route in each.routes}
    for route in api.routes:
        if route.integration is None:
            continue
        users = served[route] if route.method == OPTIONS else (route,)
        options = route if route.method == OPTIONS else answering[route]
        values = map(literal, static_values(route.integration))
        found = [(ALLOW_ORIGIN, value) for value in values if value is not None]
        found += [("A template", value) for value in compared_origins(route.integration)]
        alone = replace(api, routes=(*users, *((options,) if options else ())))
        for name, value in dict.fromkeys(found):
            yield OriginPlace(
                subject=subject_of(route), name=name, value=value, routes=users, api=alone
            )


def requests(route: Route, origin: str) -> Iterator[BrowserRequest]:
    """Yield what pages ask of a route, with a preflight and without."""
    if route.method == OPTIONS:
        return
    request = preflighted_request(route, origin)
    needed = known_headers(route)
    if request is not None:
        yield request
        yield page_request(route, origin, headers=needed, body=False)
    if route.required_headers:  # or the gateway's validator refuses every page alike
        needed = tuple(dict.fromkeys([*needed, *route.required_headers]))
        yield page_request(route, origin, headers=needed, body=False)
    plain = page_request(route, origin, body=False)
    yield plain
    yield replace(plain, headers=(("x-requested-with", "corsgate"),))


# --- Whom it keeps out ---


_REFUSED = ORIGIN_ERRORS | {
    CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE,
    CorsError.ALLOW_ORIGIN_MISMATCH,
}


def kept_out(place: OriginPlace, origin: str) -> Exchange | None:
    """Return an exchange in which a page is refused for its origin.

    There is none where another value lets it in: then this one does no harm.

    Args:
        place: OriginPlace that names the origin, with the routes that the page may request.
        origin: Origin of the page that was meant.
    """
    for route in place.routes:
        for request in requests(route, origin):
            made = exchange(place.api, request)
            if made.verdict is not None and made.verdict.error in _REFUSED:
                return made
    return None


# --- Whom it lets in ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    """A page that a named origin lets in.

    Args:
        place: OriginPlace that names the origin.
        origin: Origin of the page.
        grant: Exchange that the page may read; with credentials where it gets those.
        credentials: Whether it gets credentials.
    """

    place: OriginPlace
    origin: str
    grant: Grant
    credentials: bool

    @property
    def authorized(self) -> bool:
        """Whether the routes ask who calls them, or may do so."""
        return any(
            route.authorization != "NONE" or route.api_key_required is not False
            for route in self.place.routes
        )


def let_in(place: OriginPlace, origin: str) -> LetIn | None:
    """Return what a page gets by an origin that is named; None where it gets nothing.

    Args:
        place: OriginPlace that names the origin.
        origin: Origin of the page.
    """
    for api in (place.api, with_rest_granted(place.api, place.routes, place.subject)):
        with_cookies = grant(api, place.routes, origin, credentials=True)
        found = with_cookies or grant(api, place.routes, origin, credentials=False)
        if found is not None:
            credentials = with_cookies is not None
            return LetIn(place=place, origin=origin, grant=found, credentials=credentials)
    return None


def with_rest_granted(api: Door, routes: Iterable[Route], preflight: Subject) -> Door:
    """Return a front door as if its preflights listed all, and answers said what these say.

    Whom an origin lets in does not hang on the lists, nor on an answer that lacks the header: where
    these are at fault, other rules say so.

    Args:
        api: Front door that names the origin.
        routes: Routes whose pages it is meant for.
        preflight: Subject that names it; of another method than ``OPTIONS``, the answers stay.
    """
    asked = [each for each in routes if each.method != OPTIONS]
    methods = sorted({each.method for each in asked if each.method != "ANY"})
    headers = sorted({_CONTENT_TYPE, *(name for each in asked for name in known_headers(each))})
    if isinstance(api, RestApi):

        def granted(route: Route) -> Route:
            if route.method != OPTIONS:
                is_preflight = preflight.method == OPTIONS
                return replace(route, integration=_ANSWERS_ALIKE) if is_preflight else route
            told = with_header(route, ALLOW_METHODS, lambda old: with_names(old, methods))
            return with_header(told, ALLOW_HEADERS, lambda old: with_names(old, headers))

        return with_route(api, None, None, granted)
    cors = settings_of(api)
    if not isinstance(api, HttpApi | FunctionUrl) or not isinstance(cors, CorsConfiguration):
        return api
    whole = replace(
        cors,
        allow_methods=with_entries(cors.allow_methods, methods),
        allow_headers=with_entries(cors.allow_headers, headers),
    )
    return replace(api, cors=whole)


_ANSWERS_ALIKE = Integration(type="AWS_PROXY")
"""A function of which nothing is known: it is taken to say what its preflight says."""


def example_of(pattern: str, label: str = "app") -> str:
    """Return an origin that a pattern is meant to allow.

    Args:
        pattern: value with ``*`` in it.
        label: label of the domain that stands for a leading ``*``.

    Example:
        >>> example_of("https://*.example.com:*")
        'https://app.example.com:8443'
    """
    filled = _leftmost(f"{label}.", pattern).replace(":*", ":8443").replace("*", "x")
    return filled if "://" in filled else f"https://{filled}"


class Grant(NamedTuple):
    """An exchange in which a page gets its answer."""

    witness: Witness
    confidence: Confidence


def grant(api: Door, routes: Iterable[Route], origin: str, *, credentials: bool) -> Grant | None:
    """Return an exchange in which a page of an origin gets its answer; None where it gets none.

    Where only the function knows its answer, it is taken to allow what its preflight allows: the
    confidence says so.

    Args:
        api: Front door that answers.
        routes: Routes that the page may request.
        origin: Origin of the page.
        credentials: Whether the page sends cookies along.
    """
    mode = "include" if credentials else "same-origin"
    likely: Grant | None = None
    for route in routes:
        for request in requests(route, origin):
            made = exchange(api, replace(request, credentials=mode))
            if _is_refused(made):
                continue  # the page may read that it was refused, and nothing else
            if made.verdict is not None and made.verdict.allowed:
                witness = made.witness()
                assert witness is not None  # noqa: S101 - there is a verdict
                return Grant(witness, Confidence.CONFIRMED)
            likely = likely or _as_its_preflight(api, made)
    return likely


def _is_refused(made: Exchange) -> bool:
    last = made.answer
    return last is not None and last.response is not None and last.layer in REFUSING


def _as_its_preflight(api: Door, made: Exchange) -> Grant | None:
    """Judge an exchange as if the function allowed the origin that its preflight allows."""
    if made.verdict is not None:
        return None
    said = made.preflight_answer or _asked(api, made.request)
    if said is None or said.response is None or said.response.status not in OK_STATUSES:
        return None  # an error of the gateway's own says nothing of whom the function allows
    kept = {ALLOW_ORIGIN.lower(), ALLOW_CREDENTIALS.lower()}
    headers = tuple(pair for pair in said.response.headers if pair[0].lower() in kept)
    preflight = made.preflight_answer.response if made.preflight_answer else None
    response = HttpResponse(200, headers)
    verdict = judge(made.request, preflight=preflight, response=response)
    if not verdict.allowed:
        return None
    witness = Witness(request=made.request, preflight=preflight, response=response, verdict=verdict)
    return Grant(witness, Confidence.LIKELY)


def _asked(api: Door, request: BrowserRequest) -> Answer | None:
    """Ask the preflight that a simple request does not need, where the API has one."""
    if not any(route.method == OPTIONS for route in routes_of(api)):
        return None
    headers = ((REQUEST_METHOD, request.method), (ORIGIN_HEADER, request.origin))
    return answer(api, HttpRequest(OPTIONS, request.url, headers))
