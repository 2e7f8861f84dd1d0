"""What a function answers by itself, field by field, and how front doors are told apart."""

from __future__ import annotations

import asyncio
import contextvars
import importlib
import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import corsgate
from corsgate import CorsPolicy, _front_doors, cors, preflight_handler
from support.lambda_events import (
    FRONT_DOORS,
    Door,
    door_id,
    edge_response_event,
    http2_event,
    lattice1_event,
    lattice2_event,
    rest_event,
    viewer_request_event,
)

if TYPE_CHECKING:
    from collections.abc import Callable

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
ORIGIN = (("Origin", APP),)
OK: Any = {"statusCode": 200}
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))
PREFLIGHT_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"


def ok(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Answer without headers."""
    return OK


def proxy(status: int, headers: dict[str, str], body: str) -> dict[str, Any]:
    """Write a whole proxy response."""
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}


def alb(status: int, headers: dict[str, str], body: str) -> dict[str, Any]:
    """Write one with the status line that an ALB wants."""
    line = {204: "204 No Content", 403: "403 Forbidden"}[status]
    return {**proxy(status, headers, body), "statusDescription": line}


def alb_multi(status: int, headers: dict[str, str], body: str) -> dict[str, Any]:
    """Write one with lists of values."""
    response = alb(status, headers, body)
    del response["headers"]
    return {**response, "multiValueHeaders": {name: [value] for name, value in headers.items()}}


def edge(status: int, headers: dict[str, str], body: str) -> dict[str, Any]:
    """Write a generated response of CloudFront."""
    return {
        "status": str(status),
        "statusDescription": {204: "No Content", 403: "Forbidden"}[status],
        "headers": {name.lower(): [{"key": name, "value": headers[name]}] for name in headers},
        "body": body,
    }


WHOLE = dict(
    zip(
        map(door_id, FRONT_DOORS),
        [*[proxy] * 4, alb, alb_multi, *[proxy] * 2, edge, edge],
        strict=True,
    )
)


@pytest.mark.parametrize("door", FRONT_DOORS, ids=door_id)
def test_an_answer_has_every_field_of_its_front_door(door: Door) -> None:
    """And none beside them, for a preflight and for an enforced refusal."""
    whole = WHOLE[door_id(door)]
    handler = cors(POLICY, enforce=True)(ok)
    preflight = {
        "Access-Control-Allow-Origin": APP,
        "Access-Control-Allow-Methods": "PUT",
        "Vary": PREFLIGHT_VARY,
    }
    assert handler(door.event("OPTIONS", PREFLIGHT), None) == whole(204, preflight, "")
    refused = handler(door.event("GET", (("Origin", STRANGER),)), None)
    headers = {"Vary": "Origin", "Content-Type": "application/json"}
    assert refused == whole(403, headers, '{"message": "Forbidden"}')


def test_a_front_door_s_module_is_loaded_with_its_first_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And kept: the second event gets the same object."""
    loaded: dict[str, Any] = {}
    monkeypatch.setattr(_front_doors, "_LOADED", loaded)
    for door in FRONT_DOORS:
        first = _front_doors.front_door_of(door.event("GET"))
        assert first is not None
        assert first.name == door.name
        assert _front_doors.front_door_of(door.event("GET")) is first
    # The two request events of Lambda@Edge and the two versions of VPC Lattice share theirs.
    assert len(loaded) == len(FRONT_DOORS) - 2


def test_names_are_imported_when_they_are_asked_for() -> None:
    """By the module's own lookup, as every time before the name is bound."""
    from corsgate.asgi import CorsAsgiMiddleware  # noqa: PLC0415 - the other way to it

    assert corsgate.__getattr__("CorsAsgiMiddleware") is CorsAsgiMiddleware
    with pytest.raises(AttributeError, match=r"^module 'corsgate' has no attribute 'CorsPolice'$"):
        corsgate.__getattr__("CorsPolice")


@pytest.mark.parametrize("arn", ["serviceNetworkArn", "serviceArn"])
def test_vpc_lattice_is_known_by_either_arn(arn: str) -> None:
    """An event through a service without a network has the one of the service only."""
    event = lattice2_event("GET", ORIGIN)
    event["requestContext"] = {arn: event["requestContext"][arn]}
    assert cors(POLICY)(ok)(event, None)["headers"]["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize(
    "event",
    [
        {"method": "GET"},
        {"raw_path": "/items"},
        {"method": "GET", "requestContext": {"serviceArn": "arn:aws:elasticloadbalancing:x"}},
        {"requestContext": {"serviceArn": "arn:aws:vpc-lattice:x"}},
        {"Records": [{"cf": {"config": None, "request": {}}}]},
        {"Records": [{"cf": {"config": ["viewer-request"], "request": {}}}]},
    ],
    ids=repr,
)
def test_half_an_event_is_no_request(event: Any) -> None:  # noqa: ANN401 - any event
    """It passes through, with whatever it was called with."""
    seen: list[Any] = []

    @cors(POLICY)
    def handler(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as a handler is
        seen.append((arguments, named))
        return OK

    assert handler(event, None, more=1) is OK
    assert seen == [((event, None), {"more": 1})]


def test_a_handler_called_by_name() -> None:
    """As AWS's documentation names the parameters; also where the front door owns CORS."""
    handler = cors(POLICY, gateway_owns=["http_api"])(lambda event, context: (context, event)[0])
    context: Any = {"statusCode": 201}
    own = handler(event=rest_event("GET", ORIGIN), context=context)
    assert own["headers"]["Access-Control-Allow-Origin"] == APP
    assert handler(event=http2_event("GET", ORIGIN), context=context) is context


def test_the_headers_of_a_rest_api_without_lists() -> None:
    """A console's test event has the single values only."""
    event = {**rest_event("GET", ORIGIN), "multiValueHeaders": None}
    assert cors(POLICY)(ok)(event, None)["headers"]["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize("value", [7, [], [7], {}, True], ids=repr)
@pytest.mark.parametrize("origins", [["https://*.example.com"], ["*"]], ids=repr)
def test_an_origin_that_is_no_text_is_none(value: Any, origins: list[str]) -> None:  # noqa: ANN401 - any value
    """Patterns look at the parts of texts; nothing else may reach them."""
    policy = CorsPolicy(allow_origins=origins)
    response = cors(policy, enforce=True)(ok)(
        {**rest_event("GET"), "headers": {"origin": value}}, None
    )
    assert response["statusCode"] == 200


def test_the_default_route_of_an_http_api() -> None:
    """Its key is ``$default`` alone, without a method."""
    handler = cors(POLICY, routes={"$default": ["GET"], "/items/{id}": ["PUT"]})(ok)
    event = {**http2_event("GET", ORIGIN), "routeKey": "$default"}
    assert "Access-Control-Allow-Methods" not in handler(event, None)["headers"]
    other = handler(http2_event("GET", ORIGIN), None)["headers"]
    assert other["Access-Control-Allow-Methods"] == "PUT"


RUNTIME = "awslambdaric.lambda_runtime_marshaller"


def json_of(result: Any) -> Any:  # noqa: ANN401 - any result
    """Return the body that an HTTP API's handler sends for a result, or the result itself."""
    response = cors(POLICY)(lambda _event, _context: result)(http2_event("GET"), None)
    return response if response is result else response["body"]


def test_the_runtime_s_own_json_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It writes every digit of a DynamoDB number; a test without a runtime loses some."""
    many = {"n": Decimal("0.12345678901234567890123456789")}
    monkeypatch.setitem(sys.modules, RUNTIME, importlib.import_module(RUNTIME))
    assert json_of(many) == '{"n": 0.12345678901234567890123456789}'
    monkeypatch.delitem(sys.modules, RUNTIME)
    assert json_of(many) == '{"n": 0.12345678901234568}'
    assert json_of([Decimal(7), "NaN", "Infinity"]) == '[7, "NaN", "Infinity"]'


NO_JSON = {
    "bytes": b'{"statusCode": 200}',
    "set": {1, 2},
    "object": {"a": object()},
    "nan": [float("nan")],
    "infinity": {"a": -float("inf")},
    "decimal nan": {"a": Decimal("NaN")},
    "decimal infinity": {"a": Decimal("Infinity")},
}


@pytest.mark.parametrize("runtime", [True, False])
@pytest.mark.parametrize("result", NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json_is_left_to_the_runtime(
    monkeypatch: pytest.MonkeyPatch,
    result: Any,  # noqa: ANN401 - any result
    runtime: bool,  # noqa: FBT001 - a table's column
) -> None:
    """With the runtime's encoder and without."""
    module = importlib.import_module(RUNTIME)
    if runtime:
        monkeypatch.setitem(sys.modules, RUNTIME, module)
    else:
        monkeypatch.delitem(sys.modules, RUNTIME)
    assert json_of(result) is result


def test_a_cloudfront_header_keeps_the_spelling_of_its_key() -> None:
    """The map's lower-case name stands in where an entry has none, as CloudFront allows."""
    result: Any = {
        "status": "200",
        "headers": {"etag": [{"key": "ETag", "value": "1"}], "x-a": [{"value": "2"}]},
    }
    handler = cors(POLICY)(lambda _event, _context: result)
    headers = handler(viewer_request_event("GET", ORIGIN), None)["headers"]
    assert headers["etag"] == [{"key": "ETag", "value": "1"}]
    assert headers["x-a"] == [{"key": "x-a", "value": "2"}]
    assert handler(edge_response_event("viewer-response", "GET"), None)["headers"]["vary"] == [
        {"key": "Vary", "value": "Origin"}
    ]


def test_a_preflight_handler_s_other_answers_are_whole() -> None:
    """204 and 405 with Allow; not in debug mode unless it is asked for."""
    handler = preflight_handler(POLICY, routes={"/items/{id}": ["GET"]})
    plain = {"Vary": "Origin"}
    assert handler(rest_event("OPTIONS"), None) == proxy(204, {**plain, "Allow": "OPTIONS"}, "")
    other = {**plain, "Allow": "OPTIONS", "Content-Type": "application/json"}
    body = json.dumps({"message": "Method Not Allowed"})
    assert handler(rest_event("GET"), None) == proxy(405, other, body)
    stranger = handler(rest_event("OPTIONS", (("Origin", STRANGER), *PREFLIGHT[1:])), None)
    assert (stranger["statusCode"], stranger["body"]) == (403, "")
    with pytest.raises(
        ValueError,
        match=r"^a preflight handler takes HTTP requests; give this event's trigger its own hand",
    ):
        handler({}, None)


@pytest.mark.parametrize("make", [rest_event, http2_event, lattice1_event])
def test_invocations_do_not_share_context_variables(make: Callable[..., Any]) -> None:
    """What an async handler sets is gone with its invocation, as with `asyncio.run`."""
    variable: contextvars.ContextVar[int] = contextvars.ContextVar("variable", default=0)
    seen: list[int] = []

    @cors(POLICY)
    async def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        seen.append(variable.get())
        variable.set(variable.get() + 1)
        await asyncio.sleep(0)
        return OK

    for _ in range(2):
        handler(make("GET", ORIGIN), None)
    assert seen == [0, 0]


def test_an_attribute_of_a_handler_is_kept() -> None:
    """As `functools.wraps` does it; a built-in has none to keep."""

    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return OK

    handler.timeout = 3  # type: ignore[attr-defined]  # as other decorators mark functions
    decorated: Any = cors(POLICY)(handler)
    assert (decorated.timeout, decorated.__wrapped__) == (3, handler)
    builtin: Any = cors(POLICY)(max)
    assert builtin.__wrapped__ is max


def test_an_options_request_that_is_no_preflight_is_enforced_like_any_other() -> None:
    """Without the method that it asks for it is an actual request."""
    policy = POLICY.replace(allow_methods=["OPTIONS"])
    handler = cors(policy, enforce=True)(ok)
    assert handler(rest_event("OPTIONS", (("Origin", STRANGER),)), None)["statusCode"] == 403
    assert handler(rest_event("OPTIONS", ORIGIN), None)["statusCode"] == 200


@pytest.mark.parametrize("route", [[], {}, 7, None], ids=repr)
def test_a_route_that_is_no_text_has_the_policy_for_all(route: Any) -> None:  # noqa: ANN401 - any value
    """Whatever the event says, nothing is raised."""
    handler = cors(POLICY, routes={"/items/{id}": []})(ok)
    for event in (
        {**rest_event("GET", ORIGIN), "resource": route},
        {**http2_event("GET", ORIGIN), "routeKey": route},
    ):
        assert handler(event, None)["headers"]["Access-Control-Allow-Methods"] == "PUT"


def test_within_a_running_event_loop() -> None:
    """The message says why it does not work, and what does."""

    @cors(POLICY)
    async def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return OK

    async def call() -> None:
        handler(rest_event("GET", ORIGIN), None)

    with pytest.raises(RuntimeError) as caught:
        asyncio.run(call())
    assert str(caught.value) == (
        "a decorated async handler, or an async policy provider, waits for its result, which is "
        "not possible in a running event loop; there, write: await asyncio.to_thread(handler, "
        "event, context)"
    )


class Several:
    """Methods as handlers, one of which calls the object itself an event."""

    def usual(self, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Take both."""
        return {"statusCode": 200, "body": f"{event['path']} {context}"}

    def event_alone(event: Any, context: Any) -> Any:  # noqa: ANN401, N805 - the object comes first
        """Take one, under the other's name."""
        assert isinstance(event, Several)
        return {"statusCode": 200, "body": f"{context['path']} None"}


def optional(event: Any, context: Any = None) -> Any:  # noqa: ANN401 - as a handler is
    """Take one or both."""
    return {"statusCode": 200, "body": f"{event['path']} {context}"}


def collecting(event: Any, *context: Any, **named: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Take any number."""
    return {"statusCode": 200, "body": f"{event['path']} {[*context, *named.values(), None][0]}"}


def by_keyword(event: Any, context: Any, *, more: int = 1) -> Any:  # noqa: ANN401 - as a handler is
    """Take one more by name."""
    return {"statusCode": 200, "body": f"{event['path']} {context}{more}"}


def named_otherwise(request: Any, environment: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Take both, under names of its own."""
    return {"statusCode": 200, "body": f"{request['path']} {environment}"}


@pytest.mark.parametrize(
    ("handler", "arguments", "named", "body"),
    [
        (Several().usual, ["c"], {}, "/items/1 c"),
        (Several().usual, [], {"context": "c"}, "/items/1 c"),
        (Several().event_alone, [], {}, "/items/1 None"),
        (optional, [], {}, "/items/1 None"),
        (optional, ["c"], {}, "/items/1 c"),
        (collecting, [], {}, "/items/1 None"),
        (collecting, ["c", "d"], {}, "/items/1 c"),
        (collecting, [], {"more": "c"}, "/items/1 c"),
        (by_keyword, ["c"], {"more": 2}, "/items/1 c2"),
        (named_otherwise, ["c"], {}, "/items/1 c"),
        (named_otherwise, [], {"environment": "c"}, "/items/1 c"),
    ],
)
def test_a_handler_may_take_its_arguments_as_it_likes(
    handler: Any,  # noqa: ANN401 - a handler
    arguments: list[Any],
    named: dict[str, Any],
    body: str,
) -> None:
    """What it is called with reaches it, and its answer gets the headers."""
    response = cors(POLICY)(handler)(rest_event("GET", ORIGIN), *arguments, **named)
    assert response["body"] == body
    assert response["headers"]["Access-Control-Allow-Origin"] == APP
