"""The two middlewares as a server sees them, byte by byte and message by message."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, cors
from support.lambda_events import http2_event, rest_event
from support.middlewares import asgi_messages, wsgi_answer

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], allow_headers=["x-a"])
ORIGIN = (("Origin", APP),)
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))
ALLOWED = [
    ("Access-Control-Allow-Origin", APP),
    ("Access-Control-Allow-Methods", "PUT"),
    ("Vary", "Origin"),
]
FORBIDDEN = b'{"message": "Forbidden"}'
FAILED = b'{"message": "Internal Server Error"}'


def encoded(*headers: tuple[str, str]) -> list[tuple[bytes, bytes]]:
    """Write headers as ASGI has them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers]


def wsgi(headers: Any = (), method: str = "GET", **options: Any) -> Any:  # noqa: ANN401 - options
    """Send a request through the WSGI middleware."""
    return wsgi_answer(lambda app: CorsWsgiMiddleware(app, POLICY, **options), headers, method)


def asgi(headers: Any = (), method: str = "GET", **options: Any) -> Any:  # noqa: ANN401 - options
    """Send a request with a body through the ASGI middleware."""
    return asgi_messages(
        lambda app: CorsAsgiMiddleware(app, POLICY, **options), headers, method, body=b"asked"
    )


def test_an_actual_request() -> None:
    """The request's body reaches the application, and its answer the server."""
    assert wsgi(ORIGIN) == ("200 OK", [("Content-Type", "text/plain"), *ALLOWED], b"x")
    start, body = asgi(ORIGIN)
    assert start == {
        "type": "http.response.start",
        "status": 200,
        "headers": encoded(("Content-Type", "text/plain"), *ALLOWED),
    }
    assert body == {"type": "http.response.body", "body": b"asked"}


@pytest.mark.parametrize(
    ("asked", "status"), [("x-a", 204), ("x-b", 204), ("X-A,x-a", 204), (None, 204)]
)
def test_a_preflight(asked: str | None, status: int) -> None:
    """The requested headers are read: in debug mode what they ask too much is named."""
    headers = (*PREFLIGHT, ("Access-Control-Request-Headers", asked)) if asked else PREFLIGHT
    line, answered, body = wsgi(headers, "OPTIONS")
    assert (line, dict(answered)["Access-Control-Allow-Headers"], body) == (
        f"{status} No Content",
        "x-a",
        b"",
    )
    detail = b'{"message": "OK", "corsgate": {"reason": "header_not_allowed", "value": "\'x-b\'"}}'
    expected = (200, detail) if asked == "x-b" else (204, b"")
    line, _, body = wsgi(headers, "OPTIONS", debug=True)
    assert (int(line[:3]), body) == expected
    start, last = asgi(headers, "OPTIONS", debug=True)
    assert (start["status"], last["body"]) == expected


def test_an_enforced_refusal() -> None:
    """Its body is typed and measured."""
    typed = [("Content-Type", "application/json"), ("Content-Length", str(len(FORBIDDEN)))]
    stranger = (("Origin", STRANGER),)
    vary = ("Vary", "Origin")
    assert wsgi(stranger, enforce=True) == ("403 Forbidden", [vary, *typed], FORBIDDEN)
    assert asgi(stranger, enforce=True) == [
        {"type": "http.response.start", "status": 403, "headers": encoded(vary, *typed)},
        {"type": "http.response.body", "body": FORBIDDEN},
    ]


def test_an_asgi_application_that_fails() -> None:
    """500 with the headers, typed and measured."""
    messages = asgi_messages(lambda app: CorsAsgiMiddleware(app, POLICY), ORIGIN, fails=True)
    typed = [("Content-Type", "application/json"), ("Content-Length", str(len(FAILED)))]
    assert messages == [
        {"type": "http.response.start", "status": 500, "headers": encoded(*ALLOWED, *typed)},
        {"type": "http.response.body", "body": FAILED},
    ]
    raised = asgi_messages(
        lambda app: CorsAsgiMiddleware(app, POLICY, on_error="raise"), ORIGIN, fails=True
    )
    assert raised == []


def test_a_request_without_a_method_is_an_actual_one() -> None:
    """A server always names one; without it nothing is answered for the application."""
    seen: list[Any] = []
    middleware = CorsWsgiMiddleware(
        lambda _environ, start: start("200 OK", []) or [], POLICY, enforce=True
    )
    middleware({"HTTP_ORIGIN": APP}, lambda *given: seen.append(given))
    assert seen[0][0] == "405 Method Not Allowed"


def test_an_enforced_refusal_where_the_front_door_owns_cors() -> None:
    """The event that the adapter keeps tells the front door; the refusal has no CORS header."""
    event = http2_event("GET", (("Origin", STRANGER),))
    typed = [("Content-Type", "application/json"), ("Content-Length", str(len(FORBIDDEN)))]
    options: Any = {"enforce": True, "gateway_owns": ["http_api"]}
    stranger = (("Origin", STRANGER),)

    def wsgi_with_event(app: Any) -> Any:  # noqa: ANN401 - an application
        middleware = CorsWsgiMiddleware(app, POLICY, **options)
        return lambda environ, start: middleware({**environ, "apig_wsgi.full_event": event}, start)

    def asgi_with_event(app: Any) -> Any:  # noqa: ANN401 - an application
        middleware = CorsAsgiMiddleware(app, POLICY, **options)
        return lambda scope, *rest: middleware({**scope, "aws.event": event}, *rest)

    assert wsgi_answer(wsgi_with_event, stranger) == ("403 Forbidden", typed, FORBIDDEN)
    start, body = asgi_messages(asgi_with_event, stranger)
    assert (start["status"], start["headers"], body["body"]) == (403, encoded(*typed), FORBIDDEN)
    # The application itself, with the request's body, for whom the policy lets in.
    allowed = asgi_messages(asgi_with_event, ORIGIN, "PUT", body=b"asked")
    assert allowed[0]["headers"] == encoded(("Content-Type", "text/plain"))
    assert allowed[1]["body"] == b"asked"


