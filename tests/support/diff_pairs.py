"""Pairs of front doors, and what pages meet at them, one request at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from corsgate.render import http_api, mock_preflight
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.browser.exchange import as_browsers_do
from corsgate_audit.diff.changes import Direction
from corsgate_audit.diff.comparing import UNLISTED
from corsgate_audit.diff.differing import difference
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.addresses import default_stage, url_of
from corsgate_audit.model import (
    Collection,
    CorsConfiguration,
    FunctionUrl,
    GatewayResponse,
    HttpApi,
    Integration,
    IntegrationResponse,
    MethodResponse,
    RestApi,
    Route,
)
from corsgate_audit.rules.requests import path_of
from support.collected import NOWHERE
from support.policies import HOSTS, ORIGINS, REQUEST_HEADERS, policies

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from corsgate import CorsPolicy
    from corsgate_audit.diff.changes import Change, Difference
    from corsgate_audit.model import Door

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ROUTES = (("/items", "GET"), ("/items", "PUT"), ("/items/{id}", "ANY"), ("/orders", "DELETE"))
FIELDS = {
    "AllowOrigins": "allow_origins",
    "AllowMethods": "allow_methods",
    "AllowHeaders": "allow_headers",
    "ExposeHeaders": "expose_headers",
    "AllowCredentials": "allow_credentials",
    "MaxAge": "max_age",
}


class Point(NamedTuple):
    """One request of a page."""

    path: str
    origin: str
    method: str
    headers: tuple[str, ...]
    credentials: str


def settings(rendered: dict[str, Any]) -> CorsConfiguration:
    """Read what `corsgate.render` writes for an HTTP API; a function URL has the same settings."""
    named: dict[str, Any] = {
        FIELDS[name]: tuple(value) if isinstance(value, list) else value
        for name, value in rendered.items()
    }
    return CorsConfiguration(**named)


def http_door(policy: CorsPolicy, routes: Iterable[tuple[str, str]] = ROUTES) -> HttpApi:
    """Return an HTTP API whose settings say what a policy says."""
    backend = Integration(type="AWS_PROXY")
    return HttpApi(
        name="shop",
        location=NOWHERE,
        stages=("$default",),
        routes=tuple(
            Route(path=path, method=method, integration=backend, location=NOWHERE)
            for path, method in routes
        ),
        cors=settings(http_api(policy)),
    )


def url_door(policy: CorsPolicy) -> FunctionUrl:
    """Return a function URL whose settings say what a policy says."""
    owned = Integration(type="AWS_PROXY", gateway_owns="function_url")
    return FunctionUrl(
        name="shop", location=NOWHERE, integration=owned, cors=settings(http_api(policy))
    )


def rest_door(policy: CorsPolicy, routes: Iterable[tuple[str, str]] = ROUTES) -> RestApi:
    """Return a REST API with MOCK preflights, functions with the policy, and readable errors."""
    routes = tuple(routes)
    function = Integration(type="AWS_PROXY", function_policy=policy.to_json())
    origin = policy.allow_origins[0]
    errors = GatewayResponse(
        response_type="DEFAULT_4XX",
        headers=(("Access-Control-Allow-Origin", f"'{origin}'"),),
        location=NOWHERE,
    )
    own = [
        Route(path=path, method=method, integration=function, location=NOWHERE)
        for path, method in routes
    ]
    asked = [_preflight(policy, path) for path in dict.fromkeys(path for path, _ in routes)]
    return RestApi(
        name="shop",
        location=NOWHERE,
        stages=("prod",),
        routes=tuple(sorted((*own, *asked), key=lambda each: (each.path, each.method))),
        gateway_responses=() if "*" in origin else (errors,),
    )


def _preflight(policy: CorsPolicy, path: str) -> Route:
    rendered = mock_preflight(policy)
    made = rendered["Integration"]
    prefix = "method.response.header."
    return Route(
        path=path,
        method="OPTIONS",
        location=NOWHERE,
        integration=Integration(
            type="MOCK",
            passthrough_behavior=made["PassthroughBehavior"],
            content_handling=made["ContentHandling"],
            request_templates=tuple(made["RequestTemplates"].items()),
            responses=tuple(
                IntegrationResponse(
                    status_code=each["StatusCode"],
                    content_handling=each.get("ContentHandling"),
                    headers=tuple(
                        (name.removeprefix(prefix), value)
                        for name, value in each.get("ResponseParameters", {}).items()
                    ),
                    templates=tuple(each.get("ResponseTemplates", {}).items()),
                )
                for each in made["IntegrationResponses"]
            ),
        ),
        responses=tuple(
            MethodResponse(
                status_code=each["StatusCode"],
                headers=tuple(
                    name.removeprefix(prefix) for name in each.get("ResponseParameters", {})
                ),
            )
            for each in rendered["MethodResponses"]
        ),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Door, Door]:
    """Draw the same front door with two policies, and sometimes with other routes."""
    kind = draw(st.sampled_from(("url", "url", "url", "http", "http", "rest")))  # the quick ones
    one, two = (draw(policies(exact_only=kind != "rest")) for _ in range(2))
    if kind == "url":
        return url_door(one), url_door(two)
    door = rest_door if kind == "rest" else http_door
    routes = st.lists(st.sampled_from(ROUTES), unique=True, min_size=1, max_size=2)
    return door(one, draw(routes)), door(two, draw(routes))


def points(doors: tuple[Door, Door], rng: Random, count: int) -> list[Point]:
    """Return requests to the routes of either side, from pages near and far.

    Args:
        doors: both sides.
        rng: what chooses; drawing each part with hypothesis would take longer than to ask.
        count: number of requests.
    """
    paths = [_concrete(route.path) for door in doors for route in getattr(door, "routes", ())]
    return [_point(rng, rng.choice(paths)) for _ in range(count)]


def _point(rng: Random, path: str) -> Point:
    host = rng.choice((*HOSTS, "preview.example.com", "example.net", "site.example.org"))
    grown = "".join(rng.choices("abcz019", k=rng.randint(1, 4)))
    near = (
        f"https://{grown}.{host}",
        f"https://{grown}.{grown}.{host}",
        f"https://{grown}{host}",
        f"https://{host}.{grown}.test",
        f"https://pr-{grown}.example.com",
        f"https://{grown}-x.example.net:8443",
        f"http://{host}",
        f"https://{host}:444",
        "http://localhost:5173",
        "https://attacker.example",
        "null",
    )
    headers = (*REQUEST_HEADERS, "x-nobody")
    return Point(
        path=path,
        origin=rng.choice(rng.choice((ORIGINS, near))),
        method=rng.choice(METHODS),
        headers=tuple(rng.sample(headers, rng.randint(0, 3))),
        credentials=rng.choice(("omit", "include")),
    )


def allowed(door: Door, point: Point) -> bool | None:
    """Say whether a page gets its response, as `corsgate why` does."""
    samples = {"content-type": "application/json"}
    request = BrowserRequest(
        url_of(door, point.path, default_stage(door)),
        point.origin,
        point.method,
        tuple((name, samples.get(name, "corsgate")) for name in point.headers),
        point.credentials,
    )
    verdict = as_browsers_do(
        lambda profile: exchange(door, request, profile=profile), None
    ).outcome()
    return None if verdict is None else verdict.allowed


def difference_of(before: Door, after: Door) -> Difference:
    """Compare two front doors."""
    return difference(Collection(apis=(before,)), Collection(apis=(after,)))


def missing(found: Difference, doors: tuple[Door, Door], point: Point) -> str:
    """Say which change a request shows that is not among those found; empty for none."""
    one, two = (allowed(door, point) for door in doors)
    if one == two:
        return ""
    direction = Direction.WIDER if two else Direction.NARROWER
    named = {name for change in found.changes for each in change.header_sets for name in each}
    headers = {name if name in named else UNLISTED for name in point.headers}
    for change in found.changes:
        fits = (change.direction, change.method, change.credentials) == (
            direction,
            point.method,
            point.credentials,
        )
        has_path = point.path in {_concrete(path) for path in change.paths}
        has_origin = point.origin in change.origins or point.origin not in _asked(found)
        has_headers = any(headers.issuperset(names) for names in change.header_sets)
        if fits and has_path and has_origin and has_headers and not _is_beyond(change):
            return ""
    return f"{point} was {one} and is {two}"


def _is_beyond(change: Change) -> bool:
    """Whether a change is about requests that are allowed on both sides."""
    return change.reaches or bool(change.exposes)


def _concrete(path: str) -> str:
    return path_of(path) if path.startswith("/") else "/corsgate/any/path"


def _asked(found: Difference) -> frozenset[str]:
    return frozenset(origin for change in found.changes for origin in change.origins)


def invented(change: Change, doors: tuple[Door, Door]) -> list[str]:
    """Return what a change says, and what the browser does not see."""
    if _is_beyond(change) or change.responses:
        return []
    wrong = defaultdict(list)
    expected = (False, True) if change.direction is Direction.WIDER else (True, False)
    ends = ((0, -1), (-1, 0))  # a page that is named with the most headers, and the other way round
    for at, to in ends:
        point = Point(
            _concrete(change.paths[-1]),
            change.origins[at],
            change.method,
            change.header_sets[to],
            change.credentials,
        )
        if (met := tuple(allowed(door, point) for door in doors)) != expected:
            wrong[met].append(str(point))
    return [f"{met}: {point}" for met, every in wrong.items() for point in every]
