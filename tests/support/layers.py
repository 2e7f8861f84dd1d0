"""Every layer that can answer for a policy: a request on the wire goes in, an answer comes out.

`DECIDED_IN_PYTHON` are the decorator on each front door and the two middlewares; `mock_rest_api`,
`configured_http_api` and `configured_function_url` are what API Gateway and Lambda do with what
`corsgate.render` makes of the policy, in front of a function that is decorated all the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, cors, preflight_handler
from corsgate.render import function_url, gateway_responses, http_api, mock_preflight
from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.collect.http import read_cors
from corsgate_audit.collect.rest import read_gateway_response, read_route
from corsgate_audit.collect.template.api_shapes import method_shape
from corsgate_audit.collect.template.api_shapes import settings as shape
from corsgate_audit.gateway import answer
from corsgate_audit.model import Api, CorsConfiguration, FunctionUrl, Integration
from support.apis import http_api as http_api_of
from support.apis import location, rest_api, route
from support.collected import NOWHERE
from support.lambda_events import (
    FRONT_DOORS,
    Answer,
    Door,
    door_id,
    edge_response_event,
    function_url_event,
    http2_event,
    read_edge,
    rest_event,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corsgate.render import ErrorOrigin
    from corsgate_audit.model import GatewayResponse

    Send = Callable[[HttpRequest], HttpResponse]

RESOURCE = "/items/{id}"
"""The route that `support.lambda_events` and the APIs here have."""


@dataclass(frozen=True, kw_only=True)
class RoutePolicy:
    """A policy and what one route makes of it.

    Args:
        policy: of the whole API.
        methods: that the route has; None leaves the policy's.
        headers: that the route's authorizers and API keys need.
    """

    policy: CorsPolicy
    methods: tuple[str, ...] | None
    headers: tuple[str, ...]

    @property
    def effective(self) -> CorsPolicy:
        """The effective policy."""
        return self.policy.for_route(methods=self.methods, headers=self.headers)


def decorated(door: Door, given: RoutePolicy, **options: Any) -> Send:  # noqa: ANN401 - of cors
    """Send requests to a handler behind a front door, decorated with the effective policy."""
    # Through its text, as it reaches a function that a construct has configured.
    policy = CorsPolicy.from_json(given.effective.to_json())
    return _invoke(door, cors(policy, **options)(_handler(door)))


def routed(door: Door, given: RoutePolicy) -> Send:
    """The same, the handler being one for all routes: it is told the methods of each."""
    policy = given.policy.for_route(headers=given.headers)
    routes = {} if given.methods is None else {RESOURCE: given.methods}
    return _invoke(door, cors(policy, routes=routes)(_handler(door)))


def with_preflight_handler(door: Door, given: RoutePolicy) -> Send:
    """The same, with a function of its own for OPTIONS."""
    actual = _invoke(door, cors(given.effective)(_handler(door)))
    preflight = _invoke(door, preflight_handler(given.effective))
    return lambda request: (preflight if request.method == "OPTIONS" else actual)(request)


def at_edge_response(kind: str, given: RoutePolicy, status: int = 200) -> Send:
    """Decorate a handler of a response event of Lambda@Edge, the origin having answered."""
    handler = cors(given.effective)(lambda event, _: event["Records"][0]["cf"]["response"])

    def send(request: HttpRequest) -> HttpResponse:
        own = FRONT_DOORS[-1].native(status, (), "")
        event = edge_response_event(kind, request.method, request.headers, own)
        return _seen(read_edge(handler(event, None)))

    return send


def through_wsgi(given: RoutePolicy) -> Send:
    """Wrap a WSGI application."""

    def app(_environ: Any, start_response: Any) -> list[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x"]

    middleware = CorsWsgiMiddleware(app, given.effective)

    def send(request: HttpRequest) -> HttpResponse:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        fields = {
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers
        }
        environ = {"REQUEST_METHOD": request.method, "PATH_INFO": _path(request), **fields}
        list(middleware(environ, lambda status, headers: started.append((status, headers))))
        ((status, headers),) = started
        return HttpResponse(int(status.split()[0]), tuple(headers))

    return send


def through_asgi(given: RoutePolicy) -> Send:
    """Wrap an ASGI application."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})

    async def receive() -> Any:  # noqa: ANN401 - as ASGI has it
        return {"type": "http.request"}

    middleware = CorsAsgiMiddleware(app, given.effective)

    def send(request: HttpRequest) -> HttpResponse:
        sent: list[Any] = []

        async def keep(event: Any) -> None:  # noqa: ANN401 - as ASGI has it
            sent.append(event)

        scope = {
            "type": "http",
            "method": request.method,
            "path": _path(request),
            "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers],
        }
        asyncio.run(middleware(scope, receive, keep))
        headers = tuple((name.decode(), value.decode()) for name, value in sent[0]["headers"])
        return HttpResponse(sent[0]["status"], headers)

    return send


