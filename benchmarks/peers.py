"""The same requests for corsgate and its peers: actual, preflight, and a hostile preflight."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flask
import flask_cors
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig
from chalice.app import Chalice
from chalice.app import CORSConfig as ChaliceConfig
from starlette.middleware.cors import CORSMiddleware

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, cors

if TYPE_CHECKING:
    from collections.abc import Callable

APP = "https://app.example.com"
NAMES = ["authorization", "content-type", "x-api-key", "x-trace"]
HOSTILE = "x," * 5120  # 10 KB
POLICY = CorsPolicy(
    allow_origins=[APP],
    allow_methods=["GET", "PUT"],
    allow_headers=NAMES,
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=600,
)
MANY = POLICY.replace(allow_origins=[*(f"https://a{n}.example.com" for n in range(9999)), APP])
PATTERN = POLICY.replace(allow_origins=["https://*.example.com"])


@dataclass(frozen=True)
class Row:
    """One call, and the same one without CORS, where there is such a thing.

    Args:
        with_cors: the call.
        without: the same, None where nothing would answer.
    """

    with_cors: Callable[[], object]
    without: Callable[[], object] | None = None


def headers(request_headers: str | None) -> dict[str, str]:
    """Return the headers of an actual request, or of a preflight that asks for these."""
    usual = {f"x-usual-{number}": "value" for number in range(12)} | {"origin": APP}
    if request_headers is None:
        return usual
    preflight = {
        "access-control-request-method": "PUT",
        "access-control-request-headers": request_headers,
    }
    return usual | preflight


def event(request_headers: str | None) -> dict[str, Any]:
    """Build a REST API's event."""
    single = headers(request_headers)
    method = "GET" if request_headers is None else "OPTIONS"
    return {
        "resource": "/items",
        "path": "/items",
        "httpMethod": method,
        "headers": single,
        "multiValueHeaders": {name: [value] for name, value in single.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"resourcePath": "/items", "httpMethod": method, "path": "/items"},
        "body": None,
        "isBase64Encoded": False,
    }


def plain(event: Any, context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001 - as a handler is
    """Answer as most handlers do."""
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": "[]"}


def powertools(config: CORSConfig | None) -> Any:  # noqa: ANN401 - a resolver
    """Build a resolver with one route."""
    app = APIGatewayRestResolver(cors=config)
    app.get("/items")(list)
    return app


def chalice(config: ChaliceConfig | None) -> Any:  # noqa: ANN401 - an application
    """Build an application with one route; its preflights are the gateway's."""
    app = Chalice("items")
    app.route("/items", cors=config)(list)
    return app


def flask_app() -> Any:  # noqa: ANN401 - an application
    """Build an application with one route."""
    app = flask.Flask("items")
    app.get("/items")(list)
    return app


def call_wsgi(app: Any, request_headers: str | None) -> Callable[[], object]:  # noqa: ANN401
    """Return a call of a WSGI application."""
    environ = {
        "REQUEST_METHOD": "GET" if request_headers is None else "OPTIONS",
        "PATH_INFO": "/items",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    for name, value in headers(request_headers).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value

    def call() -> object:
        return list(app(dict(environ), lambda *_: None))

    return call


async def bare_asgi(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
    """Answer without a framework."""
    content_type = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": content_type})
    await send({"type": "http.response.body", "body": b"[]"})


def call_asgi(app: Any, request_headers: str | None) -> Callable[[], object]:  # noqa: ANN401
    """Return a call of an ASGI application that waits for nothing, so without an event loop."""
    scope = {
        "type": "http",
        "method": "GET" if request_headers is None else "OPTIONS",
        "path": "/items",
        "headers": [(n.encode(), v.encode()) for n, v in headers(request_headers).items()],
    }

    async def send(_message: Any) -> None:  # noqa: ANN401 - as ASGI has it
        return

    def call() -> object:
        try:
            app(scope, None, send).send(None)
        except StopIteration:
            return None
        raise AssertionError

    return call


POWERTOOLS = CORSConfig(APP, allow_headers=NAMES, expose_headers=["etag"], max_age=600)
CHALICE = ChaliceConfig(APP, allow_headers=NAMES, expose_headers=["etag"], max_age=600)
FLASK_CORS = flask_app()
flask_cors.CORS(
    FLASK_CORS,
    origins=[APP],
    methods=["GET", "PUT"],
    allow_headers=NAMES,
    expose_headers=["etag"],
    supports_credentials=True,
    max_age=600,
)
STARLETTE = CORSMiddleware(
    bare_asgi,
    allow_origins=[APP],
    allow_methods=["GET", "PUT"],
    allow_headers=NAMES,
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=600,
)


def _decorated(policy: CorsPolicy, asked: str | None) -> Callable[[], object]:
    handler, its_event = cors(policy)(plain), event(asked)
    return lambda: handler(its_event, None)


def _resolved(app: Any, asked: str | None) -> Callable[[], object]:  # noqa: ANN401 - a resolver
    its_event = event(asked)
    return lambda: app(its_event, None)


def _actual() -> dict[str, Row]:
    bare = event(None)
    bare_flask = flask_app()
    return {
        "`@cors`, 1 origin": Row(_decorated(POLICY, None), lambda: plain(bare, None)),
        "`@cors`, 10,000 origins": Row(_decorated(MANY, None), lambda: plain(bare, None)),
        "`@cors`, a pattern": Row(_decorated(PATTERN, None), lambda: plain(bare, None)),
        "Powertools' resolver": Row(
            _resolved(powertools(POWERTOOLS), None), _resolved(powertools(None), None)
        ),
        "Chalice": Row(_resolved(chalice(CHALICE), None), _resolved(chalice(None), None)),
        "`CorsWsgiMiddleware` around Flask": Row(
            call_wsgi(CorsWsgiMiddleware(bare_flask, POLICY), None), call_wsgi(bare_flask, None)
        ),
        "flask-cors": Row(call_wsgi(FLASK_CORS, None), call_wsgi(bare_flask, None)),
        "`CorsAsgiMiddleware`": Row(
            call_asgi(CorsAsgiMiddleware(bare_asgi, POLICY), None), call_asgi(bare_asgi, None)
        ),
        "Starlette's `CORSMiddleware`": Row(call_asgi(STARLETTE, None), call_asgi(bare_asgi, None)),
    }


def _preflight(asked: str) -> dict[str, Row]:
    return {
        "`@cors`, 1 origin": Row(_decorated(POLICY, asked)),
        "`@cors`, 10,000 origins": Row(_decorated(MANY, asked)),
        "Powertools' resolver": Row(_resolved(powertools(POWERTOOLS), asked)),
        "`CorsWsgiMiddleware` around Flask": Row(
            call_wsgi(CorsWsgiMiddleware(flask_app(), POLICY), asked)
        ),
        "flask-cors": Row(call_wsgi(FLASK_CORS, asked)),
        "`CorsAsgiMiddleware`": Row(call_asgi(CorsAsgiMiddleware(bare_asgi, POLICY), asked)),
        "Starlette's `CORSMiddleware`": Row(call_asgi(STARLETTE, asked)),
    }


TABLES = {
    "an actual request": _actual(),
    "a preflight for two headers": _preflight("authorization,content-type"),
    "a preflight for 10 KB of headers": _preflight(HOSTILE),
}
