"""A path that pages must ask for before using it, and no method that answers the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway import exchange, match_route
from corsgate_audit.model import (
    Confidence,
    Severity,
    Unknowns,
)
from corsgate_audit.rules.preflight_repairs import with_preflight
from corsgate_audit.rules.preflights import (
    candidate_origins,
    narrowed,
    resources,
    shows_cors,
)
from corsgate_audit.rules.requests import needed_headers, path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Subject, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[Resource]:
    """List the paths whose preflights no method answers."""
    for resource in resources(api):
        if resource.options is None and match_route(api, OPTIONS, path_of(resource.path)) is None:
            yield resource


def check(api: RestApi, resource: Resource) -> Violation | None:
    """Ask for each method of a path; the surest one makes the finding."""
    origin = candidate_origins(api)[0]
    alone = narrowed(api, resource)
    asked = [(each, preflighted_request(each, origin)) for each in resource.routes]
    made = [(route, exchange(alone, request)) for route, request in asked if request]
    blocked = [each for each in made if each[1].verdict and not each[1].verdict.allowed]
    if blocked:
        return _violation(api, resource, sorted(blocked, key=_only_by_its_body))
    unknown = Unknowns()
    for route, request in asked:
        with unknown.about(route):
            if request is None:
                needed_headers(route)  # with one of these, a browser would ask after all
    for route, each in made[:1]:
        with unknown.about(route):
            each.known_preflight()
    unknown.name_them()
    return None


def _only_by_its_body(blocked: tuple[Route, Exchange]) -> bool:
    """Whether only a JSON body would make a browser ask: a form or a webhook sends none."""
    _, made = blocked
    return made.request.method == "POST" and len(made.request.headers) == 1


def _violation(
    api: RestApi, resource: Resource, blocked: list[tuple[Route, Exchange]]
) -> Violation:
    methods = ", ".join(sorted(route.method for route, _ in blocked))
    witness_route, made = blocked[0]
    likely = _only_by_its_body(blocked[0])
    body = " with a JSON body" * likely
    return Violation(
        subject=Subject(path=resource.path, method=OPTIONS, location=witness_route.location),
        message=f"{resource.path!r} answers {methods}, but has no OPTIONS method, so the gateway "
        f"rejects the preflight and the browser blocks {methods}{body} from other origins. Add "
        "an OPTIONS method without authorization.",
        expected=f"an OPTIONS method on {resource.path}, without authorization, that answers 2xx",
        actual=f"methods: {', '.join(sorted(route.method for route in resource.routes))}",
        detail=methods,
        witness=made.witness(),
        severity=_severity(api, likely=likely),
        confidence=Confidence.LIKELY if likely else Confidence.CONFIRMED,
    )


def _severity(api: RestApi, *, likely: bool) -> Severity | None:
    if not shows_cors(api):
        return Severity.INFO
    return Severity.MEDIUM if likely else None


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Add the OPTIONS method."""
    at = violation.subject
    routes = tuple(each for each in api.routes if at and each.path == at.path)
    if at is None or at.path is None or not routes:
        return api
    return with_preflight(api, at.path, routes, at.location, wanted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
