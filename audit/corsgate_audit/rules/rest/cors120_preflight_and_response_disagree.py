"""A preflight and the answer behind it that let different pages in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, WILDCARD
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import REFUSING, exchange
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.preflight_repairs import as_preflight, at_subject
from corsgate_audit.rules.preflights import (
    candidate_origins,
    preflights,
    without_barriers,
)
from corsgate_audit.rules.requests import preflighted_request
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_REFUSED = frozenset(
    {
        CorsError.ALLOW_ORIGIN_MISMATCH,
        CorsError.WILDCARD_ORIGIN_NOT_ALLOWED,
        CorsError.INVALID_ALLOW_CREDENTIALS,
    }
)
"""What a browser says of an answer that names somebody else; one that names nobody is CORS112's."""


class _Method(NamedTuple):
    """A method with its preflight.

    Args:
        route: Method as the API has it.
        asked: The same method in `api`.
        api: The method and its preflight alone, with other rules' faults fixed.
    """

    route: Route
    asked: Route
    api: RestApi

    @property
    def subject(self) -> Subject:
        """The method."""
        return subject_of(self.route)


def subjects(api: RestApi) -> Iterator[_Method]:
    """List the methods with a preflight, and an answer that the source knows."""
    bare = without_barriers(api)
    given = {(route.path, route.method): route for route in api.routes}
    for preflight in preflights(api, bare):
        for route in filter(_is_known, preflight.routes):
            alone = replace(preflight.api, routes=(preflight.asked, route))
            yield _Method(given[route.path, route.method], route, alone)


def check(_: RestApi, method: _Method) -> Violation | None:
    """Look for a page whose preflight passes, and whose request's answer is refused."""
    made = next(_disagreements(method.api, method.asked), None)
    return _violation(method.route, made) if made else None


def _is_known(route: Route) -> bool:
    """Whether the source says what the answer will be."""
    integration = route.integration
    if integration is None:
        return False
    return not str(integration.type).endswith("_PROXY") or integration.function_policy is not None


def _disagreements(api: RestApi, route: Route) -> Iterator[Exchange]:
    for origin in candidate_origins(api):
        request = preflighted_request(route, origin)
        if request is None:
            continue
        for mode in ("same-origin", "include"):
            made = exchange(api, replace(request, credentials=mode))
            if made.verdict is not None and made.verdict.error in _REFUSED and _names_a_page(made):
                yield made


def _names_a_page(made: Exchange) -> bool:
    """Whether the answer names an origin at all; what is malformed other rules report."""
    if made.answer is None or made.answer.layer in REFUSING:
        return False
    value = _header(made.answer.response, ALLOW_ORIGIN)
    return value is not None and (value in {WILDCARD, "null"} or is_origin(value))


def _header(response: HttpResponse | None, wanted: str) -> str | None:
    headers = response.headers if response else ()
    return next((value for name, value in headers if name.lower() == wanted.lower()), None)


def _violation(route: Route, made: Exchange) -> Violation:
    asked = made.preflight_answer.response if made.preflight_answer else None
    answered = made.answer.response if made.answer else None
    cookies = made.request.credentials == "include"
    told = f"{made.request.origin} with credentials" if cookies else made.request.origin
    return Violation(
        message=f"The preflight of {route.method} {route.path!r} allows {told}, but the response "
        f"has {_said(answered)}: the request is sent and takes effect, and then the browser "
        "blocks the response. Allow the same origins in both.",
        expected="the same origins and credentials in both",
        actual=f"preflight: {_said(asked)}; response: {_said(answered)}",
        detail=f"{made.request.origin} {made.request.credentials}",
        witness=made.witness(),
    )


def _said(response: HttpResponse | None) -> str:
    origin = _header(response, ALLOW_ORIGIN)
    credentials = _header(response, ALLOW_CREDENTIALS)
    more = f", {ALLOW_CREDENTIALS}: {credentials}" if credentials else ""
    return f"{ALLOW_ORIGIN}: {origin}{more}" if origin else f"no {ALLOW_ORIGIN}"


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Let the answer say what the preflight says."""
    return at_subject(api, violation, lambda route: as_preflight(api, route, wanted))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
