"""Errors stay the framework's: nothing vanishes, nothing is replaced, and the headers are there."""

from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI
from flask import Flask
from litestar import Litestar, Response, get
from litestar.middleware import DefineMiddleware
from quart import Quart
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from werkzeug.debug import DebuggedApplication
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable

APP = "https://app.example.com"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
ORIGIN = {"Origin": APP}
PROBLEM = {"type": "about:blank", "trace": "abc-123"}


def fail() -> Any:  # noqa: ANN401 - a view
    """Raise what nobody expects."""
    message = "no such table"
    raise LookupError(message)


# --- WSGI ---------------------------------------------------------------------------------------


def flask_app(**config: Any) -> Flask:  # noqa: ANN401 - Flask's settings
    """Return an application whose view fails, wrapped as the documentation says."""
    app = Flask("items")
    app.config.update(config)
    app.add_url_rule("/fail", view_func=fail)
    app.wsgi_app = CorsWsgiMiddleware(app.wsgi_app, POLICY)  # type: ignore[method-assign]
    return app


def test_flask_answers_its_errors_itself() -> None:
    """Its own handler, with the headers: nothing of it is replaced."""
    app = flask_app()
    app.register_error_handler(500, lambda _error: (PROBLEM, 500))
    answer = app.test_client().get("/fail", headers=ORIGIN)
    assert (answer.status_code, answer.json) == (500, PROBLEM)
    assert answer.headers["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize(
    "config", [{"TESTING": True}, {"DEBUG": True}, {"PROPAGATE_EXCEPTIONS": True}]
)
def test_what_flask_propagates_is_raised(config: dict[str, bool]) -> None:
    """A test sees the exception of its view, whatever middleware is around or between."""
    app = flask_app(**config)
    with pytest.raises(LookupError, match="no such table"):
        app.test_client().get("/fail", headers=ORIGIN)
    within = CorsWsgiMiddleware(ProxyFix(app), POLICY)
    with pytest.raises(LookupError, match="no such table"):
        Client(within).get("/fail", headers=ORIGIN)


