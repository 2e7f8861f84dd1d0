"""Errors stay those of ASGI's frameworks: nothing vanishes, nothing is replaced."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI
from litestar import Litestar, Response, get
from litestar.middleware import DefineMiddleware
from quart import Quart
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route

from corsgate import CorsAsgiMiddleware
from support.failing_views import APP, ORIGIN, POLICY, PROBLEM, fail

if TYPE_CHECKING:
    from collections.abc import Callable


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


class ReadsOn:
    """A response of its own kind, which listens while it is sent, and has no header."""

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        """Send what the client has sent."""
        message = await receive()
        await send({"type": "http.response.start", "status": 500})
        await send({"type": "http.response.body", "body": message["type"].encode()})


@pytest.mark.parametrize("is_async", [True, False])
def test_the_handler_gets_the_request_and_the_exception(is_async: bool) -> None:  # noqa: FBT001 - a row
    """What it answers with keeps its own headers, and gets what the client sends meanwhile."""
    seen: list[Any] = []

    def page(request: Any, error: Exception) -> Any:  # noqa: ANN401 - Starlette's
        seen.append((request.url.path, str(error)))
        return JSONResponse(PROBLEM, 500) if len(seen) == 1 else ReadsOn()

    async def awaited(request: Any, error: Exception) -> Any:  # noqa: ANN401 - Starlette's
        return page(request, error)

    app = starlette_app(exception_handlers={Exception: awaited if is_async else page})
    first, second = ask(app), ask(app)
    assert seen == [("/fail", "no such table")] * 2
    added = {
        "access-control-allow-origin": APP,
        "access-control-allow-methods": "PUT",
        "vary": "Origin",
    }
    length = {"content-length": first.headers["content-length"]}
    assert dict(first.headers) == {"content-type": "application/json", **length, **added}
    assert (second.text, dict(second.headers)) == ("http.request", added)


def test_an_error_page_below_what_observes_an_application() -> None:
    """OpenTelemetry's instrumentation puts a layer around the whole stack; it is wrapped once."""

    class Observing:
        def __init__(self, app: Any) -> None:  # noqa: ANN401 - an application
            self.app = app

        async def __call__(self, *given: Any) -> None:  # noqa: ANN401 - as ASGI has it
            await self.app(*given)

    app = starlette_app(exception_handlers={Exception: sync_problem})
    pages = app.build_middleware_stack()
    app.middleware_stack = Observing(pages)
    wrapped = []
    for _ in range(3):
        answer = ask(app)
        assert (answer.json(), answer.headers["access-control-allow-origin"]) == (PROBLEM, APP)
        wrapped.append(vars(pages)["handler"])
    assert wrapped == wrapped[:1] * 3
    assert wrapped[0] is not sync_problem


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


@pytest.mark.parametrize("is_caused", [True, False])
def test_an_exception_that_a_middleware_between_has_wrapped(is_caused: bool) -> None:  # noqa: FBT001 - a row
    """Its cause tells that it came through, or what was handled when it was raised."""

    class Wrapping:
        def __init__(self, app: Any) -> None:  # noqa: ANN401 - an application
            self.app = app

        async def __call__(self, *given: Any) -> None:  # noqa: ANN401 - as ASGI has it
            try:
                await self.app(*given)
            except LookupError as error:
                message = "wrapped"
                if is_caused:
                    raise RuntimeError(message) from error
                raise RuntimeError(message)  # noqa: B904 - as careless code does

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

    class Bare:
        middleware_stack = object()

    for app in (None, object(), Other(), Bare()):

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
