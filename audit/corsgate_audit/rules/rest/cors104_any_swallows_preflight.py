"""An ANY method that requires credentials, and no OPTIONS method that takes the preflights off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway import REFUSING, Layer, exchange, match_route
from corsgate_audit.model import FixSafety, FrontDoor, Severity, Unresolved
from corsgate_audit.rules.preflights import (
    candidate_origins,
    named,
    resources,
    shows_cors,
    subject_of,
    undecided,
)
from corsgate_audit.rules.requests import path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route

_ANY = "ANY"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for guarded ANY methods that preflights reach."""
    for route, users in _swallowing(api).items():
        if route.authorization == "NONE" and route.api_key_required is False:
            continue
        blocked: list[Route] = []
        first: Exchange | None = None
        unknown: dict[Undecided, None] = {}
        for user in users:
            made = _asked(api, user)
            if made is None:
                continue
            unknown.update(dict.fromkeys(_untold(route, made)))
            if made.verdict and not made.verdict.allowed and made.layer in REFUSING:
                blocked.append(user)
                first = first or made
        yield from unknown
        if first is not None:
            yield _violation(api, route, blocked, first)


def _swallowing(api: RestApi) -> dict[Route, list[Route]]:
    """Return the ANY methods that preflights reach, with the methods that these are for."""
    found: dict[Route, list[Route]] = {}
    for resource in resources(api):
        if resource.options is None:
            route = match_route(api, OPTIONS, path_of(resource.path))
            if route is not None and route.method == _ANY:
                found.setdefault(route, []).extend(resource.routes)
    return found


def _asked(api: RestApi, user: Route) -> Exchange | None:
    request = preflighted_request(user, candidate_origins(api)[0])
    if request is None or isinstance(request, Unresolved):
        return None
    return exchange(api, request)


def _untold(route: Route, made: Exchange) -> Iterator[Undecided]:
    """Yield what keeps the preflight's answer from being told: a value, or the authorizer."""
    asked = made.preflight_answer
    if made.verdict is not None or asked is None or asked.response is not None:
        return
    yield from undecided(subject_of(route), made)
    if asked.layer is Layer.AUTHORIZER and not asked.unresolved:
        name = route.authorizer.name if route.authorizer else route.authorization
        expression = name.expression if isinstance(name, Unresolved) else name
        reason = "only the authorizer knows what it answers to a preflight"
        yield Undecided(subject=subject_of(route), value=Unresolved(expression, reason))


def _violation(api: RestApi, route: Route, blocked: list[Route], made: Exchange) -> Violation:
    guards = [f"authorization ({route.authorization})"] * (route.authorization != "NONE")
    guards += ["an API key"] * (route.api_key_required is True)
    others = [each for each in blocked if each is not route]
    also = f" It also takes the preflights of {named(others, route.path)}." if others else ""
    return Violation(
        subject=subject_of(route),
        message=f"ANY {route.path!r} takes preflights too, and requires {' and '.join(guards)}: a "
        "preflight never carries credentials, so the gateway refuses it and the browser never "
        f"sends the request.{also}",
        expected=f"a method OPTIONS {route.path} with AuthorizationType NONE and no API key",
        actual=f"ANY {route.path} that requires {' and '.join(guards)}, and no OPTIONS",
        witness=made.witness(),
        severity=None if shows_cors(api) else Severity.INFO,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.UNSAFE,
    check=check,
)
