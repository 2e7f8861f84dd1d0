"""The middlewares around whole frameworks: Starlette on Lambda through Mangum, and Django.

Flask on Lambda through apig-wsgi is in `test_wsgi`.
"""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import TYPE_CHECKING, Any

import django  # type: ignore[import-untyped]  # it ships no types
import httpx
import pytest
from django.conf import settings  # type: ignore[import-untyped]
from django.core.asgi import get_asgi_application  # type: ignore[import-untyped]
from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]
from django.http import (  # type: ignore[import-untyped]
    HttpRequest,
    JsonResponse,
    StreamingHttpResponse,
)
from django.test import override_settings  # type: ignore[import-untyped]
from django.urls import clear_url_caches, path  # type: ignore[import-untyped]
from mangum import Mangum
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware
from support.lambda_events import (
    function_url_event,
    http2_event,
    read_both,
    read_single,
    rest_event,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(
    allow_origins=[APP], allow_methods=["GET", "PUT"], allow_headers=["x-a"], max_age=60
)
ORIGIN = (("Origin", APP),)
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))
ACTUAL_HEADERS = {
    "access-control-allow-origin": APP,
    "access-control-allow-methods": "GET, PUT",
    "vary": "Origin",
}
PREFLIGHT_HEADERS = {
    "access-control-allow-origin": APP,
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "x-a",
    "access-control-max-age": "60",
    "vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
}


async def starlette_items(_request: Request) -> Response:
    """Answer with headers of its own."""
    return JSONResponse([], headers={"Access-Control-Allow-Origin": "*", "Vary": "Cookie"})


async def starlette_failure(_request: Request) -> Response:
    """Raise."""
    message = "no table"
    raise LookupError(message)


def starlette_app() -> Starlette:
    """Build an application with a route that answers and one that fails."""
    return Starlette(routes=[Route("/items", starlette_items), Route("/fail", starlette_failure)])


@pytest.fixture
def mangum() -> Iterator[Any]:
    """Return what calls the wrapped application with an event, in a loop as the runtime has one."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    def call(event: dict[str, Any], **options: Any) -> Any:  # noqa: ANN401 - the middleware's
        event["requestContext"].get("http", {})["sourceIp"] = "192.0.2.1"
        app: Any = CorsAsgiMiddleware(starlette_app(), POLICY, **options)
        context: Any = None
        return Mangum(app, lifespan="off")(event, context)

    yield call
    loop.close()


@pytest.mark.parametrize(
    ("make", "read"),
    [(rest_event, read_both), (http2_event, read_single), (function_url_event, read_single)],
)
def test_starlette_on_lambda_through_mangum(mangum: Any, make: Any, read: Any) -> None:  # noqa: ANN401 - a row
    """An event goes in, a response with the policy's headers comes out; errors have them too."""
    items = read(mangum(make("GET", ORIGIN, "/items")))
    assert (items.status, items.body) == (200, "[]")
    assert items.header_map() == {
        **ACTUAL_HEADERS,
        "vary": "Cookie, Origin",
        "content-length": "2",
        "content-type": "application/json",
    }
    # Mangum types every response in payload format 2.0, even one without a body.
    typed = {} if make is rest_event else {"content-type": "application/json"}
    preflight = read(mangum(make("OPTIONS", PREFLIGHT, "/items")))
    assert (preflight.status, preflight.body) == (204, "")
    assert preflight.header_map() == {**PREFLIGHT_HEADERS, **typed}
    stranger = read(mangum(make("OPTIONS", (("Origin", STRANGER), PREFLIGHT[1]), "/items")))
    assert stranger.status == 403
    assert stranger.header_map() == {"vary": PREFLIGHT_HEADERS["vary"], **typed}
    failed = read(mangum(make("GET", ORIGIN, "/fail")))
    assert failed.status == 500
    assert failed.values("access-control-allow-origin") == [APP]


@pytest.mark.parametrize(("owner", "owned"), [("http_api", http2_event), ("function_url", None)])
def test_mangum_s_event_tells_which_front_door_owns_cors(
    mangum: Any,  # noqa: ANN401 - a fixture
    owner: str,
    owned: Any,  # noqa: ANN401 - a row
) -> None:
    """One application behind both front doors adds its headers behind the other one only."""
    for make in (http2_event, function_url_event):
        answer = read_single(mangum(make("GET", ORIGIN, "/items"), gateway_owns=[owner]))
        adds = make is not (owned or function_url_event)
        assert answer.values("vary") == ["Cookie, Origin" if adds else "Cookie"]
        assert answer.values("access-control-allow-origin") == [APP if adds else "*"]


def django_items(_request: HttpRequest) -> JsonResponse:
    """Answer with headers of its own."""
    return JsonResponse(
        [], safe=False, headers={"access-control-allow-origin": "*", "Vary": "Cookie"}
    )


def django_stream(_request: HttpRequest) -> StreamingHttpResponse:
    """Answer chunk by chunk."""
    return StreamingHttpResponse(iter(["a", "b"]), content_type="text/plain")


async def django_async_stream(_request: HttpRequest) -> StreamingHttpResponse:
    """Do the same asynchronously."""

    async def chunks() -> AsyncIterator[str]:
        yield "a"
        yield "b"

    return StreamingHttpResponse(chunks(), content_type="text/plain")


def django_denied(_request: HttpRequest) -> JsonResponse:
    """Ask for a token."""
    return JsonResponse({}, status=401, headers={"WWW-Authenticate": "Bearer"})


def django_failure(_request: HttpRequest) -> JsonResponse:
    """Raise; Django answers 500 itself."""
    message = "no table"
    raise LookupError(message)


