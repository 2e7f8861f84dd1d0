"""Beyond the policy: routes, who owns CORS, debug mode, async handlers, a preflight handler."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy, PolicyError, cors, preflight_handler
from support.lambda_events import (
    FRONT_DOORS,
    Door,
    door_id,
    function_url_event,
    http1_event,
    http2_event,
    rest_event,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(
    allow_origins=[APP], allow_methods=["GET", "PUT", "DELETE"], allow_headers=["x-a"]
)
ORIGIN = (("Origin", APP),)
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))


def ok(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Answer with a response of its own headers."""
    return {"statusCode": 200, "headers": {"access-control-allow-origin": "*"}}


@pytest.mark.parametrize("make", [rest_event, http1_event, http2_event])
def test_a_route_has_its_own_policy(make: Any) -> None:  # noqa: ANN401 - any row
    """Chosen by the path that the API declares: its methods, or a policy of its own."""
    public_policy = CorsPolicy(allow_origins=["*"])
    handler = cors(POLICY, routes={"/items/{id}": ["PUT", "PATCH"], "/public": public_policy})(ok)
    event = make("OPTIONS", PREFLIGHT)
    assert handler(event, None)["headers"]["Access-Control-Allow-Methods"] == "PUT"
    public = {**event, "resource": "/public", "routeKey": "ANY /public"}
    assert handler(public, None)["headers"]["Access-Control-Allow-Origin"] == "*"
    other = {**event, "resource": "/ITEMS/{id}", "routeKey": "PUT /ITEMS/{id}"}
    assert handler(other, None)["headers"]["Access-Control-Allow-Methods"] == "DELETE, GET, PUT"


@pytest.mark.parametrize("key", [None, 7])
def test_an_event_without_a_route_has_the_policy_for_all(key: Any) -> None:  # noqa: ANN401 - any value
    """So have front doors without routes."""
    handler = cors(POLICY, routes={"/items/{id}": []})(ok)
    for event in (
        {**rest_event("GET", ORIGIN), "resource": key},
        {**http2_event("GET", ORIGIN), "routeKey": key},
        FRONT_DOORS[4].event("GET", ORIGIN),
    ):
        headers = handler(event, None)["headers"]
        assert headers["Access-Control-Allow-Methods"] == "DELETE, GET, PUT"


def test_a_bare_string_of_methods_is_refused() -> None:
    """It would allow its letters."""
    with pytest.raises(TypeError, match=r"routes: 'PUT' is a bare string .* write \['PUT'\]"):
        cors(POLICY, routes={"/": "PUT"})


@pytest.mark.parametrize(
    ("routes", "error", "message"),
    [
        (
            ["/items"],
            TypeError,
            "routes: \\['/items'\\] is not a dict; write \\{'/items/\\{id\\}': \\[",
        ),
        (
            {"GET /items": ["GET"]},
            ValueError,
            "routes: 'GET /items' is not a path as an API declares",
        ),
        ({7: ["GET"]}, ValueError, "routes: 7 is not a path as an API declares it; write '/items/"),
        ({"/items": 7}, TypeError, "routes: 7 is neither a CorsPolicy, nor a map"),
    ],
)
def test_routes_that_no_event_could_match_are_refused(
    routes: Any,  # noqa: ANN401 - anything
    error: type[Exception],
    message: str,
) -> None:
    """They would silently leave the policy for all."""
    with pytest.raises(error, match=message):
        cors(POLICY, routes=routes)


@pytest.mark.parametrize("flag", ["enforce", "debug"])
def test_a_flag_is_a_bool(flag: str) -> None:
    """'no' from a configuration file would be as good as True."""
    options: Any = {flag: "no"}
    with pytest.raises(TypeError, match=f"{flag}: 'no' is not a bool; write True or False"):
        cors(POLICY, **options)


