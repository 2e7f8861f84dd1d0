"""Frameworks under their own test clients: web sockets, streams, errors with a status of their own.

What is no HTTP passes through whatever its origin; what is HTTP has the policy's headers.
"""

from __future__ import annotations

import asyncio
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from flask import Flask, Response, abort, stream_with_context
from litestar import Litestar, get, websocket
from litestar.connection import WebSocket as LitestarSocket  # noqa: TC002 - Litestar reads it
from litestar.middleware import DefineMiddleware
from litestar.response import Stream
from litestar.testing import TestClient as LitestarClient
from quart import Quart
from quart import websocket as quart_websocket
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket  # noqa: TC002 - FastAPI reads it

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "Using `httpx` with `starlette.testclient` is deprecated")
    from starlette.testclient import TestClient

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
ORIGIN = {"Origin": APP}
PREFLIGHT = {**ORIGIN, "Access-Control-Request-Method": "PUT"}
ALLOW_ORIGIN = "access-control-allow-origin"
CHUNKS = ["one ", "two ", "three"]


async def chunks(*, failing: bool = False) -> AsyncIterator[str]:
    """Yield the chunks of a stream, and fail after the first if told to."""
    for chunk in CHUNKS:
        yield chunk
        if failing:
            message = "half-way"
            raise LookupError(message)


async def echo(socket: WebSocket) -> None:
    """Send back what comes."""
    await socket.accept()
    await socket.send_text("heard " + await socket.receive_text())
    await socket.close()


async def streamed(_request: Any) -> StreamingResponse:  # noqa: ANN401 - Starlette's
    """Answer chunk by chunk."""
    return StreamingResponse(chunks(), media_type="text/plain")


def starlette_app(**options: Any) -> Starlette:  # noqa: ANN401 - Starlette's options
    """Return an application with a web socket and a stream."""
    routes = [WebSocketRoute("/socket", echo), Route("/stream", streamed)]
    return Starlette(routes=routes, **options)


def fastapi_app(**options: Any) -> FastAPI:  # noqa: ANN401 - FastAPI's options
    """Return the same in FastAPI."""
    app = FastAPI(**options)
    app.add_api_websocket_route("/socket", echo)
    app.add_route("/stream", streamed)
    return app


STACK: Any = {"middleware": [Middleware(CorsAsgiMiddleware, policy=POLICY)]}
STARLETTES = pytest.mark.parametrize(
    "app",
    [
        starlette_app(**STACK),
        CorsAsgiMiddleware(starlette_app(), POLICY),
        fastapi_app(**STACK),
        CorsAsgiMiddleware(fastapi_app(), POLICY),
    ],
    ids=["Starlette's stack", "around Starlette", "FastAPI's stack", "around FastAPI"],
)


@STARLETTES
@pytest.mark.parametrize("origin", [APP, STRANGER])
def test_a_web_socket_of_starlette(app: Any, origin: str) -> None:  # noqa: ANN401 - a row
    """It is accepted with the application's own headers, whatever the origin."""
    with TestClient(app).websocket_connect("/socket", headers={"Origin": origin}) as socket:
        assert not socket.extra_headers
        socket.send_text("x")
        assert socket.receive_text() == "heard x"


@STARLETTES
def test_a_stream_of_starlette(app: Any) -> None:  # noqa: ANN401 - a row
    """Chunk by chunk, with the headers, without a length."""
    with TestClient(app).stream("GET", "/stream", headers=ORIGIN) as answer:
        assert "".join(answer.iter_text()) == "".join(CHUNKS)
        assert answer.headers[ALLOW_ORIGIN] == APP
        assert "content-length" not in answer.headers


@STARLETTES
def test_a_page_that_is_not_found_by_starlette(app: Any) -> None:  # noqa: ANN401 - a row
    """Its own page, its own status, and the headers; a preflight does not ask for it."""
    client = TestClient(app)
    missing = client.get("/none", headers=ORIGIN)
    assert (missing.status_code, missing.headers[ALLOW_ORIGIN]) == (404, APP)
    assert client.options("/none", headers=PREFLIGHT).status_code == 204


