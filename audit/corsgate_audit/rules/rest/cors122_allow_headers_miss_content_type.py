"""A preflight that does not allow a page to send JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_HEADERS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Confidence, Unknowns
from corsgate_audit.rules.known_origins import with_known_origins
from corsgate_audit.rules.preflight_repairs import asked_with_method, at_subject, listing
from corsgate_audit.rules.preflights import (
    Preflight,
    allowed,
    mock_preflights,
    named,
    without_barriers,
)
from corsgate_audit.rules.requests import JSON_METHODS, json_request
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_ANY_BODY = ("POST",)  # of an ANY: the one method that no preflight has to list
_CONTENT_TYPE = "content-type"


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the MOCK preflights."""
    return mock_preflights(api, with_known_origins(without_barriers(api)))


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Ask with JSON and nothing else: what a path's authorizer needs is CORS111's part."""
    missing: list[tuple[Route, Exchange]] = []
    unknown = Unknowns()
    for route in preflight.routes:
        methods = _ANY_BODY if route.method == "ANY" else (route.method,)
        for method in methods:
            if method not in JSON_METHODS:
                continue
            request = json_request(route, method)
            made = asked_with_method(preflight, request)
            error = made.verdict.error if made.verdict else None
            if error == CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
                missing.append((route, made))
            elif made.preflight_answer and made.preflight_answer.response is None:
                with unknown.about(preflight.options):
                    made.known_verdict()
    if missing:
        return _violation(preflight.options, missing)
    unknown.name_them()
    return None


def _violation(route: Route, missing: list[tuple[Route, Exchange]]) -> Violation:
    made = missing[0][1]
    listed = allowed(made, ALLOW_HEADERS)
    return Violation(
        message=f"The preflight of {route.path!r} does not list Content-Type in {ALLOW_HEADERS}, "
        "so the browser blocks every request with a JSON body to "
        f"{named((one for one, _ in missing), '')}. Add {_CONTENT_TYPE} to the header.",
        expected=f"{ALLOW_HEADERS} with {_CONTENT_TYPE}",
        actual=f"{ALLOW_HEADERS}: {listed}" if listed else "no such header",
        witness=made.witness(),
        confidence=Confidence.LIKELY,
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """List the header, beside those that are listed, unless a policy does not allow it."""
    if not wanted.allows_header(_CONTENT_TYPE):
        return api
    return at_subject(
        api, violation, lambda options: listing(options, ALLOW_HEADERS, (_CONTENT_TYPE,))
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