def test_what_flask_is_told_to_keep_is_answered() -> None:
    """PROPAGATE_EXCEPTIONS goes before testing."""
    app = flask_app(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    assert app.test_client().get("/fail", headers=ORIGIN).status_code == 500


@pytest.mark.parametrize("evalex", [True, False])
def test_flask_s_debugger_shows_the_traceback(*, evalex: bool) -> None:
    """As `flask --debug run` has it."""
    debugged = DebuggedApplication(flask_app(DEBUG=True), evalex=evalex)
    answer = Client(debugged).get("/fail", headers=ORIGIN)
    assert answer.status_code == 500
    assert "LookupError" in answer.text
    assert "no such table" in answer.text


def raising(_environ: Any, _start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
    """Fail at once."""
    fail()


def raising_late(_environ: Any, _start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
    """Fail with the first chunk."""
    yield from fail()


RAW = pytest.mark.parametrize("app", [raising, raising_late])


def call(app: Any, environ: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:  # noqa: ANN401
    """Call an application as a server does."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {"REQUEST_METHOD": "GET", "HTTP_ORIGIN": APP, **environ}
    chunks = app(environ, lambda status, headers: started.append((status, headers)))
    body = b"".join(chunks)
    ((status, headers),) = started
    return status, dict(headers), body


@RAW
def test_an_exception_that_nobody_else_answers(
    app: Any,  # noqa: ANN401 - a row
    caplog: pytest.LogCaptureFixture,
) -> None:
    """500 with the headers; the traceback is in `wsgi.errors`, and in the log if there is one."""
    errors = io.StringIO()
    status, headers, body = call(CorsWsgiMiddleware(app, POLICY), {"wsgi.errors": errors})
    assert (status, headers["Access-Control-Allow-Origin"]) == ("500 Internal Server Error", APP)
    assert body == b'{"message": "Internal Server Error"}'
    assert errors.getvalue().startswith("Traceback (most recent call last):\n")
    assert errors.getvalue().endswith("LookupError: no such table\n")
    (record,) = caplog.records
    assert (record.levelno, record.exc_info is not None) == (logging.ERROR, True)


@RAW
@pytest.mark.parametrize(
    "key", ["werkzeug.debug.preserve_context", "x-wsgiorg.throw_errors", "paste.throw_errors"]
)
def test_an_exception_that_is_wanted_outside(app: Any, key: str) -> None:  # noqa: ANN401 - a row
    """By a debugger, or by a test client; unless the middleware is told to answer."""
    with pytest.raises(LookupError, match="no such table"):
        call(CorsWsgiMiddleware(app, POLICY), {key: True})
    answered = CorsWsgiMiddleware(app, POLICY, on_error="respond")
    assert call(answered, {key: True})[0] == "500 Internal Server Error"


def test_an_application_behind_a_partial_call_and_a_foreign_config() -> None:
    """What is inside is looked for in vain, however deep: the exception is answered."""

    class Other:
        config = "items.toml"

        def __call__(self, environ: Any, start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
            return raising(environ, start)

    class Circle(Other):
        @property
        def app(self) -> Circle:
            return self

    for app in (partial(raising), Other(), Other().__call__, Circle()):
        assert call(CorsWsgiMiddleware(app, POLICY), {})[0] == "500 Internal Server Error"


def test_without_any_configuration_an_error_is_on_standard_error_once() -> None:
    """Neither `wsgi.errors` nor logging is switched off, and neither says it twice."""
    program = """if True:
        import sys
        from corsgate import CorsPolicy, CorsWsgiMiddleware, cors
        policy = CorsPolicy(allow_origins=["*"])
        def app(environ, start):
            raise LookupError("in the application")
        middleware = CorsWsgiMiddleware(app, policy)
        for environ in ({"wsgi.errors": sys.stderr}, {}):
            middleware({"REQUEST_METHOD": "GET", **environ}, lambda *_: None)
        @cors(policy, on_error="respond")
        def handler(event, context):
            raise LookupError("in the handler")
        handler({"httpMethod": "GET", "headers": {}}, None)
    """
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    said = [line for line in ended.stderr.splitlines() if line.startswith("LookupError")]
    assert said == [
        "LookupError: in the application",
        "LookupError: in the application",
        "LookupError: in the handler",
    ]


# --- ASGI ---------------------------------------------------------------------------------------


async def fails(*_given: Any) -> Any:  # noqa: ANN401 - a view
    """Raise what nobody expects."""
    return fail()


def sync_problem(_request: Any, _error: Exception) -> JSONResponse:  # noqa: ANN401 - Starlette's
    """Answer with the application's own body."""
    return JSONResponse(PROBLEM, 500)


async def async_problem(request: Any, error: Exception) -> JSONResponse:  # noqa: ANN401 - Starlette's
    """Do the same."""
    return sync_problem(request, error)


class ProblemHandler:
    """A callable object, which Starlette awaits."""

    async def __call__(self, request: Any, error: Exception) -> JSONResponse:  # noqa: ANN401
        """Do the same."""
        return sync_problem(request, error)


def starlette_app(**options: Any) -> Starlette:  # noqa: ANN401 - Starlette's options
    """Return an application that has the middleware in its stack, as the documentation says."""
    stack = [Middleware(CorsAsgiMiddleware, policy=POLICY)]
    return Starlette(routes=[Route("/fail", fails)], middleware=stack, **options)


def fastapi_app(**options: Any) -> FastAPI:  # noqa: ANN401 - FastAPI's options
    """Return the same in FastAPI."""
    stack = [Middleware(CorsAsgiMiddleware, policy=POLICY)]
    app = FastAPI(middleware=stack, **options)
    app.add_api_route("/fail", fail)
    return app


def ask(
    app: Any,  # noqa: ANN401 - an application
    path: str = "/fail",
    headers: dict[str, str] = ORIGIN,
    *,
    raises: bool = False,
) -> httpx.Response:
    """Send a request through an ASGI application, as a server that swallows what is raised."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=raises)
        async with httpx.AsyncClient(transport=transport, base_url="https://x.test") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(send())


@pytest.mark.parametrize("make", [starlette_app, fastapi_app])
@pytest.mark.parametrize("handler", [sync_problem, async_problem, ProblemHandler()])
def test_the_application_s_own_handler_answers(
    make: Callable[..., Any],
    handler: Any,  # noqa: ANN401 - a row
) -> None:
    """Its body with the policy's headers, request after request, and the exception is raised."""
    app = make(exception_handlers={Exception: handler})
    for _ in range(2):
        answer = ask(app)
        assert (answer.status_code, answer.json()) == (500, PROBLEM)
        assert answer.headers["access-control-allow-origin"] == APP
        assert answer.headers["vary"] == "Origin"
    with pytest.raises(LookupError, match="no such table"):
        ask(app, raises=True)


@pytest.mark.parametrize("make", [starlette_app, fastapi_app])
def test_the_handler_runs_once(make: Callable[..., Any]) -> None:
    """Who counts errors in it counts each one once."""
    seen: list[str] = []

    def count(_request: Any, error: Exception) -> JSONResponse:  # noqa: ANN401 - Starlette's
        seen.append(str(error))
        return JSONResponse(PROBLEM, 500)

    ask(make(exception_handlers={500: count}))
    assert seen == ["no such table"]


@pytest.mark.parametrize("make", [starlette_app, fastapi_app])
def test_the_debug_page_and_the_plain_one(make: Callable[..., Any]) -> None:
    """With the headers, so that the network panel shows them."""
    debug = ask(make(debug=True), headers={**ORIGIN, "Accept": "text/html"})
    assert (debug.status_code, debug.headers["access-control-allow-origin"]) == (500, APP)
    assert "LookupError" in debug.text
    plain = ask(make())
    assert (plain.status_code, plain.text) == (500, "Internal Server Error")
    assert plain.headers["access-control-allow-origin"] == APP


def test_a_handler_that_fails_itself_is_the_server_s() -> None:
    """Nothing was sent, and what it raised is seen."""
    app = starlette_app(exception_handlers={Exception: lambda _request, _error: 1 / 0})
    with pytest.raises(ZeroDivisionError):
        ask(app, raises=True)


def test_only_requests_that_came_through_the_middleware_get_the_headers() -> None:
    """A mounted application has a policy; the one around it has none."""

    async def raw(_scope: Any, _receive: Any, _send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        fail()

    routes = [Mount("/api", CorsAsgiMiddleware(raw, POLICY)), Route("/fail", fails)]
    app = Starlette(routes=routes, exception_handlers={Exception: sync_problem})
    for _ in range(2):
        within, outside = ask(app, "/api/x"), ask(app)
        assert (within.json(), outside.json()) == (PROBLEM, PROBLEM)
        assert within.headers["access-control-allow-origin"] == APP
        assert "access-control-allow-origin" not in outside.headers


def test_an_exception_that_a_middleware_between_has_wrapped() -> None:
    """Its cause tells that it came through."""

    class Wrapping:
        def __init__(self, app: Any) -> None:  # noqa: ANN401 - an application
            self.app = app

        async def __call__(self, *given: Any) -> None:  # noqa: ANN401 - as ASGI has it
            try:
                await self.app(*given)
            except LookupError as error:
                message = "wrapped"
                raise RuntimeError(message) from error

    app = starlette_app(exception_handlers={Exception: sync_problem})
    app.user_middleware.insert(0, Middleware(Wrapping))
    answer = ask(app)
    assert (answer.json(), answer.headers["access-control-allow-origin"]) == (PROBLEM, APP)


def test_an_exception_that_is_its_own_cause() -> None:
    """Two that were raised from each other, and neither came through the middleware."""

    async def circle(*_given: Any) -> Any:  # noqa: ANN401 - a view
        first, second = LookupError("first"), LookupError("second")
        first.__cause__, second.__cause__ = second, first
        raise first

    app = Starlette(
        routes=[
            Route("/fail", circle),
            Mount("/api", CorsAsgiMiddleware(fails, POLICY)),
        ],
        exception_handlers={Exception: sync_problem},
    )
    for path, headers in (("/api/x", 1), ("/fail", 0)):
        answer = ask(app, path)
        assert answer.json() == PROBLEM
        assert len(answer.headers.get_list("access-control-allow-origin")) == headers


def test_an_application_of_another_kind_around_the_middleware() -> None:
    """A plain 500 with the headers, and the exception is raised."""

    class Circle:
        @property
        def app(self) -> Circle:
            return self

    class Other:
        middleware_stack = Circle()

    for app in (None, object(), Other()):

        async def around(scope: Any, *given: Any, app: Any = app) -> None:  # noqa: ANN401
            await CorsAsgiMiddleware(fails, POLICY)({**scope, "app": app}, *given)

        answer = ask(around)
        assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})
        assert answer.headers["access-control-allow-origin"] == APP
        with pytest.raises(LookupError):
            ask(around, raises=True)


def litestar_problem(_request: Any, _error: Exception) -> Response[dict[str, str]]:  # noqa: ANN401
    """Answer with the application's own body."""
    return Response(PROBLEM, status_code=500)


@get("/fail", sync_to_thread=False)
def litestar_view() -> None:
    """Raise what nobody expects."""
    fail()


def litestar_app(**options: Any) -> Litestar:  # noqa: ANN401 - Litestar's options
    """Return an application with a handler of its own."""
    return Litestar(
        [litestar_view],
        exception_handlers={LookupError: litestar_problem},
        logging_config=None,
        **options,
    )


def test_litestar() -> None:
    """Around its handler of exceptions everything has the headers; in its slot, what is routed."""
    inner = litestar_app()
    inner.asgi_handler = CorsAsgiMiddleware(inner.asgi_handler, POLICY)
    around = CorsAsgiMiddleware(litestar_app(), POLICY)
    slot = litestar_app(middleware=[DefineMiddleware(CorsAsgiMiddleware, policy=POLICY)])
    for app in (inner, around, slot):
        answer = ask(app)
        assert (answer.status_code, answer.json()) == (500, PROBLEM)
        assert answer.headers["access-control-allow-origin"] == APP
    missing = [ask(app, "/none") for app in (inner, around, slot)]
    assert [each.status_code for each in missing] == [404] * 3
    found = [each.headers.get("access-control-allow-origin") for each in missing]
    assert found == [APP, APP, None]  # which is why the documentation says where to put it


def quart_app(**config: Any) -> Quart:  # noqa: ANN401 - Quart's settings
    """Return an application whose view fails."""
    app = Quart("items")
    app.config.update(config)
    app.add_url_rule("/fail", view_func=fails)
    app.asgi_app = CorsAsgiMiddleware(app.asgi_app, POLICY)  # type: ignore[method-assign]
    return app


@pytest.mark.parametrize("config", [{}, {"DEBUG": True}, {"TESTING": True}])
def test_quart(config: dict[str, bool]) -> None:
    """Its own page, or its traceback, with the headers."""
    answer = ask(quart_app(**config))
    assert (answer.status_code, "no such table" in answer.text) == (500, bool(config))
    assert answer.headers["access-control-allow-origin"] == APP


def test_a_response_that_has_started_is_left_alone() -> None:
    """What a stream raises half-way is the server's."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        await PlainTextResponse("half")({"type": "http"}, _receive, send)
        fail()

    answer = ask(CorsAsgiMiddleware(app, POLICY))
    assert (answer.status_code, answer.text) == (200, "half")
    assert answer.headers["access-control-allow-origin"] == APP
