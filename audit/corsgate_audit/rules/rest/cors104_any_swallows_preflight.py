"""An ANY method that refuses preflights, and no OPTIONS method that answers in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import OPTIONS
from corsgate_audit.gateway import REFUSING, exchange, match_route
from corsgate_audit.model import Severity, Unknowns
from corsgate_audit.rules.preflight_repairs import with_preflight
from corsgate_audit.rules.preflights import (
    asks_for_more,
    candidate_origins,
    is_open,
    named,
    only_the_authorizer_knows,
    resources,
    shows_cors,
)
from corsgate_audit.rules.requests import path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_ANY = "ANY"


class _Swallowing(NamedTuple):
    """An ANY method that preflights reach, and the methods that these are for."""

    route: Route
    users: tuple[Route, ...]

    @property
    def subject(self) -> Subject:
        """The ANY method."""
        return subject_of(self.route)


def subjects(api: RestApi) -> Iterator[_Swallowing]:
    """List the ANY methods that preflights reach and that ask for what a preflight lacks."""
    found: dict[Route, list[Route]] = {}
    for resource in resources(api):
        if resource.options is None:
            route = match_route(api, OPTIONS, path_of(resource.path))
            if route is not None and route.method == _ANY:
                found.setdefault(route, []).extend(resource.routes)
    for route, users in found.items():
        if not is_open(route) or asks_for_more(route):
            yield _Swallowing(route, tuple(users))


def check(api: RestApi, swallowing: _Swallowing) -> Violation | None:
    """Ask for each of the methods; all that are refused make one finding."""
    route, users = swallowing
    origin = candidate_origins(api)[0]
    blocked: list[tuple[Route, Exchange]] = []
    unknown = Unknowns()
    for user in users:
        request = preflighted_request(user, origin)
        if request is None:
            continue
        made = exchange(api, request)
        if made.verdict and not made.verdict.allowed and made.layer in REFUSING:
            blocked.append((user, made))
        elif made.preflight_answer and made.preflight_answer.response is None:
            with unknown.about(route):
                made.known_preflight()
                only_the_authorizer_knows(route, made)
    if blocked:
        return _violation(api, route, [user for user, _ in blocked], blocked[0][1])
    unknown.name_them()
    return None


def _violation(api: RestApi, route: Route, blocked: list[Route], made: Exchange) -> Violation:
    guards = " and ".join(_guards(route))
    others = [each for each in blocked if each != route]
    also = f" It also receives the preflights of {named(others, route.path)}." if others else ""
    return Violation(
        message=f"ANY {route.path!r} receives the preflights and requires {guards}, but a "
        f"preflight {_lacks(route)}, so the gateway rejects it and the browser blocks the "
        f"request.{also}",
        expected=f"a method OPTIONS {route.path} with AuthorizationType NONE and no API key",
        actual=f"ANY {route.path} that requires {guards}, and no OPTIONS",
        witness=made.witness(),
        severity=None if shows_cors(api) else Severity.INFO,
    )


def _guards(route: Route) -> Iterator[str]:
    """Name what a method asks for and a preflight lacks."""
    if route.authorization != "NONE":
        yield f"authorization ({route.authorization})"
    if route.api_key_required is True:
        yield "an API key"
    if route.validates_request is True and route.required_headers:
        yield f"the header {', '.join(route.required_headers)} (request validator)"
    if route.needs_body is True:
        yield "a body (request validator)"


def _lacks(route: Route) -> str:
    if not is_open(route):
        return "never carries credentials"
    return "has neither the page's headers nor its body"


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Add an OPTIONS method beside the ANY, which answers in its place."""
    at = violation.subject
    found = (each for each in subjects(api) if at and each.route.path == at.path)
    swallowing = next(found, None)
    if swallowing is None:
        return api
    route, users = swallowing
    return with_preflight(api, route.path, users, route.location, wanted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
