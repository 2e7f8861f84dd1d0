"""A method without a proxy integration whose answers no page can read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import FixSafety, FrontDoor, Severity, Unresolved
from corsgate_audit.rules.header_mappings import mapped_responses, with_declared_headers
from corsgate_audit.rules.preflights import (
    candidate_origins,
    resources,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.requests import credential_headers, page_request
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import IntegrationResponse, RestApi, Route, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse

_CALLS_BACKEND = {"AWS", "HTTP"}


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for integration responses without the header, on paths whose preflights are answered.

    A header that is mapped and not declared is CORS108's part.
    """
    meant = {route for each in resources(api) if each.options for route in each.routes}
    bare = with_declared_headers(with_bare_preflights(api))
    lacking: dict[Route, list[tuple[MappedResponse, Witness]]] = {}
    for each in mapped_responses(api):
        if each.route not in meant or each.route.method == OPTIONS:
            continue
        if each.route.integration is None or each.route.integration.type not in _CALLS_BACKEND:
            continue
        unknown = _unresolved(each.response)
        if unknown:
            yield Undecided(subject=subject_of(each.route), value=unknown)
        elif not _has_origin(each):
            witness = _unreadable(bare, each)
            if witness:
                lacking.setdefault(each.route, []).append((each, witness))
    for route, found in lacking.items():
        yield _violation(route, found)


def _unresolved(response: IntegrationResponse) -> Unresolved | None:
    values = (response.headers, response.templates)
    return next((each for each in values if isinstance(each, Unresolved)), None)


def _has_origin(each: MappedResponse) -> bool:
    """Whether the header is mapped, or a template may set it."""
    name = ALLOW_ORIGIN.lower()
    templates = each.response.templates if isinstance(each.response.templates, tuple) else ()
    return any(header.lower() == name for header, _ in each.headers) or any(
        isinstance(text, Unresolved) or name in text.lower() for _, text in templates
    )


def _unreadable(api: RestApi, each: MappedResponse) -> Witness | None:
    """Return what a page gets where this response answers; None where another fault is first."""
    only = replace(each.response, selection_pattern=None)
    routes = tuple(
        replace(route, integration=replace(route.integration, responses=(only,)))
        if route.integration and (route.path, route.method) == (each.route.path, each.route.method)
        else route
        for route in api.routes
    )
    known = credential_headers(each.route)
    request = page_request(
        each.route,
        candidate_origins(api)[0],
        headers=known if isinstance(known, tuple) else (),
        body=False,
    )
    made = exchange(replace(api, routes=routes), request)
    missing = made.verdict and made.verdict.error == CorsError.MISSING_ALLOW_ORIGIN_HEADER
    return made.witness() if missing else None


def _violation(route: Route, found: list[tuple[MappedResponse, Witness]]) -> Violation:
    statuses = ", ".join(each.status for each, _ in found)
    total = len(route.integration.responses) if route.integration else 0
    some = len(found) < total
    plural = "s" * (len(found) > 1)
    return Violation(
        subject=subject_of(route),
        message=f"{route.method} {route.path!r} answers its preflights and maps no {ALLOW_ORIGIN} "
        f"in its integration response{plural} {statuses}: the gateway takes no header of the "
        "backend's along by itself, so a page cannot read "
        + ("these answers." if some else "any answer."),
        expected=f"{ALLOW_ORIGIN} in integration response{plural} {statuses}",
        actual=f"{len(found)} of {total} integration responses lack the header",
        detail=statuses,
        witness=found[0][1],
        severity=Severity.MEDIUM if some else None,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
