"""A method without a proxy integration whose answers no page can read."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Severity, Unknowns, Unresolved, known
from corsgate_audit.rules.header_mappings import mapped_responses
from corsgate_audit.rules.preflight_repairs import as_preflight, at_subject
from corsgate_audit.rules.preflights import (
    candidate_origins,
    resources,
    without_barriers,
)
from corsgate_audit.rules.requests import known_headers, page_request
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import IntegrationResponse, RestApi, Route, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse
    from corsgate_audit.rules.wanted import Wanted

_MOCK = "MOCK"
_MAPPING = {"AWS", "HTTP", _MOCK}
"""The types of integration whose answers have only the headers that are mapped."""


class _Answers(NamedTuple):
    """A method that answers pages by integration responses.

    Args:
        route: Method whose answers pages read.
        responses: Integration responses of the method.
        bare: Whole API, with other rules' faults fixed.
    """

    route: Route
    responses: tuple[MappedResponse, ...]
    bare: RestApi

    @property
    def subject(self) -> Subject:
        """The method."""
        return subject_of(self.route)


def subjects(api: RestApi) -> Iterator[_Answers]:
    """List the methods that map their answers' headers, where preflights are answered."""
    meant = {route for each in resources(api) if each.options for route in each.routes}
    bare = without_barriers(api)
    for route, responses in groupby(mapped_responses(api), key=lambda each: each.route):
        maps = route.integration and route.integration.type in _MAPPING
        if route in meant and route.method != OPTIONS and maps:
            yield _Answers(route, tuple(responses), bare)


def check(_: RestApi, answers: _Answers) -> Violation | None:
    """Look for integration responses without the header."""
    unknown = Unknowns()
    found: list[tuple[MappedResponse, Witness]] = []
    for each in answers.responses:
        with unknown.about(answers.route):
            known(each.response.headers)
            known(each.response.templates)
            witness = None if _has_origin(each) else _unreadable(answers.bare, each)
            found += [(each, witness)] if witness else []
    if found:
        return _violation(answers.route, found)
    unknown.name_them()
    return None


def _has_origin(each: MappedResponse) -> bool:
    """Whether the header is mapped, or a template may set it."""
    name = ALLOW_ORIGIN.lower()
    templates = known(each.response.templates)
    return any(header.lower() == name for header, _ in each.headers) or any(
        isinstance(text, Unresolved) or name in text.lower() for _, text in templates
    )


def _unreadable(api: RestApi, each: MappedResponse) -> Witness | None:
    """Return what a page gets where this response answers; None where another fault is first."""
    request = page_request(
        each.route,
        candidate_origins(api)[0],
        headers=known_headers(each.route),
        body=False,
    )
    made = exchange(_answering(api, each), request)
    witness = made.witness()
    missing = made.verdict and made.verdict.error == CorsError.MISSING_ALLOW_ORIGIN_HEADER
    if not missing or witness is None or witness.response is None:
        return None
    return witness if str(witness.response.status) == each.status else None


def _selectable(route: Route) -> tuple[IntegrationResponse, ...]:
    """Return the integration responses that can answer: of a MOCK integration one at a time."""
    integration = route.integration
    every = integration.responses if integration else ()
    return every[:1] if integration and integration.type == _MOCK else every


def _answering(api: RestApi, each: MappedResponse) -> RestApi:
    """Return the API where a backend's answer selects this response.

    A MOCK integration selects its response itself: the others never answer.
    """
    if each.route.integration and each.route.integration.type == _MOCK:
        return api
    only = replace(each.response, selection_pattern=None)
    routes = tuple(
        replace(route, integration=replace(route.integration, responses=(only,)))
        if route.integration and (route.path, route.method) == (each.route.path, each.route.method)
        else route
        for route in api.routes
    )
    return replace(api, routes=routes)


def _violation(route: Route, found: list[tuple[MappedResponse, Witness]]) -> Violation:
    statuses = ", ".join(each.status for each, _ in found)
    total = len(_selectable(route))
    some = len(found) < total
    plural = "s" * (len(found) > 1)
    return Violation(
        message=f"{route.method} {route.path!r} maps no {ALLOW_ORIGIN} in its integration "
        f"response{plural} {statuses}, so the browser blocks "
        f"{'these responses' if some else 'every response'}. API Gateway adds no header by "
        "itself: map it there.",
        expected=f"{ALLOW_ORIGIN} in integration response{plural} {statuses}",
        actual=f"{len(found)} of {total} integration responses lack the header",
        detail=statuses,
        witness=found[0][1],
        severity=Severity.MEDIUM if some else None,
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Map what lets in the pages that the preflight lets in."""
    return at_subject(api, violation, lambda route: as_preflight(api, route, wanted))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
