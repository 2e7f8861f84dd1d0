"""A route with an authorizer that preflights run into, since they reach it too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import Layer, match_route
from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.configured import asked_from_inside, listed
from corsgate_audit.rules.preflights import shows_cors, subject_of, undecided
from corsgate_audit.rules.requests import PAGE, path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import HttpApi, Route


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for routes whose authorizer is asked about preflights."""
    if not shows_cors(api):
        return
    answering = replace(
        api, routes=tuple(route for route in api.routes if route.method in {OPTIONS, "ANY"})
    )
    blocked: dict[Route, list[tuple[Route, Exchange]]] = {}
    for route in api.routes:
        guard = match_route(answering, OPTIONS, path_of(route.path))
        if route.method == OPTIONS or guard is None or guard.authorization == "NONE":
            continue
        request = preflighted_request(route, PAGE)
        if not isinstance(request, BrowserRequest):
            continue
        made = asked_from_inside(replace(api, routes=tuple({route, guard})), request)
        if _stopped(made):
            blocked.setdefault(guard, []).append((route, made))
        else:
            yield from undecided(subject_of(guard), made)
    for guard, stopped in blocked.items():
        yield _violation(guard, stopped)


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
    routes = listed(route for route, _ in stopped)
    name = f" {guard.authorizer.name!r}" if guard.authorizer else ""
    return Violation(
        subject=subject_of(guard),
        message=f"Preflights reach the route {key!r}, and its authorizer{name} refuses them: a "
        f"browser never sends credentials with a preflight, so no page can use {routes}.",
        expected="a route for OPTIONS without an authorizer, such as OPTIONS /{proxy+}",
        actual=f"{key} has authorization {guard.authorization}, and nothing more specific answers "
        "OPTIONS",
        witness=stopped[0][1].witness(),
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    safety=FixSafety.UNSAFE,
    check=check,
)