REASON = b'{"message": "Forbidden", "corsgate": {"reason": "origin_not_allowed", "value": '
REASON += b"\"'https://attacker.example'\"}}"


@pytest.mark.parametrize(("debug", "content"), [(False, FORBIDDEN), (True, REASON)])
def test_an_enforced_refusal_behind_the_web_adapter(
    debug: bool,  # noqa: FBT001 - a row
    content: bytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The same refusal, of which `Vary` stays; who is allowed is no line in the log."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "items")
    context = (("X-Amzn-Request-Context", '{"http": {"method": "GET"}}'),)
    options: Any = {"enforce": True, "debug": debug, "gateway_owns": ["http_api"]}
    headers = [
        ("Vary", "Origin"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(content))),
    ]
    refused = (("Origin", STRANGER), *context)
    assert wsgi(refused, **options) == ("403 Forbidden", headers, content)
    start, body = asgi(refused, **options)
    assert (start["status"], start["headers"], body["body"]) == (403, encoded(*headers), content)
    caplog.clear()
    assert wsgi((*ORIGIN, *context), "PUT", **options)[0] == "200 OK"
    assert asgi((*ORIGIN, *context), "PUT", **options)[0]["status"] == 200
    assert not caplog.records


def test_the_method_of_a_request_chooses_its_policy() -> None:
    """Of an actual request its own, of a preflight the one it asks for; as in the decorator."""
    policies = {"GET": CorsPolicy(allow_origins=["*"]), "*": POLICY}
    other = (("Origin", STRANGER),)
    asks_get = (*other, ("Access-Control-Request-Method", "GET"))
    asks_put = (*other, ("Access-Control-Request-Method", "PUT"))

    @cors(policies)
    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {"statusCode": 200}

    for headers, method, allowed in (
        (other, "GET", ["*"]),
        (other, "PUT", []),
        (ORIGIN, "PUT", [APP]),
        (asks_put, "GET", ["*"]),  # no preflight: the header means nothing
        (asks_get, "OPTIONS", ["*"]),
        (PREFLIGHT, "OPTIONS", [APP]),
    ):
        _, answered, _ = wsgi_answer(lambda app: CorsWsgiMiddleware(app, policies), headers, method)
        name = "Access-Control-Allow-Origin"
        by_handler = handler(rest_event(method, headers), None)["headers"]
        assert [value for each, value in by_handler.items() if each == name] == allowed
        assert [value for each, value in answered if each == name] == allowed
        start, _ = asgi_messages(lambda app: CorsAsgiMiddleware(app, policies), headers, method)
        sent = [value.decode() for each, value in start["headers"] if each == name.lower().encode()]
        assert sent == allowed


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([(b"access-control-allow-origin", b"*")], encoded(*ALLOWED)),
        ([(b"x-a", b"1"), (b"vary", b"Cookie")], None),
        ([], encoded(*ALLOWED)),
    ],
)
@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_headers_of_any_iterable(own: Any, expected: Any, kind: Any) -> None:  # noqa: ANN401 - rows
    """As ASGI allows it; those that the policy decides are replaced, the others stay."""
    merged = ("Vary", "Cookie, Origin")
    expected = expected or [(b"x-a", b"1"), *encoded(*ALLOWED[:2], merged)]

    async def app(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        await send({"type": "http.response.start", "status": 200, "headers": kind(own)})
        await send({"type": "http.response.body"})

    middleware = CorsAsgiMiddleware(app, POLICY)
    for _ in range(3):
        start, _ = asgi_messages(lambda _app: middleware, ORIGIN)
        assert start["headers"] == expected


def test_a_request_without_origin_is_held_back_by_nobody() -> None:
    """Not even where the policy is enforced."""
    assert wsgi(enforce=True)[0] == "200 OK"
    assert asgi(enforce=True)[0]["status"] == 200
    start, _ = asgi()
    assert (start["status"], start["headers"]) == (
        200,
        encoded(("Content-Type", "text/plain"), *ALLOWED[1:]),
    )


def test_a_wsgi_application_may_replace_its_answer() -> None:
    """PEP 3333: until the first chunk is sent, with what went wrong."""
    wrong = (LookupError, LookupError(), None)

    def app(_environ: Any, start_response: Any) -> list[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        start_response("500 Oops", [("X-A", "1")], wrong)
        return []

    seen: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "HTTP_ORIGIN": APP}
    CorsWsgiMiddleware(app, POLICY)(environ, lambda *given: seen.append(given))
    assert seen == [("500 Oops", [("X-A", "1"), *ALLOWED], wrong)]


def test_an_answer_without_a_body_has_no_chunk() -> None:
    """Not an empty one, which some servers send as the end of a chunked body."""
    middleware = CorsWsgiMiddleware(lambda _environ, _start: [b"x"], POLICY)
    environ = {"REQUEST_METHOD": "OPTIONS", "HTTP_ORIGIN": APP}
    environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"] = "PUT"
    assert middleware(environ, lambda *_: None) == []