def test_where_the_front_door_owns_cors_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """An HTTP API drops the headers, a function URL sends them twice; a REST API needs them."""
    monkeypatch.setenv("CORSGATE_GATEWAY_OWNS", "http_api, function_url")
    handler = cors(POLICY)(ok)
    for make in (http1_event, http2_event, function_url_event):
        assert handler(make("GET", ORIGIN), None) == ok(None, None)
        assert handler(make("OPTIONS", ORIGIN), None) == ok(None, None)
    assert handler(rest_event("GET", ORIGIN), None)["headers"]["Vary"] == "Origin"


@pytest.mark.parametrize("make", [http1_event, http2_event, function_url_event])
def test_a_preflight_where_the_front_door_owns_cors_is_not_the_handlers(
    make: Callable[..., dict[str, Any]],
) -> None:
    """A handler that knows no OPTIONS would answer 404, and the browser would stop there."""
    handler = cors(POLICY, gateway_owns=["http_api", "function_url"])(fail)
    answer = handler(make("OPTIONS", PREFLIGHT), None)
    assert (answer["statusCode"], answer["headers"], answer["body"]) == (204, {}, "")


@pytest.mark.parametrize("make", [http1_event, http2_event, function_url_event])
def test_enforcement_where_the_front_door_owns_cors(
    make: Callable[..., dict[str, Any]],
) -> None:
    """The front door hands strangers over like anyone; the refusal has none of its headers."""
    handler = cors(POLICY, enforce=True, gateway_owns=["http_api", "function_url"])(fail)
    stranger = handler(make("GET", (("Origin", STRANGER),)), None)
    assert (stranger["statusCode"], stranger["headers"]) == (
        403,
        {"Content-Type": "application/json"},
    )
    method = handler(make("PATCH", ORIGIN), None)
    assert (method["statusCode"], method["headers"]) == (
        405,
        {"Content-Type": "application/json", "Allow": "DELETE, GET, PUT"},
    )


def test_who_owns_cors_can_be_said_in_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parameter rules over the variable, an empty one too."""
    monkeypatch.setenv("CORSGATE_GATEWAY_OWNS", "http_api")
    assert cors(POLICY)(ok)(function_url_event("GET", ORIGIN), None)["headers"]["Vary"]
    assert cors(POLICY, gateway_owns=())(ok)(http2_event("GET", ORIGIN), None)["headers"]["Vary"]
    every: list[Any] = ["function_url", ["function_url"]]
    for owners in every:
        owned = cors(POLICY, gateway_owns=owners)(ok)
        assert owned(function_url_event("GET", ORIGIN), None) == ok(None, None)


def test_an_owner_that_cannot_own_cors_is_refused(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """At init, with what is allowed."""
    monkeypatch.setenv("CORSGATE_GATEWAY_OWNS", "http_api,rest")
    with pytest.raises(PolicyError) as caught:
        cors(POLICY)
    assert str(caught.value) == snapshot


def fail(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Raise."""
    message = "no table"
    raise LookupError(message)


def test_an_exception_where_the_front_door_owns_cors(caplog: pytest.LogCaptureFixture) -> None:
    """It is raised, since the front door adds the headers; answered without them when asked."""
    event = function_url_event("GET", ORIGIN)
    with pytest.raises(LookupError):
        cors(POLICY, gateway_owns=["function_url"])(fail)(event, None)
    answer = cors(POLICY, gateway_owns=["function_url"], on_error="respond")(fail)(event, None)
    assert (answer["statusCode"], answer["headers"]) == (500, {"Content-Type": "application/json"})
    assert "no table" in caplog.text


@pytest.mark.parametrize(
    ("own", "level", "equal"),
    [
        ({}, "INFO", True),
        ({"Access-Control-Allow-Origin": APP}, "WARNING", True),
        ({"Access-Control-Allow-Origin": "*"}, "WARNING", False),
    ],
)
def test_debug_compares_with_what_the_handler_sets_itself(
    caplog: pytest.LogCaptureFixture,
    own: dict[str, str],
    level: str,
    equal: bool,  # noqa: FBT001 - a table's column
) -> None:
    """Headers of the handler are dropped or doubled there: worth a warning."""
    response: Any = {"statusCode": 200, "headers": {"A": "1", 7: "odd", **own}}
    handler = cors(POLICY, debug=True, gateway_owns=["http_api"])(lambda _event, _context: response)
    with caplog.at_level(logging.INFO, "corsgate"):
        handler(http2_event("GET", ORIGIN), None)
    (record,) = caplog.records
    fields = record.__dict__["corsgate"]
    assert (record.levelname, fields["equal"]) == (level, equal)
    assert fields["front_door"] == "http_api"


