"""A route with an authorizer that preflights run into, since they reach it too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import OPTIONS
from corsgate_audit.gateway import Layer, match_route
from corsgate_audit.model import Unknowns
from corsgate_audit.model.editing import with_more_routes
from corsgate_audit.rules.configured import asked_from_inside, routes_named
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.requests import PAGE, path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import HttpApi, Route
    from corsgate_audit.rules.wanted import Wanted


class _Guard(NamedTuple):
    """A route with an authorizer that preflights reach, and the routes that these are for."""

    route: Route
    users: tuple[Route, ...]

    @property
    def subject(self) -> Subject:
        """The route with the authorizer."""
        return subject_of(self.route)


def subjects(api: HttpApi) -> Iterator[_Guard]:
    """List the routes whose authorizer is asked about preflights."""
    if not shows_cors(api):
        return
    answering = replace(
        api, routes=tuple(route for route in api.routes if route.method in {OPTIONS, "ANY"})
    )
    found: dict[Route, list[Route]] = {}
    for route in api.routes:
        guard = match_route(answering, OPTIONS, path_of(route.path))
        if route.method != OPTIONS and guard is not None and guard.authorization != "NONE":
            found.setdefault(guard, []).append(route)
    yield from (_Guard(guard, tuple(users)) for guard, users in found.items())


def check(api: HttpApi, guard: _Guard) -> Violation | None:
    """Ask for each of the routes; all that are refused make one finding."""
    unknown = Unknowns()
    stopped: list[tuple[Route, Exchange]] = []
    for route in guard.users:
        request = preflighted_request(route, PAGE)
        if request is None:
            continue
        made = asked_from_inside(replace(api, routes=tuple({route, guard.route})), request)
        if _stopped(made):
            stopped.append((route, made))
        with unknown.about(guard.route):
            made.known_preflight()
    if stopped:
        return _violation(guard.route, stopped)
    unknown.name_them()
    return None


def _stopped(made: Exchange) -> bool:
    asked = made.preflight_answer
    return (
        made.verdict is not None
        and not made.verdict.allowed
        and asked is not None
        and asked.layer is Layer.AUTHORIZER
    )


def _violation(guard: Route, stopped: list[tuple[Route, Exchange]]) -> Violation:
    key = guard.path if guard.path == "$default" else f"{guard.method} {guard.path}"
    routes = routes_named(route for route, _ in stopped)
    name = f" {guard.authorizer.name!r}" if guard.authorizer else ""
    return Violation(
        message=f"Preflights reach the route {key!r}, whose authorizer{name} rejects them, because "
        "a browser never sends credentials with a preflight: the browser blocks every request to "
        f"{routes}. Add a route for OPTIONS without an authorizer.",
        expected="a route for OPTIONS without an authorizer, such as OPTIONS /{proxy+}",
        actual=f"{key} has authorization {guard.authorization}, and nothing more specific answers "
        "OPTIONS",
        witness=stopped[0][1].witness(),
    )


def repair(api: HttpApi, violation: Violation, _: Wanted) -> HttpApi:
    """Add a route for OPTIONS that asks for no credentials."""
    at = violation.subject
    guards = [
        each for each in api.routes if at and (each.path, each.method) == (at.path, at.method)
    ]
    paths = ("/", "/{proxy+}") if at and at.path == "$default" else (at.path if at else "",)
    opened = [
        replace(each, path=str(path), method=OPTIONS, authorization="NONE", authorizer=None)
        for each in guards
        for path in paths
    ]
    return with_more_routes(api, opened)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
