"""What is logged, whole: the level, the line, the fields, and who logs it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, cors
from corsgate._log import escaped
from support.lambda_events import http2_event, rest_event
from support.middlewares import asgi_messages, wsgi_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
ORIGIN = (("Origin", APP),)
OK: Any = {"statusCode": 200}
FAILED = "the handler raised; answering 500 with CORS headers"


@pytest.fixture(autouse=True)
def every_level(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Keep debug lines too."""
    with caplog.at_level(logging.DEBUG, "corsgate"):
        yield


def only(caplog: pytest.LogCaptureFixture) -> tuple[str, str, dict[str, Any]]:
    """Return the level, the line and the fields of the one record."""
    (record,) = caplog.records
    assert record.name == "corsgate"
    return record.levelname, record.getMessage(), record.__dict__["corsgate"]


def fail(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Raise."""
    message = "no table"
    raise LookupError(message)


def test_a_value_is_cut_after_200_characters() -> None:
    """And says that it was; one of just that length is whole."""
    assert escaped("a" * 200) == f"'{'a' * 200}'"
    assert escaped("a" * 201) == f"'{'a' * 200}'..."


def test_an_exception_that_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    """With its traceback, and the front door that it came through."""
    cors(POLICY, on_error="respond")(fail)(rest_event("GET", ORIGIN), None)
    assert only(caplog) == ("ERROR", FAILED, {"front_door": "rest_api"})
    assert caplog.records[0].exc_info is not None


def test_an_exception_that_is_answered_where_the_front_door_owns_cors(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The same."""
    handler = cors(POLICY, on_error="respond", gateway_owns=["http_api"])(fail)
    handler(http2_event("GET", ORIGIN), None)
    assert only(caplog) == ("ERROR", FAILED, {"front_door": "http_api"})


def test_events_that_are_no_requests(caplog: pytest.LogCaptureFixture) -> None:
    """Their keys tell what they are; a handler's first is a warning, the others are not."""
    handler = cors(POLICY)(lambda _event, _context: OK)
    text = "passed through an event that is not an HTTP request: "
    handler({"source": "aws.events", 7: 1}, None)
    assert only(caplog) == (
        "WARNING",
        text + "\"['7', 'source']\"",
        {"event": "\"['7', 'source']\""},
    )
    caplog.clear()
    handler(["warm-up"], None)
    assert only(caplog) == ("DEBUG", text + "'list'", {"event": "'list'"})
    caplog.clear()
    for kind in ("methodArn", "routeArn"):
        handler({kind: "arn:aws:execute-api:eu-central-1:123456789012:a/s/GET/"}, None)
    assert not caplog.records


@pytest.mark.parametrize(
    ("own", "level", "ending"),
    [
        ({}, "INFO", "; the handler set '{}'"),
        (
            {"Vary": "Origin", "Access-Control-Max-Age": "1"},
            "WARNING",
            "; the handler set \"{'access-control-max-age': '1'}\", which is dropped or doubled",
        ),
    ],
)
def test_what_the_policy_says_where_the_front_door_owns_cors(
    caplog: pytest.LogCaptureFixture, own: dict[str, str], level: str, ending: str
) -> None:
    """The line says both, and so do the fields."""
    handler = cors(POLICY, debug=True, gateway_owns=["http_api"])(
        lambda _event, _context: {**OK, "headers": own}
    )
    handler(http2_event("GET", ORIGIN), None)
    expected = {
        "access-control-allow-origin": APP,
        "access-control-allow-methods": "PUT",
        "vary": "Origin",
    }
    present = {name.lower(): value for name, value in own.items() if name != "Vary"}
    fields = {
        "front_door": "http_api",
        "policy": escaped(str(expected)),
        "handler": escaped(str(present)),
        "equal": not present,
    }
    assert only(caplog) == (
        level,
        f"http_api owns CORS; the policy says {escaped(str(expected))}{ending}",
        fields,
    )


def test_a_refusal_where_the_front_door_owns_cors(caplog: pytest.LogCaptureFixture) -> None:
    """An enforced one says why; a preflight is the front door's, and refused by nobody here."""
    handler = cors(POLICY, debug=True, enforce=True, gateway_owns=["http_api"])(fail)
    refused = handler(http2_event("GET", (("Origin", STRANGER),)), None)
    reason = {"reason": "origin_not_allowed", "value": f"'{STRANGER}'"}
    assert json.loads(refused["body"])["corsgate"] == reason
    assert only(caplog)[2] == {"front_door": "http_api", "kind": "actual", **reason}
    caplog.clear()
    asked = (("Origin", STRANGER), ("Access-Control-Request-Method", "PUT"))
    preflight = handler(http2_event("OPTIONS", asked), None)
    assert (preflight["statusCode"], preflight["body"]) == (204, "")
    assert not caplog.records


def test_an_allowed_request_is_no_line(caplog: pytest.LogCaptureFixture) -> None:
    """Not even in debug mode, in any of the three."""
    cors(POLICY, debug=True)(lambda _event, _context: OK)(rest_event("GET", ORIGIN), None)
    wsgi_answer(lambda app: CorsWsgiMiddleware(app, POLICY, debug=True), ORIGIN)
    asgi_messages(lambda app: CorsAsgiMiddleware(app, POLICY, debug=True), ORIGIN)
    assert not caplog.records


def test_without_debug_a_refusal_is_no_line(caplog: pytest.LogCaptureFixture) -> None:
    """Strangers could fill the log."""
    stranger = (("Origin", STRANGER),)
    cors(POLICY)(lambda _event, _context: OK)(rest_event("GET", stranger), None)
    wsgi_answer(lambda app: CorsWsgiMiddleware(app, POLICY), stranger)
    asgi_messages(lambda app: CorsAsgiMiddleware(app, POLICY), stranger)
    assert not caplog.records


def test_a_refusal_names_who_refused(caplog: pytest.LogCaptureFixture) -> None:
    """The front door, or the kind of middleware."""
    stranger = (("Origin", STRANGER),)
    cors(POLICY, debug=True)(lambda _event, _context: OK)(rest_event("GET", stranger), None)
    wsgi_answer(lambda app: CorsWsgiMiddleware(app, POLICY, debug=True), stranger)
    asgi_messages(lambda app: CorsAsgiMiddleware(app, POLICY, debug=True), stranger)
    rest = {"kind": "actual", "reason": "origin_not_allowed", "value": f"'{STRANGER}'"}
    assert [record.__dict__["corsgate"] for record in caplog.records] == [
        {"front_door": name, **rest} for name in ("rest_api", "wsgi", "asgi")
    ]


def test_a_wsgi_application_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    """As the decorator's handler; an ASGI server gets the exception itself."""

    def app(_environ: Any, _start_response: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
        message = "no table"
        raise LookupError(message)

    wsgi_answer(lambda _app: CorsWsgiMiddleware(app, POLICY), ORIGIN)
    assert only(caplog) == ("ERROR", FAILED, {"front_door": "wsgi"})
