"""A preflight that leaves out a header without which the path's own authorizer refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_HEADERS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import (
    Confidence,
    Severity,
    Unknowns,
)
from corsgate_audit.rules.known_origins import with_known_origins
from corsgate_audit.rules.preflight_repairs import (
    asked_with_method,
    at_subject,
    listing,
    needed_by,
    served_by,
)
from corsgate_audit.rules.preflights import (
    Preflight,
    allowed,
    mock_preflights,
    named,
    without_barriers,
)
from corsgate_audit.rules.requests import (
    PAGE,
    TEMPORARY_CREDENTIALS_HEADER,
    needed_headers,
    page_request,
)
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.standard_only import TO_COME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted


class _Missing(NamedTuple):
    """A header that a route needs, and the exchange in which its preflight refuses it."""

    header: str
    route: Route
    made: Exchange


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the MOCK preflights."""
    return mock_preflights(api, with_known_origins(without_barriers(api)))


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Ask for each header by itself: a browser names only the first that is refused."""
    unknown = Unknowns()
    missing: list[_Missing] = []
    for route in preflight.routes:
        with unknown.about(route):
            for name in needed_headers(route):
                request = page_request(route, PAGE, headers=(name,), body=False)
                made = asked_with_method(preflight, request)
                error = made.verdict.error if made.verdict else None
                if error == CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
                    missing.append(_Missing(name, route, made))
    if missing:
        return _violation(preflight.options, missing)
    unknown.name_them()
    return None


def _violation(route: Route, missing: list[_Missing]) -> Violation:
    blocked = [each for each in missing if not each.made.is_blocked_nowhere()]
    is_to_come = not blocked
    missing = blocked or missing
    headers = sorted({each.header for each in missing})
    names = ", ".join(headers)
    methods = named({each.route for each in missing}, route.path)
    made = min(missing, key=lambda each: each.header).made
    listed = allowed(made, ALLOW_HEADERS)
    effect = TO_COME if is_to_come else "the browser blocks every authenticated request."
    return Violation(
        message=f"The preflight of {route.path!r} serves {methods}, which "
        f"{'needs' if ',' not in methods else 'need'} {names}, but does not list "
        f"{'it' if len(headers) == 1 else 'them'} in {ALLOW_HEADERS}: {effect}",
        expected=f"{ALLOW_HEADERS} with {names}",
        actual=f"{ALLOW_HEADERS}: {listed}" if listed else "no such header",
        detail=names,
        witness=made.witness(),
        severity=Severity.LOW if is_to_come else None,
        confidence=Confidence.LIKELY
        if headers == [TEMPORARY_CREDENTIALS_HEADER]
        else Confidence.CONFIRMED,
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """List the headers, beside those that are listed."""
    assert violation.subject is not None  # noqa: S101 - the runner's
    headers = needed_by(served_by(api, violation.subject.path), wanted)
    return at_subject(api, violation, lambda options: listing(options, ALLOW_HEADERS, headers))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