@pytest.fixture(scope="module", autouse=True)
def django_project() -> None:
    """Configure Django once: it cannot be undone, and a process may run the tests again."""
    if settings.configured:
        return
    urls = ModuleType("urls")
    urls.urlpatterns = [  # type: ignore[attr-defined]  # what Django looks for
        path("items", django_items),
        path("stream", django_stream),
        path("async-stream", django_async_stream),
        path("denied", django_denied),
        path("fail", django_failure),
    ]
    # Its debug page shows all settings, and one of them must not be empty.
    secret = {"SECRET_KEY": "x"}
    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=urls, LOGGING_CONFIG=None, **secret)
    django.setup()


async def ask(transport: Any, method: str, target: str, headers: Any) -> httpx.Response:  # noqa: ANN401
    """Send one request through an ASGI application."""
    async with httpx.AsyncClient(transport=transport, base_url="https://api.example.com") as client:
        return await client.request(method, target, headers=headers)


def through_asgi(method: str, target: str, headers: Any) -> httpx.Response:  # noqa: ANN401 - pairs
    """Send one request to Django's ASGI application within the middleware."""
    app: Any = CorsAsgiMiddleware(get_asgi_application(), POLICY)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return asyncio.run(ask(transport, method, target, headers))


def through_wsgi(method: str, target: str, headers: Any) -> httpx.Response:  # noqa: ANN401 - pairs
    """Send one request to Django's WSGI application within the middleware."""
    transport = httpx.WSGITransport(CorsWsgiMiddleware(get_wsgi_application(), POLICY))
    with httpx.Client(transport=transport, base_url="https://api.example.com") as client:
        return client.request(method, target, headers=headers)


@pytest.mark.parametrize("send", [through_wsgi, through_asgi])
def test_django(send: Any) -> None:  # noqa: ANN401 - a row
    """Its own headers are replaced, its Vary is merged, its error page gets the headers as well."""
    items = send("GET", "/items", ORIGIN)
    assert (items.status_code, items.json()) == (200, [])
    assert dict(items.headers) == {
        **ACTUAL_HEADERS,
        "vary": "Cookie, Origin",
        "content-type": "application/json",
    }
    preflight = send("OPTIONS", "/items", PREFLIGHT)
    assert (preflight.status_code, dict(preflight.headers)) == (204, PREFLIGHT_HEADERS)
    failed = send("GET", "/fail", ORIGIN)
    assert failed.status_code == 500
    assert {name: failed.headers[name] for name in ACTUAL_HEADERS} == ACTUAL_HEADERS
    stranger = send("GET", "/items", {"Origin": STRANGER})
    assert stranger.status_code == 200
    assert dict(stranger.headers) == {
        "vary": "Cookie, Origin",
        "content-type": "application/json",
    }


def test_django_streams_stay_streams() -> None:
    """The server gets Django's own iterable."""
    response = through_wsgi("GET", "/stream", ORIGIN)
    assert response.text == "ab"
    assert response.headers["access-control-allow-origin"] == APP
    assert "content-length" not in response.headers


@pytest.mark.parametrize("send", [through_wsgi, through_asgi])
def test_the_debug_page_of_django(send: Any) -> None:  # noqa: ANN401 - a row
    """With the traceback and with the headers."""
    with override_settings(DEBUG=True):
        failed = send("GET", "/fail", (*ORIGIN, ("Accept", "text/html")))
    assert (failed.status_code, failed.headers["access-control-allow-origin"]) == (500, APP)
    assert "no table" in failed.text
    assert "LookupError" in failed.text


def test_what_django_propagates_is_raised() -> None:
    """To the server, or to what is around."""
    with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True):
        with pytest.raises(LookupError, match="no table"):
            through_wsgi("GET", "/fail", ORIGIN)
        answered = CorsWsgiMiddleware(get_wsgi_application(), POLICY, on_error="respond")
        with httpx.Client(transport=httpx.WSGITransport(answered)) as client:
            failed = client.get("https://api.example.com/fail", headers=ORIGIN)
        assert (failed.status_code, failed.headers["access-control-allow-origin"]) == (500, APP)


def test_an_error_page_of_django_that_fails_itself() -> None:
    """What nobody was told to propagate is answered, with the headers."""
    urls: Any = settings.ROOT_URLCONF
    urls.handler500 = django_failure
    clear_url_caches()
    try:
        failed = through_wsgi("GET", "/fail", ORIGIN)
    finally:
        del urls.handler500
        clear_url_caches()
    assert (failed.status_code, failed.headers["access-control-allow-origin"]) == (500, APP)
    assert failed.json() == {"message": "Internal Server Error"}


@pytest.mark.parametrize("send", [through_wsgi, through_asgi])
def test_an_error_of_django_with_a_status(send: Any) -> None:  # noqa: ANN401 - a row
    """django-cors-headers: a view that asks for a login does not keep a preflight from passing."""
    denied = send("GET", "/denied", ORIGIN)
    assert (denied.status_code, denied.headers["access-control-allow-origin"]) == (401, APP)
    assert denied.headers["www-authenticate"] == "Bearer"
    preflight = send("OPTIONS", "/denied", PREFLIGHT)
    assert (preflight.status_code, dict(preflight.headers)) == (204, PREFLIGHT_HEADERS)


def test_django_streams_stay_streams_through_asgi() -> None:
    """An async iterator, whose client sees each chunk."""
    response = through_asgi("GET", "/async-stream", ORIGIN)
    assert (response.text, response.headers["access-control-allow-origin"]) == ("ab", APP)
    assert "content-length" not in response.headers