def test_fastapi_s_own_errors() -> None:
    """An `HTTPException` keeps its headers, a wrong parameter its details."""
    app = FastAPI(**STACK)

    async def items(number: int) -> None:
        raise HTTPException(401, f"no token for {number}", headers={"WWW-Authenticate": "Bearer"})

    app.add_api_route("/items", items)
    client = TestClient(app)
    denied = client.get("/items?number=1", headers=ORIGIN)
    assert (denied.status_code, denied.json()) == (401, {"detail": "no token for 1"})
    assert (denied.headers["www-authenticate"], denied.headers[ALLOW_ORIGIN]) == ("Bearer", APP)
    wrong = client.get("/items?number=x", headers=ORIGIN)
    assert (wrong.status_code, wrong.headers[ALLOW_ORIGIN]) == (422, APP)
    assert wrong.json()["detail"][0]["type"] == "int_parsing"


def test_what_a_view_raises_reaches_starlette_s_client() -> None:
    """As without the middleware: the client raises it unless it is told not to."""

    async def fail(_request: Any) -> Any:  # noqa: ANN401 - Starlette's
        message = "no such table"
        raise LookupError(message)

    app = Starlette(routes=[Route("/fail", fail)], **STACK)
    with pytest.raises(LookupError, match="no such table"):
        TestClient(app).get("/fail", headers=ORIGIN)
    answer = TestClient(app, raise_server_exceptions=False).get("/fail", headers=ORIGIN)
    assert (answer.status_code, answer.headers[ALLOW_ORIGIN]) == (500, APP)


def test_a_stream_that_fails_half_way_is_seen_by_starlette_s_client() -> None:
    """What is sent is sent; the exception is not swallowed."""

    async def broken(_request: Any) -> StreamingResponse:  # noqa: ANN401 - Starlette's
        return StreamingResponse(chunks(failing=True))

    app = Starlette(routes=[Route("/stream", broken)], **STACK)
    with pytest.raises(LookupError, match="half-way"):
        TestClient(app).get("/stream", headers=ORIGIN)


@websocket("/socket")
async def litestar_echo(socket: LitestarSocket[Any, Any, Any]) -> None:
    """Send back what comes."""
    await socket.accept()
    await socket.send_text("heard " + await socket.receive_text())
    await socket.close()


@get("/stream")
async def litestar_stream() -> Stream:
    """Answer chunk by chunk."""
    return Stream(chunks())


@get("/fail", sync_to_thread=False)
def litestar_fail() -> None:
    """Raise what nobody expects."""
    message = "no such table"
    raise LookupError(message)


def litestar_app(**options: Any) -> Litestar:  # noqa: ANN401 - Litestar's options
    """Return an application with a web socket and a stream."""
    return Litestar([litestar_echo, litestar_stream], logging_config=None, **options)


def litestar_inner() -> Litestar:
    """Put the middleware where the documentation says."""
    app = litestar_app()
    app.asgi_handler = CorsAsgiMiddleware(app.asgi_handler, POLICY)
    return app


@pytest.mark.parametrize(
    "make",
    [
        litestar_inner,
        lambda: litestar_app(middleware=[DefineMiddleware(CorsAsgiMiddleware, policy=POLICY)]),
    ],
    ids=["as documented", "in its slot"],
)
def test_litestar_s_client(make: Any) -> None:  # noqa: ANN401 - a row
    """A web socket of any origin, and a stream with the headers."""
    with LitestarClient(make()) as client:
        for origin in (APP, STRANGER):
            with client.websocket_connect("/socket", headers={"Origin": origin}) as socket:
                socket.send_text("x")
                assert socket.receive_text() == "heard x"
        answer = client.get("/stream", headers=ORIGIN)
    assert (answer.status_code, answer.text) == (200, "".join(CHUNKS))
    assert answer.headers[ALLOW_ORIGIN] == APP


