"""Events are told apart by AWS's documented marks, and responses are merged map by map."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy, cors
from corsgate._front_doors import front_door_of
from support.lambda_events import (
    FRONT_DOORS,
    Door,
    alb_multi_event,
    door_id,
    edge_response_event,
    http1_event,
    http2_event,
    lattice2_event,
    read_edge,
    rest_event,
    viewer_request_event,
)

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
POLICY = CorsPolicy(allow_origins=[APP])
ORIGIN = (("Origin", APP),)
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))
ADDED = {"Access-Control-Allow-Origin": APP, "Vary": "Origin"}

NO_REQUESTS: dict[str, Any] = {
    "rest authorizer": {"type": "REQUEST", "methodArn": "arn:x", **rest_event("GET", ORIGIN)},
    "token authorizer": {"type": "TOKEN", "methodArn": "arn:x", "authorizationToken": "t"},
    "http authorizer": {"type": "REQUEST", "routeArn": "arn:x", **http2_event("GET", ORIGIN)},
    "sqs": {"Records": [{"eventSource": "aws:sqs", "body": "{}"}]},
    "no records": {"Records": []},
    "odd records": {"Records": [7]},
    "odd cf": {"Records": [{"cf": {"config": {"eventType": ["x"]}, "request": {}}}]},
    "no cf": {"Records": [{"cf": {"config": 7, "request": 7}}]},
    "schedule": {"source": "aws.events", "detail-type": "Scheduled Event", "version": "0"},
    "web socket": {"requestContext": {"eventType": "CONNECT", "connectionId": "x"}},
    "web socket with a method": {
        **rest_event("GET", ORIGIN),
        "requestContext": {"eventType": "CONNECT", "connectionId": "x"},
    },
    "bedrock agent": {"messageVersion": "1.0", "httpMethod": "GET", "apiPath": "/"},
    "odd context": {"version": "2.0", "requestContext": "x"},
    "odd http": {"version": "2.0", "requestContext": {"http": 7, "domainName": 7}},
    "empty": {},
    "nothing": None,
    "list": [1],
    "text": "x",
}


@pytest.mark.parametrize("door", FRONT_DOORS, ids=door_id)
def test_each_event_is_its_front_door_s(door: Door) -> None:
    """Exactly one row of the table is taken."""
    found = front_door_of(door.event("GET"))
    assert found is not None
    assert found.name == door.name


@pytest.mark.parametrize("kind", ["viewer-request", "viewer-response"])
@pytest.mark.parametrize("config", [{"distributionId": "EXAMPLE"}, None])
def test_lambda_edge_without_an_event_type(kind: str, config: Any) -> None:  # noqa: ANN401 - a row
    """As `sam local generate-event cloudfront` writes it: whether there is a response tells."""
    event = edge_response_event(kind, "OPTIONS", PREFLIGHT)
    cf = event["Records"][0]["cf"]
    cf["config"] = config
    response = cf["response"]
    if kind == "viewer-request":
        del cf["response"]
    answer = read_edge(cors(POLICY)(lambda _event, _context: response)(event, None))
    assert answer.status == (204 if kind == "viewer-request" else 200)
    assert answer.values("access-control-allow-origin") == [APP]


@pytest.mark.parametrize("kind", ["origin-shield-response", "VIEWER-RESPONSE", 7, None])
def test_lambda_edge_with_an_event_type_that_is_none(kind: object) -> None:
    """Whatever else CloudFront sends one day is left alone."""
    event = edge_response_event("viewer-response", "GET", (("Origin", APP),))
    event["Records"][0]["cf"]["config"]["eventType"] = kind
    result = {"status": "200", "headers": {}}
    assert cors(POLICY)(lambda _event, _context: result)(event, None) is result


@pytest.mark.parametrize("event", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_other_events_pass_through_untouched(event: Any) -> None:  # noqa: ANN401 - any event
    """The handler gets the very event and its result is returned as it is, called once."""
    calls: list[Any] = []
    result = {"policyDocument": {}, "headers": {"vary": "x"}}

    @cors(POLICY)
    def handler(event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        calls.append(event)
        return result

    assert handler(event, None) is result
    assert len(calls) == 1
    assert calls[0] is event


def test_an_unknown_event_is_logged_once_as_a_warning(
    caplog: pytest.LogCaptureFixture, snapshot: SnapshotAssertion
) -> None:
    """Then quietly: a scheduled warm-up must not fill the log. Authorizers are not logged."""
    handler = cors(POLICY)(lambda _event, _context: None)
    with caplog.at_level(logging.DEBUG, "corsgate"):
        handler(NO_REQUESTS["token authorizer"], None)
        handler({"so\nurce": 1, 2: 3}, None)
        handler(["x"], None)
    assert [record.levelname for record in caplog.records] == ["WARNING", "DEBUG"]
    assert [record.getMessage() for record in caplog.records] == snapshot


def test_a_wrapped_event_is_seen_through() -> None:
    """Powertools' data classes keep the event in ``raw_event``; the handler gets the wrapper."""

    class Wrapped:
        raw_event = rest_event("GET", ORIGIN)

    wrapped = Wrapped()
    seen: list[Any] = []

    def handler(event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        seen.append(event)
        return {"statusCode": 200}

    assert cors(POLICY)(handler)(wrapped, None)["headers"] == ADDED
    assert seen[0] is wrapped


def respond(event: Any, result: Any) -> Any:  # noqa: ANN401 - any event, any result
    """Return what a decorated handler makes of a result."""
    return cors(POLICY)(lambda _event, _context: result)(event, None)


def test_headers_of_both_maps_are_merged() -> None:
    """One allowed origin, one Vary, whichever map and spelling the handler used."""
    result: dict[str, Any] = {
        "statusCode": 200,
        "headers": {"VARY": "Accept", "access-control-allow-origin": "*", "A": "1", 7: "odd"},
        "multiValueHeaders": {
            "vary": ["Cookie", "ACCEPT"],
            "Access-Control-Allow-Origin": ["*", "x"],
            "Set-Cookie": ["a=1", "b=2"],
        },
        "isBase64Encoded": True,
        "body": "AAAA",
    }
    response = respond(rest_event("GET", ORIGIN), result)
    kept: dict[Any, str] = {"A": "1", 7: "odd"}
    assert response == {
        "statusCode": 200,
        "headers": {**kept, **ADDED, "Vary": "Accept, Cookie, Origin"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        "isBase64Encoded": True,
        "body": "AAAA",
    }


@pytest.mark.parametrize(
    ("vary", "expected"),
    [
        ("*", "*"),
        ("Accept, *", "*"),
        ("ORIGIN", "ORIGIN"),
        ("Accept-Encoding,Accept-Encoding", "Accept-Encoding, Origin"),
        (" , ", "Origin"),
        (7, "7, Origin"),
    ],
)
def test_vary_is_merged_token_by_token(vary: Any, expected: str) -> None:  # noqa: ANN401 - any value
    """No token twice, ``*`` alone, nothing of the handler's lost."""
    response = respond(rest_event("GET", ORIGIN), {"statusCode": 200, "headers": {"vary": vary}})
    assert response["headers"]["Vary"] == expected


def test_a_public_policy_keeps_the_handler_s_vary() -> None:
    """It adds none, and takes none away, even one that names nothing."""
    handler = cors(CorsPolicy(allow_origins=["*"]))(lambda event, _context: event["answer"])
    event = rest_event("GET", ORIGIN)
    kept = handler({**event, "answer": {"statusCode": 200, "headers": {"vary": "Accept"}}}, None)
    assert kept["headers"] == {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
    empty = handler({**event, "answer": {"statusCode": 200, "headers": {"vary": ""}}}, None)
    assert empty["headers"] == {"Access-Control-Allow-Origin": "*"}


def test_a_load_balancer_with_multi_value_headers_reads_only_those() -> None:
    """The handler's other map stays, without CORS headers; the policy's go where they are read."""
    response = respond(
        alb_multi_event("GET", ORIGIN),
        {"statusCode": 200, "headers": {"A": "1"}, "multiValueHeaders": {"vary": ["Accept"]}},
    )
    assert response["multiValueHeaders"] == {
        "Access-Control-Allow-Origin": [APP],
        "Vary": ["Accept, Origin"],
    }
    assert response["headers"] == {"A": "1"}


def test_cookies_of_format_2_stay() -> None:
    """``cookies`` is a list of its own and no header."""
    result = {"statusCode": 204, "cookies": ["a=1"]}
    assert respond(http2_event("GET", ORIGIN), result) == {**result, "headers": ADDED}


@pytest.mark.parametrize(
    ("result", "body"),
    [
        ({"message": "hi"}, '{"message": "hi"}'),
        ("plain", "plain"),
        ([1, Decimal(2), Decimal("2.5")], "[1, 2, 2.5]"),
        (None, "null"),
    ],
)
def test_the_implicit_response_of_format_2_is_made_explicit(result: Any, body: str) -> None:  # noqa: ANN401 - any result
    """As AWS does it, so that the headers have a place."""
    assert respond(http2_event("GET", ORIGIN), result) == {
        "isBase64Encoded": False,
        "statusCode": 200,
        "headers": {"content-type": "application/json", **ADDED},
        "body": body,
    }


NO_RESPONSES = [b"bytes", {"a": {1, 2}}, {"a": Decimal("NaN")}, {"a": Decimal("Infinity")}]


@pytest.mark.parametrize("result", NO_RESPONSES, ids=repr)
def test_a_result_that_is_no_json_is_left_to_the_runtime(result: Any) -> None:  # noqa: ANN401 - any result
    """It reports it as it would without the decorator."""
    assert respond(http2_event("GET", ORIGIN), result) is result


@pytest.mark.parametrize(
    "result",
    [None, "text", 7, {"statusCode": 200, "headers": ["x"]}, {"multiValueHeaders": "x"}],
    ids=repr,
)
def test_a_result_that_is_no_response_is_returned_as_it_is(result: Any) -> None:  # noqa: ANN401 - any result
    """The front door answers 502 to it, with or without the decorator."""
    for make in (rest_event, alb_multi_event):
        assert respond(make("GET", ORIGIN), result) is result


@pytest.mark.parametrize(
    "headers", [[], 7, {"vary": 7}, {"vary": [7]}, {"vary": [{"key": "Vary"}]}], ids=repr
)
def test_a_response_of_lambda_edge_in_another_form_is_left_alone(headers: Any) -> None:  # noqa: ANN401 - any value
    """CloudFront rejects it; there is nothing to merge into, and nothing to raise for."""
    result = {"status": "200", "headers": headers}
    added = respond(viewer_request_event("GET", ORIGIN), result)
    if headers == []:
        assert set(added["headers"]) == {"access-control-allow-origin", "vary"}
    else:
        assert added is result


@pytest.mark.parametrize("headers", [None, 7, {"origin": 7}, {"origin": [7]}, {"origin": []}])
def test_a_broken_event_of_lambda_edge_has_no_origin(headers: Any) -> None:  # noqa: ANN401 - any value
    """It is answered as a request without one."""
    event = edge_response_event("viewer-response", "GET")
    event["Records"][0]["cf"]["request"]["headers"] = headers
    response = respond(event, {"status": "200"})
    assert response["headers"] == {"vary": [{"key": "Vary", "value": "Origin"}]}


@pytest.mark.parametrize("make", [rest_event, http1_event, lattice2_event])
def test_repeated_lines_are_joined(make: Any) -> None:  # noqa: ANN401 - any row
    """Two origins are no origin; two lists of headers are one list."""
    policy = POLICY.replace(allow_headers=["x-a", "x-b"], allow_methods=["PUT"])

    def ok(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {"statusCode": 200}

    handler = cors(policy)(ok)
    preflight = (
        *ORIGIN,
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "x-a"),
        ("Access-Control-Request-Headers", "x-c"),
    )
    debug = cors(policy, debug=True)(ok)
    assert "'x-c'" in debug(make("OPTIONS", preflight), None)["body"]
    assert handler(make("OPTIONS", preflight[:-1]), None)["statusCode"] == 204
    two = handler(make("GET", (*ORIGIN, ("Origin", APP))), None)
    assert two["headers"] == {"Vary": "Origin"}


@pytest.mark.parametrize(
    "headers", [None, "x", [], {"origin": 7}, {"origin": [7, None]}, {7: "x"}, {"origin": []}]
)
def test_a_broken_map_of_headers_has_no_usable_origin(headers: Any) -> None:  # noqa: ANN401 - any value
    """Nothing is raised, and nobody is let in."""
    event = {**rest_event("GET"), "headers": headers}
    assert respond(event, {"statusCode": 200})["headers"] == {"Vary": "Origin"}


@pytest.mark.parametrize(
    "text",
    ["a\r\nX-Evil: 1", "\0", "a b", "é", "a;b"],
    ids=["a line break", "a null", "a space", "beyond ASCII", "a semicolon"],
)
def test_what_is_no_header_name_in_vary_is_left_out(text: str) -> None:
    """A line break in it would begin a header of its own, in a value that corsgate writes."""
    result = {"statusCode": 200, "headers": {"Vary": f"Cookie, {text}"}}
    assert respond(rest_event("GET", ORIGIN), result)["headers"]["Vary"] == "Cookie, Origin"
