"""What an API allows that a policy does not, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate import decide
from corsgate._origins import has_token
from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.browser import judge, preflight_request
from corsgate_audit.browser.actual import permissive_answer
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Api, RestApi, UndeterminedError
from corsgate_audit.rules.preflights import candidate_origins, narrowed, resources
from corsgate_audit.rules.requests import needed_headers, page_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate import CorsPolicy
    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Collection, Location, Route, Witness

POLICY_DIFFERS = "CORS905"

_ANOTHER_ORIGIN = "https://attacker.example"
"""A page that no policy names; example is reserved, RFC 2606."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A request of which a browser makes something else than the policy says.

    Args:
        message: what differs, and for how many routes.
        witness: the exchange of the first route, which shows it.
        locations: locations of the routes.
    """

    message: str
    witness: Witness
    locations: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class _OfRoute:
    route: Route
    request: BrowserRequest
    witness: Witness
    wanted: bool


def differences(collection: Collection, policy: CorsPolicy) -> Iterator[Difference]:
    """Hold every route against a policy, with pages that it allows and pages that it does not.

    What only a function decides is taken to be right: that it answers preflights itself, and that
    it allows what the preflight does. CloudFront passes through what is behind it.

    Args:
        collection: the APIs.
        policy: policy that they are meant to have.

    Yields:
        For each API, the origins whose pages are treated otherwise, in each direction, with the
        routes where that is so. Of a route, the first origin in each direction.
    """
    for api in collection.apis:
        if isinstance(api, Api):
            yield from _of_api(api, policy)


def _of_api(api: Api, policy: CorsPolicy) -> Iterator[Difference]:
    grouped: dict[tuple[str, bool], list[_OfRoute]] = {}
    origins = _origins(policy, candidate_origins(api))
    for route, part in _parts(api):
        for each in _of_route(part, route, policy, origins):
            grouped.setdefault((each.request.origin, each.wanted), []).append(each)
    for found in grouped.values():
        locations = tuple(each.route.location for each in found)
        yield Difference(_message(found), found[0].witness, locations)


def _parts(api: Api) -> Iterator[tuple[Route, Api]]:
    """Yield each route with the part of the API that its requests reach.

    A large REST API would otherwise be searched for each of its routes.
    """
    if isinstance(api, RestApi):
        for resource in resources(api):
            part = narrowed(api, resource)
            yield from ((route, part) for route in resource.routes)
        return
    yield from ((route, api) for route in api.routes if route.method != OPTIONS)


def _of_route(api: Api, route: Route, policy: CorsPolicy, origins: list[str]) -> Iterator[_OfRoute]:
    try:
        needed = tuple(dict.fromkeys([*needed_headers(route), *route.required_headers]))
    except UndeterminedError:
        return  # reported as unresolved by the rules
    seen: set[bool] = set()
    for origin in origins:
        request = _request(route, origin, needed, policy)
        wanted = _allows(policy.for_route(headers=needed), request)
        witness = _seen(exchange(api, request)).witness()
        if witness is None or witness.verdict.allowed == wanted or wanted in seen:
            continue
        seen.add(wanted)
        yield _OfRoute(route, request, witness, wanted)


def _origins(policy: CorsPolicy, mentioned: Iterable[str]) -> list[str]:
    """Return those of a policy, those of the API itself, one like the first, and another origin."""
    named = [
        each.replace("*.", "app.").removesuffix(":*")
        for each in policy.allow_origins
        if each != WILDCARD and not has_token(each)
    ]
    like_the_first = [f"{each}.evil.example" for each in named[:1]]
    return list(dict.fromkeys([*named, *mentioned, *like_the_first, _ANOTHER_ORIGIN]))


def _request(
    route: Route, origin: str, needed: tuple[str, ...], policy: CorsPolicy
) -> BrowserRequest:
    # A header of the policy's own makes the browser ask first, also for GET: the question is what
    # the gateway answers, and a function is only asked afterwards.
    beside = [each for each in policy.allow_headers if each != WILDCARD][:1]
    request = page_request(route, origin, headers=tuple(dict.fromkeys([*needed, *beside])))
    return replace(request, credentials="include" if policy.allow_credentials else "omit")


def _allows(policy: CorsPolicy, request: BrowserRequest) -> bool:
    preflight = preflight_request(request)
    if preflight is None:
        return policy.allows_origin(request.origin)
    asked = {name.lower(): value for name, value in preflight.headers}
    decision = decide(
        policy,
        method=OPTIONS,
        origin=request.origin,
        request_method=asked["access-control-request-method"],
        request_headers=asked.get("access-control-request-headers"),
    )
    return decision.allowed


def _seen(made: Exchange) -> Exchange:
    """Complete an exchange of which only the function's answer is not known."""
    first = made.preflight_answer.response if made.preflight_answer else None
    if made.verdict is not None or first is None:
        return made
    best = permissive_answer(made.request, made.request.origin)
    return replace(made, verdict=judge(made.request, preflight=first, response=best))


def _message(found: list[_OfRoute]) -> str:
    first = found[0]
    verb, says = ("block", "allows it") if first.wanted else ("allow", "blocks it")
    does = verb if len(found) > 1 else f"{verb}s"
    others = {1: "", 2: " and one other route"}.get(len(found), f" and {len(found) - 1} others")
    return (
        f"{first.request.method} {first.route.path!r}{others} {does} {first.request.origin!r}, but "
        f"the policy {says}."
    )