def mock_rest_api(given: RoutePolicy) -> Send:
    """Render the MOCK preflight of the route into a REST API with its function."""
    properties = mock_preflight(given.policy, methods=given.methods, headers=given.headers)
    preflight = read_route(
        method_shape(properties),
        path=RESOURCE,
        method="OPTIONS",
        authorizer=None,
        function_policy=None,
        location=NOWHERE,
    )
    # An OPTIONS of the page itself, with a body that is no JSON, gets the gateway's own 415.
    api = rest_api(
        route("ANY", RESOURCE),
        preflight,
        binary_media_types=("*/*",),
        gateway_responses=error_responses(given.policy, "reflect"),
    )
    function = decorated(_door(rest_event), given)
    return lambda request: (
        _answered(api, request) if request.method == "OPTIONS" else function(request)
    )


def configured_http_api(policy: CorsPolicy) -> Send:
    """Render the CORS configuration of an HTTP API, which drops what its function sends."""
    api = http_api_of(_read(http_api(policy)), route("ANY", RESOURCE))
    function = decorated(_door(http2_event), whole(policy), gateway_owns=["http_api"])

    def send(request: HttpRequest) -> HttpResponse:
        _check_silent(function(request))
        return _answered(api, request)

    return send


def configured_function_url(policy: CorsPolicy) -> Send:
    """Render the CORS settings of a function URL, which adds to what its function sends."""
    url = FunctionUrl(
        name="items",
        cors=_read(function_url(policy)),
        auth_type="NONE",
        integration=Integration(type="AWS_PROXY"),
        location=location("Url"),
    )
    function = decorated(_door(function_url_event), whole(policy), gateway_owns=["function_url"])

    def send(request: HttpRequest) -> HttpResponse:
        answered = _answered(url, request)
        return HttpResponse(answered.status, (*answered.headers, *function(request).headers))

    return send


def error_responses(
    policy: CorsPolicy, error_origin: ErrorOrigin | None = None
) -> tuple[GatewayResponse, ...]:
    """Render the error responses of a REST API."""
    rendered = gateway_responses(policy, error_origin=error_origin)
    return tuple(read_gateway_response(shape(each), NOWHERE) for each in rendered.values())


def whole(policy: CorsPolicy) -> RoutePolicy:
    """Take a policy for a route that changes nothing about it."""
    return RoutePolicy(policy=policy, methods=None, headers=())


def decided_in_python(given: RoutePolicy) -> dict[str, Send]:
    """Return every layer that decides by the library itself, by name."""
    routes_known = [door for door in FRONT_DOORS if door.name in {"rest_api", "http_api"}]
    return {
        **{f"@cors, {door_id(door)}": decorated(door, given) for door in FRONT_DOORS},
        **{f"@cors(routes), {door_id(door)}": routed(door, given) for door in routes_known},
        "@cors(debug)": decorated(FRONT_DOORS[0], given, debug=True),
        "preflight_handler": with_preflight_handler(FRONT_DOORS[0], given),
        "@cors, viewer_response": at_edge_response("viewer-response", given),
        "@cors, origin_response": at_edge_response("origin-response", given),
        "wsgi": through_wsgi(given),
        "asgi": through_asgi(given),
    }


def _door(event: object) -> Door:
    (door,) = (each for each in FRONT_DOORS if each.event is event)
    return door


def _handler(door: Door) -> Any:  # noqa: ANN401 - a handler
    return lambda _event, _context: door.native(200, (), "x")


def _invoke(door: Door, handler: Any) -> Send:  # noqa: ANN401 - a handler
    def send(request: HttpRequest) -> HttpResponse:
        event = door.event(request.method, request.headers, _path(request))
        return _seen(door.read(handler(event, None)))

    return send


def _path(request: HttpRequest) -> str:
    return urlsplit(request.url).path


def _seen(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.status, answer.headers)


def _read(settings: dict[str, Any]) -> CorsConfiguration:
    configuration = read_cors(settings)
    assert isinstance(configuration, CorsConfiguration)
    return configuration


def _answered(api: Api, request: HttpRequest) -> HttpResponse:
    found = answer(api, request)
    assert found.response is not None, found.note
    return found.response


def _check_silent(response: HttpResponse) -> None:
    """The function adds nothing where the gateway owns CORS."""
    names: Iterable[str] = (name.lower() for name, _ in response.headers)
    assert not [name for name in names if name == "vary" or name.startswith("access-control-")]
