"""The WSGI middleware: real Flask, streaming, exceptions, and apig-wsgi's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask
import pytest
from apig_wsgi import make_lambda_handler
from werkzeug.test import Client

from corsgate import CorsPolicy, CorsWsgiMiddleware
from support.lambda_events import http2_event, read_single

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(
    allow_origins=[APP], allow_methods=["PUT"], allow_headers=["x-a"], expose_headers=["etag"]
)
ADDED = {
    "Access-Control-Allow-Origin": APP,
    "Access-Control-Allow-Methods": "PUT",
    "Access-Control-Expose-Headers": "etag",
}
PREFLIGHT = {"Origin": APP, "Access-Control-Request-Method": "PUT"}


def flask_app() -> flask.Flask:
    """Build an application that answers, streams, varies and fails."""
    app = flask.Flask("items")

    @app.get("/items")
    def items() -> flask.Response:
        response = flask.jsonify([])
        response.headers["Vary"] = "Cookie"
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @app.get("/stream")
    def stream() -> flask.Response:
        return flask.Response(iter(["a", "b"]), mimetype="text/plain")

    @app.put("/fail")
    def fail() -> str:
        message = "no table"
        raise LookupError(message)

    return app


def client(**options: Any) -> Client:  # noqa: ANN401 - the middleware's options
    """Wrap the application and call it in process."""
    return Client(CorsWsgiMiddleware(flask_app(), POLICY, **options))


def test_flask_answers_with_the_headers() -> None:
    """Its own are replaced, its Vary is merged."""
    response = client().get("/items", headers={"Origin": APP})
    assert (response.status_code, response.get_json()) == (200, [])
    headers = dict(response.headers)
    assert headers == {
        "Content-Type": "application/json",
        "Content-Length": "3",
        **ADDED,
        "Vary": "Cookie, Origin",
    }
    assert len(headers) == len(response.headers)


def test_preflights_do_not_reach_flask() -> None:
    """Not even for a path that does not exist: its answer would be a 404."""
    allowed = client().options("/nothing", headers=PREFLIGHT)
    assert (allowed.status, allowed.data) == ("204 No Content", b"")
    assert allowed.headers["Access-Control-Allow-Headers"] == "x-a"
    refused = client().options("/items", headers={**PREFLIGHT, "Origin": STRANGER})
    assert refused.status_code == 403
    assert [name for name, _ in refused.headers] == ["Vary"]


def test_streams_stay_streams() -> None:
    """The chunks come one by one."""
    response = client().get("/stream", headers={"Origin": APP})
    assert list(response.response) == [b"a", b"b"]
    assert response.headers["Access-Control-Allow-Origin"] == APP


def test_flask_s_own_error_page_gets_the_headers() -> None:
    """Flask answers an exception itself."""
    response = client().put("/fail", headers={"Origin": APP})
    assert response.status_code == 500
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert response.headers["Vary"] == "Origin"


def test_enforcement_and_debug() -> None:
    """As the decorator does."""
    refused = client(enforce=True, debug=True).get("/items", headers={"Origin": STRANGER})
    assert refused.status_code == 403
    assert refused.get_json() == {
        "message": "Forbidden",
        "corsgate": {"reason": "origin_not_allowed", "value": f"'{STRANGER}'"},
    }


def early(_environ: Any, _start: Any) -> list[bytes]:  # noqa: ANN401 - as PEP 3333 has it
    """Raise before there is any iterable."""
    message = "early"
    raise LookupError(message)


def late(_environ: Any, start: Any) -> Iterator[bytes]:  # noqa: ANN401 - as PEP 3333 has it
    """Raise with the first chunk, before the response has started."""
    if start is None:
        yield b""
    message = "late"
    raise LookupError(message)


def too_late(_environ: Any, start: Any) -> Iterator[bytes]:  # noqa: ANN401 - as PEP 3333 has it
    """Raise when the response has started."""
    start("200 OK", [])
    yield b"a"
    message = "too late"
    raise LookupError(message)


class Started:
    """Raises from a call that has started the response."""

    def __call__(self, _environ: Any, start: Any) -> list[bytes]:  # noqa: ANN401
        """Start, then raise."""
        start("200 OK", [])
        message = "started"
        raise LookupError(message)


@pytest.mark.parametrize("app", [early, late])
def test_an_exception_before_the_response_is_answered(
    app: Any,  # noqa: ANN401 - an application
    caplog: pytest.LogCaptureFixture,
) -> None:
    """500 with the headers, and the exception in the log; or raised, if asked for."""
    response = Client(CorsWsgiMiddleware(app, POLICY)).get("/", headers={"Origin": APP})
    assert response.status_code == 500
    assert dict(response.headers) == {
        **ADDED,
        "Vary": "Origin",
        "Content-Type": "application/json",
        "Content-Length": "36",
    }
    assert "LookupError" in caplog.text
    with pytest.raises(LookupError):
        Client(CorsWsgiMiddleware(app, POLICY, on_error="raise")).get("/")


@pytest.mark.parametrize("app", [too_late, Started()])
def test_an_exception_after_the_start_is_the_server_s(app: Any) -> None:  # noqa: ANN401 - an application
    """The status is sent; nothing can be taken back."""
    with pytest.raises(LookupError):
        Client(CorsWsgiMiddleware(app, POLICY)).get("/", buffered=True)


def test_exc_info_is_passed_on() -> None:
    """PEP 3333: an application may replace a response that has not been sent."""
    seen: list[tuple[Any, ...]] = []

    def app(_environ: Any, start: Any) -> list[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        start("500 X", [], (LookupError, LookupError(), None))
        return []

    CorsWsgiMiddleware(app, POLICY)({"REQUEST_METHOD": "GET"}, lambda *args: seen.append(args))
    assert seen[0][2][0] is LookupError


def test_the_iterable_is_closed_and_left_alone() -> None:
    """A started response's iterable is the application's own; a late one is closed."""

    class Chunks:
        closed = False

        def __init__(self, start: Any) -> None:  # noqa: ANN401 - as PEP 3333 has it
            self.start = start

        def __iter__(self) -> Iterator[bytes]:
            self.start("200 OK", [])
            yield b"a"

        def close(self) -> None:
            self.closed = True

    made: list[Chunks] = []

    def app(_environ: Any, start: Any) -> Iterable[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        made.append(Chunks(start))
        return made[0]

    response = Client(CorsWsgiMiddleware(app, POLICY)).get("/", headers={"Origin": APP})
    assert (response.data, response.headers["Vary"]) == (b"a", "Origin")
    response.close()
    assert made[0].closed

    started: list[bytes] = [b"a"]

    def plain(_environ: Any, start: Any) -> Iterable[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        start("200 OK", [])
        return started

    assert CorsWsgiMiddleware(plain, POLICY)({}, lambda *_: None) is started


def test_a_late_list_needs_no_close() -> None:
    """A plain list has none; without a start the server reports the application's fault."""
    chunks: Any = CorsWsgiMiddleware(lambda _environ, _start: [b"a"], POLICY)({}, lambda *_: None)
    assert list(chunks) == [b"a"]
    chunks.close()