def test_debug_reads_headers_with_several_values(caplog: pytest.LogCaptureFixture) -> None:
    """Payload format 1.0 has maps of lists too: one value is that value, two are joined."""
    response: Any = {
        "statusCode": 200,
        "multiValueHeaders": {
            "Access-Control-Allow-Origin": [APP],
            "Access-Control-Allow-Methods": ["DELETE, GET", "PUT"],
        },
    }
    handler = cors(POLICY, debug=True, gateway_owns=["http_api"])(lambda _event, _context: response)
    handler(http1_event("GET", ORIGIN), None)
    fields = caplog.records[0].__dict__["corsgate"]
    assert fields["handler"] == ascii(
        str(
            {
                "access-control-allow-origin": APP,
                "access-control-allow-methods": "DELETE, GET,PUT",
            }
        )
    )


def test_debug_accepts_any_result_where_the_front_door_owns_cors() -> None:
    """There is nothing to compare."""
    handler = cors(POLICY, debug=True, gateway_owns=["http_api"])(lambda _event, _context: "text")
    assert handler(http2_event("GET", ORIGIN), None) == "text"


@pytest.mark.parametrize("door", FRONT_DOORS, ids=door_id)
def test_debug_says_the_step_and_the_value(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """In the log and in the body; a preflight keeps an ok status, which may have a body."""
    handler = cors(POLICY, debug=True, enforce=True)(ok)
    evil = "https://a\r\nINFO forged\u2028\x00"
    refusals = [
        ("OPTIONS", (("Origin", evil), *PREFLIGHT[1:]), 403, "origin_not_allowed", evil),
        (
            "OPTIONS",
            (*ORIGIN, ("Access-Control-Request-Method", "PATCH")),
            200,
            "method_not_allowed",
            "PATCH",
        ),
        (
            "OPTIONS",
            (*PREFLIGHT, ("Access-Control-Request-Headers", "x-b")),
            200,
            "header_not_allowed",
            "x-b",
        ),
        ("PATCH", ORIGIN, 405, "method_not_allowed", "PATCH"),
    ]
    for method, headers, status, reason, value in refusals:
        caplog.clear()
        answer = door.read(handler(door.event(method, headers), None))
        assert answer.status == status
        detail = {"reason": reason, "value": ascii(value)}
        assert json.loads(answer.body)["corsgate"] == detail
        (record,) = caplog.records
        kind = "preflight" if method == "OPTIONS" else "actual"
        assert record.getMessage() == f"refused {kind} request: {reason}: {value!a}"
        assert record.getMessage().isprintable()
        assert record.__dict__["corsgate"] == {**detail, "front_door": door.name, "kind": kind}


def test_debug_logs_a_refusal_that_is_not_enforced(caplog: pytest.LogCaptureFixture) -> None:
    """The browser keeps the response from the page; the handler has run."""
    handler = cors(POLICY, debug=True)(ok)
    response = handler(rest_event("GET", (("Origin", "x" * 300),)), None)
    assert response["headers"] == {"Vary": "Origin"}
    assert caplog.records[0].getMessage().endswith(f"origin_not_allowed: '{'x' * 200}'...")


def test_without_debug_nothing_is_logged_and_nothing_told(caplog: pytest.LogCaptureFixture) -> None:
    """What the policy allows is not for strangers."""
    handler = cors(POLICY)(ok)
    with caplog.at_level(logging.DEBUG, "corsgate"):
        answer = handler(rest_event("OPTIONS", (("Origin", STRANGER), *PREFLIGHT[1:])), None)
    assert answer["body"] == ""
    assert not caplog.records


def test_an_async_handler_is_run_to_completion() -> None:
    """One event loop for all invocations: what a handler keeps is bound to it."""
    loops: list[asyncio.AbstractEventLoop] = []

    @cors(POLICY)
    async def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        await asyncio.sleep(0)
        loops.append(asyncio.get_running_loop())
        return {"statusCode": 200}

    for _ in range(2):
        response = handler(rest_event("GET", ORIGIN), None)
        assert response["headers"]["Access-Control-Allow-Origin"] == APP
    assert loops[0] is loops[1]


def test_an_async_handler_may_raise() -> None:
    """Its exception is treated as that of any other handler."""

    @cors(POLICY, on_error="respond")
    async def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        await asyncio.sleep(0)
        message = "no table"
        raise LookupError(message)

    assert handler(rest_event("GET", ORIGIN), None)["statusCode"] == 500


def test_an_async_handler_within_a_running_loop() -> None:
    """The loop would have to wait for itself: the way out is named, nothing is left unawaited."""
    bare = cors(POLICY)(lambda _event, _context: asyncio.sleep(0))

    class Awaitable:
        def __await__(self) -> Any:  # noqa: ANN401 - a generator that is never made
            raise AssertionError

    ready = cors(POLICY)(lambda _event, _context: Awaitable())

    async def call(handler: Any) -> None:  # noqa: ANN401 - decorated
        handler(rest_event("GET", ORIGIN), None)

    for handler in (bare, ready):
        with pytest.raises(
            RuntimeError, match=r"write: await asyncio\.to_thread\(handler, event, context\)$"
        ):
            asyncio.run(call(handler))


def test_an_async_handler_in_another_thread() -> None:
    """The kept loop is the main thread's; another thread gets its own."""

    @cors(POLICY)
    async def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {"statusCode": 200}

    responses: list[Any] = []
    thread = threading.Thread(
        target=lambda: responses.append(handler(rest_event("GET", ORIGIN), None))
    )
    thread.start()
    thread.join()
    assert responses[0]["headers"]["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize("door", FRONT_DOORS, ids=door_id)
def test_a_preflight_handler_answers_preflights(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the front door is said to own CORS: the request has reached it."""
    monkeypatch.setenv("CORSGATE_GATEWAY_OWNS", "http_api,function_url")
    handler = preflight_handler(POLICY)
    answer = door.read(handler(door.event("OPTIONS", PREFLIGHT), None))
    assert (answer.status, answer.values("access-control-allow-origin")) == (204, [APP])
    plain = door.read(handler(door.event("OPTIONS"), None))
    assert (plain.status, plain.body) == (204, "")
    assert plain.header_map() == {
        "access-control-allow-methods": "DELETE, GET, PUT",
        "allow": "DELETE, GET, PUT, OPTIONS",
        "vary": "Origin",
    }
    other = door.read(handler(door.event("GET", ORIGIN), None))
    assert (other.status, other.values("allow")) == (405, ["OPTIONS"])
    assert other.values("access-control-allow-origin") == [APP]


def test_a_preflight_handler_knows_routes_and_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the decorator does."""
    monkeypatch.setenv("CORSGATE_POLICY", POLICY.to_json())
    handler = preflight_handler(routes={"/items/{id}": ["DELETE"]}, debug=True)
    answer = handler(rest_event("OPTIONS", PREFLIGHT), None)
    assert answer["headers"]["Access-Control-Allow-Methods"] == "DELETE"
    assert json.loads(answer["body"])["corsgate"]["value"] == "'PUT'"


@pytest.mark.parametrize(
    "event", [{"Records": []}, FRONT_DOORS[-1].event("GET")["Records"], None], ids=repr
)
def test_a_preflight_handler_takes_no_other_event(event: Any) -> None:  # noqa: ANN401 - any event
    """It has nothing to answer it with."""
    with pytest.raises(ValueError, match="a preflight handler takes HTTP requests; give this"):
        preflight_handler(POLICY)(event, None)
