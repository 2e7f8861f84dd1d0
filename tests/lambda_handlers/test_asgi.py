"""The ASGI middleware: real Starlette, inside and outside its stack, streaming, exceptions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from corsgate import CorsAsgiMiddleware, CorsPolicy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(
    allow_origins=[APP], allow_methods=["PUT"], allow_headers=["x-a"], expose_headers=["etag"]
)
ADDED = {
    "access-control-allow-origin": APP,
    "access-control-allow-methods": "PUT",
    "access-control-expose-headers": "etag",
}
PREFLIGHT = {"Origin": APP, "Access-Control-Request-Method": "PUT"}


async def items(_request: Request) -> Response:
    """Answer with CORS headers of its own, and cookies."""
    response = JSONResponse([], headers={"Vary": "Cookie", "Access-Control-Allow-Origin": "*"})
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    return response


async def stream(_request: Request) -> Response:
    """Answer chunk by chunk."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    return StreamingResponse(chunks())


async def fail(_request: Request) -> Response:
    """Raise."""
    message = "no table"
    raise LookupError(message)


ROUTES = [
    Route("/items", items),
    Route("/stream", stream),
    Route("/fail", fail, methods=["PUT"]),
]


class Client:
    """Calls an ASGI application in process, one request in one event loop."""

    def __init__(self, app: Any, *, raises: bool = False) -> None:  # noqa: ANN401 - an application
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=raises)

    def request(self, method: str, path: str, headers: Any) -> httpx.Response:  # noqa: ANN401
        """Send one request with its headers and nothing beside them that matters."""

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="https://api.example.com"
            ) as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(send())


def outside(**options: Any) -> Client:  # noqa: ANN401 - the middleware's options
    """Wrap a Starlette application."""
    return Client(CorsAsgiMiddleware(Starlette(routes=ROUTES), POLICY, **options))


def inside(**options: Any) -> Client:  # noqa: ANN401 - the middleware's options
    """Put the middleware into Starlette's own stack, within its error page."""
    middleware = [Middleware(CorsAsgiMiddleware, policy=POLICY, **options)]
    return Client(Starlette(routes=ROUTES, middleware=middleware))


both = pytest.mark.parametrize("make", [outside, inside])


@both
def test_starlette_answers_with_the_headers(make: Any) -> None:  # noqa: ANN401 - a client
    """Its own are replaced, its Vary is merged, its two cookies stay two."""
    response = make().request("GET", "/items", {"Origin": APP})
    assert response.json() == []
    assert response.headers.get_list("set-cookie") == [
        "a=1; Path=/; SameSite=lax",
        "b=2; Path=/; SameSite=lax",
    ]
    headers = {
        name: value for name, value in response.headers.multi_items() if name != "set-cookie"
    }
    assert headers == {
        "content-type": "application/json",
        "content-length": "2",
        **ADDED,
        "vary": "Cookie, Origin",
    }


@both
def test_preflights_do_not_reach_starlette(make: Any) -> None:  # noqa: ANN401 - a client
    """Nor do refused ones."""
    allowed = make().request("OPTIONS", "/items", PREFLIGHT)
    assert (allowed.status_code, allowed.content) == (204, b"")
    assert allowed.headers["access-control-allow-headers"] == "x-a"
    refused = make().request("OPTIONS", "/items", {**PREFLIGHT, "Origin": STRANGER})
    assert (refused.status_code, list(refused.headers)) == (403, ["vary"])


@both
def test_streams_stay_streams(make: Any) -> None:  # noqa: ANN401 - a client
    """The body is not touched."""
    response = make().request("GET", "/stream", {"Origin": APP})
    assert (response.content, response.headers["vary"]) == (b"ab", "Origin")
    assert response.headers["access-control-allow-origin"] == APP


@both
def test_an_exception_is_answered_with_the_headers(make: Any) -> None:  # noqa: ANN401 - a client
    """Starlette's CORSMiddleware sends none here (starlette issue 1116)."""
    response = make().request("PUT", "/fail", {"Origin": APP})
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == APP
    assert response.headers["vary"] == "Origin"


def test_an_exception_still_reaches_the_server() -> None:
    """It is answered, then raised again, so that nothing that watches for it goes blind."""
    app = CorsAsgiMiddleware(Starlette(routes=ROUTES), POLICY)
    with pytest.raises(LookupError, match="no table"):
        Client(app, raises=True).request("PUT", "/fail", {"Origin": APP})


def test_an_exception_is_only_raised_if_asked_for() -> None:
    """Then Starlette's error page answers, without the headers."""
    response = inside(on_error="raise").request("PUT", "/fail", {"Origin": APP})
    assert response.status_code == 500
    assert "access-control-allow-origin" not in response.headers


@both
def test_other_methods_and_paths_have_the_headers_too(make: Any) -> None:  # noqa: ANN401 - a client
    """404 and 405 can be read by the page."""
    for method, path, status in (("GET", "/nothing", 404), ("DELETE", "/items", 405)):
        response = make().request(method, path, {"Origin": APP})
        assert response.status_code == status
        assert response.headers["access-control-allow-origin"] == APP


def test_enforcement_and_debug() -> None:
    """As the decorator does."""
    refused = outside(enforce=True, debug=True).request("GET", "/items", {"Origin": STRANGER})
    assert refused.status_code == 403
    assert refused.json() == {
        "message": "Forbidden",
        "corsgate": {"reason": "origin_not_allowed", "value": f"'{STRANGER}'"},
    }


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_what_is_no_http_passes_through(kind: str) -> None:
    """The application gets the very scope and functions of the server."""
    calls: list[tuple[Any, ...]] = []

    async def app(*arguments: Any) -> None:  # noqa: ANN401 - an application
        calls.append(arguments)

    async def function() -> Any:  # noqa: ANN401 - of a server
        return {}

    scope = {"type": kind}
    asyncio.run(CorsAsgiMiddleware(app, POLICY)(scope, function, function))
    assert calls == [(scope, function, function)]


def test_repeated_lines_are_one_list() -> None:
    """An intermediary may have split the list of headers."""
    headers = [*PREFLIGHT.items()]
    headers += [
        ("access-control-request-headers", "x-a"),
        ("access-control-request-headers", "x-b"),
    ]
    response = outside(debug=True).request("OPTIONS", "/items", headers)
    assert response.json()["corsgate"] == {"reason": "header_not_allowed", "value": "'x-b'"}


FUNCTION_URL = '{"http": {"method": "GET"}, "domainName": "x.lambda-url.eu-west-1.on.aws"}'


@both
def test_where_the_front_door_owns_cors_only_vary_is_added(
    make: Any,  # noqa: ANN401 - a client
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A function URL doubles the headers. A client may name it too: outside Lambda in vain."""
    owned = make(gateway_owns=["function_url"])
    context = {"X-Amzn-Request-Context": FUNCTION_URL}
    outside = owned.request("GET", "/items", {"Origin": APP, **context})
    assert outside.headers["access-control-allow-origin"] == APP
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "items")
    actual = owned.request("GET", "/items", {"Origin": APP, **context})
    assert "access-control-allow-origin" not in actual.headers
    assert actual.headers["vary"] == "Cookie, Origin"
    preflight = owned.request("OPTIONS", "/items", {**PREFLIGHT, **context})
    vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    assert (preflight.status_code, dict(preflight.headers)) == (204, {"vary": vary})
    elsewhere = owned.request("GET", "/items", {"Origin": APP})
    assert elsewhere.headers["access-control-allow-origin"] == APP