def test_on_lambda_through_apig_wsgi() -> None:
    """An HTTP API's event goes in, its response comes out."""
    handler = make_lambda_handler(CorsWsgiMiddleware(flask_app(), POLICY))
    event = http2_event("GET", (("Origin", APP),), "/items")
    event |= {"rawQueryString": "", "cookies": []}
    event["requestContext"]["http"]["sourceIp"] = "192.0.2.1"
    answer = read_single(handler(event, None))
    assert answer.values("access-control-allow-origin") == [APP]


def through_apig_wsgi(method: str, headers: tuple[tuple[str, str], ...], **options: Any) -> Any:  # noqa: ANN401
    """Call the wrapped application with an HTTP API's event."""
    handler = make_lambda_handler(CorsWsgiMiddleware(flask_app(), POLICY, **options))
    event = http2_event(method, headers, "/items")
    event |= {"rawQueryString": "", "cookies": []}
    event["requestContext"]["http"]["sourceIp"] = "192.0.2.1"
    return read_single(handler(event, None))


def test_where_the_http_api_owns_cors_nothing_is_added() -> None:
    """The HTTP API drops what is behind it; the application's own headers are left alone."""
    owned = {"gateway_owns": ["http_api"]}
    actual = through_apig_wsgi("GET", (("Origin", APP),), **owned)
    assert actual.values("access-control-allow-origin") == ["*"]
    assert actual.values("vary") == ["Cookie"]
    preflight = through_apig_wsgi("OPTIONS", tuple(PREFLIGHT.items()), **owned)
    assert (preflight.status, preflight.header_map()) == (204, {})
    elsewhere = through_apig_wsgi("GET", (("Origin", APP),), gateway_owns=["function_url"])
    assert elsewhere.values("access-control-allow-origin") == [APP]


FUNCTION_URL = '{"http": {"method": "GET"}, "domainName": "x.lambda-url.eu-west-1.on.aws"}'


@pytest.mark.parametrize(
    ("context", "origin"),
    [
        (FUNCTION_URL, None),
        ('{"http": {"method": "GET"}, "domainName": "a.execute-api.eu-west-1.amazonaws.com"}', APP),
        ("{", APP),
        ("null", APP),
        ("[" * 100_000, APP),
        (None, APP),
    ],
)
def test_the_web_adapter_s_context_tells_the_front_door(
    context: str | None, origin: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function URL owns CORS here, an HTTP API does not; what is no JSON is not the adapter's.

    A client may have sent it all the same: the application's own header stays away, and Vary.
    """
    headers = {"Origin": APP}
    if context is not None:
        headers["X-Amzn-Request-Context"] = context
    asked = client(gateway_owns=["function_url"])
    outside = asked.get("/items", headers=headers)
    assert outside.headers["Access-Control-Allow-Origin"] == APP
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "items")
    response = asked.get("/items", headers=headers)
    assert response.headers.get("Access-Control-Allow-Origin") == origin
    assert response.headers["Vary"] == outside.headers["Vary"] == "Cookie, Origin"


def test_a_context_that_a_client_sends_turns_off_no_vary_of_a_preflight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor of a refusal: the policy's other headers alone are missing."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "items")
    asked = client(gateway_owns=["function_url"], enforce=True)
    context = {"X-Amzn-Request-Context": FUNCTION_URL}
    preflight = asked.options("/items", headers={**PREFLIGHT, **context})
    vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    assert (preflight.status_code, dict(preflight.headers)) == (204, {"Vary": vary})
    refused = asked.get("/items", headers={"Origin": STRANGER, **context})
    assert (refused.status_code, refused.headers["Vary"]) == (403, "Origin")
    method = asked.patch("/items", headers={"Origin": APP, **context})
    assert (method.status_code, method.headers["Vary"]) == (405, "Origin")
    assert method.headers["Allow"] == ", ".join(POLICY.allow_methods)
    assert "Access-Control-Allow-Origin" not in method.headers


def test_the_policy_comes_from_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the bare decorator."""
    monkeypatch.setenv("CORSGATE_POLICY", POLICY.to_json())
    response = Client(CorsWsgiMiddleware(flask_app())).get("/items", headers={"Origin": APP})
    assert response.headers["Access-Control-Allow-Origin"] == APP