@pytest.mark.parametrize("debug", [True, False])
def test_the_error_pages_of_litestar(*, debug: bool) -> None:
    """Its debug page with the traceback, or its plain answer, with the headers."""
    app = Litestar([litestar_fail], logging_config=None, debug=debug)
    app.asgi_handler = CorsAsgiMiddleware(app.asgi_handler, POLICY)
    headers = {**ORIGIN, "Accept": "text/html"}
    with LitestarClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/fail", headers=headers)
    assert (answer.status_code, answer.headers[ALLOW_ORIGIN]) == (500, APP)
    assert ("no such table" in answer.text) is debug


def test_quart_s_client() -> None:
    """A web socket of any origin; a stream and a page that is not found with the headers."""
    app = Quart("items")

    async def heard() -> None:
        await quart_websocket.send("heard " + str(await quart_websocket.receive()))

    async def stream() -> tuple[Any, int]:
        return chunks(), 200

    app.add_websocket("/socket", view_func=heard)
    app.add_url_rule("/stream", view_func=stream)
    app.asgi_app = CorsAsgiMiddleware(app.asgi_app, POLICY)  # type: ignore[method-assign]

    async def use() -> None:
        client = app.test_client()
        for origin in (APP, STRANGER):
            async with client.websocket("/socket", headers={"Origin": origin}) as socket:
                await socket.send("x")
                assert await socket.receive() == "heard x"
        answer = await client.get("/stream", headers=ORIGIN)
        assert (await answer.get_data(as_text=True), answer.status_code) == ("".join(CHUNKS), 200)
        assert answer.headers[ALLOW_ORIGIN] == APP
        missing = await client.get("/none", headers=ORIGIN)
        assert (missing.status_code, missing.headers[ALLOW_ORIGIN]) == (404, APP)

    asyncio.run(use())


def flask_client(**config: Any) -> Any:  # noqa: ANN401 - Flask's settings and client
    """Return the client of an application with a stream and errors that have a status."""
    app = Flask("items")
    app.config.update(config)

    def stream(*, failing: bool = False) -> Response:
        def generate() -> Iterator[str]:
            for chunk in CHUNKS:
                yield chunk
                if failing:
                    message = "half-way"
                    raise LookupError(message)

        return Response(stream_with_context(generate()), mimetype="text/plain")

    app.add_url_rule("/stream", view_func=stream)
    app.add_url_rule("/broken", "broken", lambda: stream(failing=True))
    app.add_url_rule("/denied", "denied", lambda: abort(401, "no token"))
    app.wsgi_app = CorsWsgiMiddleware(app.wsgi_app, POLICY)  # type: ignore[method-assign]
    return app.test_client()


def test_a_stream_of_flask() -> None:
    """The context of the request lives as long as the stream."""
    answer = flask_client().get("/stream", headers=ORIGIN)
    assert (answer.text, answer.headers[ALLOW_ORIGIN]) == ("".join(CHUNKS), APP)
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("config", [{}, {"TESTING": True}])
def test_a_stream_of_flask_that_fails_half_way(config: dict[str, bool]) -> None:
    """It is the server's, and a test's."""
    answer = flask_client(**config).get("/broken", headers=ORIGIN)
    assert (answer.status_code, answer.headers[ALLOW_ORIGIN]) == (200, APP)
    with pytest.raises(LookupError, match="half-way"):
        answer.get_data()


@pytest.mark.parametrize("config", [{}, {"TESTING": True}, {"DEBUG": True}])
@pytest.mark.parametrize(("path", "status"), [("/denied", 401), ("/none", 404)])
def test_an_error_of_flask_with_a_status(config: dict[str, bool], path: str, status: int) -> None:
    """Its own page with the headers, under every setting."""
    answer = flask_client(**config).get(path, headers=ORIGIN)
    assert (answer.status_code, answer.headers[ALLOW_ORIGIN]) == (status, APP)
    assert "<!doctype html>" in answer.text
    assert flask_client(**config).options(path, headers=PREFLIGHT).status_code == 204
