"""AWS's own runtime client runs the reference handlers; the browser model judges the answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from corsgate import CorsPolicy
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge, preflight_request
from support.lambda_events import http2_event, read_both, read_single, rest_event
from support.runtime_api import RuntimeFunction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.lambda_events import Answer

pytestmark = pytest.mark.slow

HANDLERS = Path(__file__).parents[2] / "lambda_handlers"
APP = "https://app.example.com"
POLICY = CorsPolicy(
    allow_origins=[APP],
    allow_methods=["GET", "PUT"],
    allow_headers=["content-type"],
    expose_headers=["location"],
    allow_credentials=True,
)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Serve a table of items, and say to a function where it is."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client("dynamodb", endpoint_url=endpoint).create_table(
        TableName="items",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield {
        "AWS_ENDPOINT_URL": endpoint,
        "ITEMS_TABLE": "items",
        "CORSGATE_POLICY": POLICY.to_json(),
    }
    server.stop()


def exchange(
    function: RuntimeFunction,
    door: tuple[Any, Any],
    request: BrowserRequest,
    body: str | None = None,
) -> tuple[bool, Answer]:
    """Do what a browser does: preflight if it needs one, then the request; and judge it."""
    make, read = door
    preflight = preflight_request(request)
    answered = None
    if preflight is not None:
        answered = response(read(function.invoke(make("OPTIONS", preflight.headers)).value))
    headers = (("Origin", request.origin), *request.headers)
    answer = read(function.invoke({**make(request.method, headers), "body": body}).value)
    return judge(request, preflight=answered, response=response(answer)).allowed, answer


def response(answer: Answer) -> HttpResponse:
    """Show an answer to the browser model."""
    return HttpResponse(answer.status, answer.headers)


DOORS = pytest.mark.parametrize(
    "door", [(rest_event, read_both), (http2_event, read_single)], ids=["rest", "http"]
)


@DOORS
def test_the_reference_handlers_answer_a_browser(
    environment: dict[str, str], door: tuple[Any, Any]
) -> None:
    """An allowed page reads and writes with credentials; a stranger's does not."""

    def request(method: str, origin: str = APP) -> BrowserRequest:
        return BrowserRequest(
            "https://api.example.com/items/1",
            origin,
            method,
            (("Content-Type", "application/json"),) if method == "PUT" else (),
            "include",
        )

    with RuntimeFunction("reference.items.read_item", HANDLERS, environment) as read_item:
        allowed, answer = exchange(read_item, door, request("GET"))
        assert allowed
        assert (answer.status, json.loads(answer.body)) == (404, {"message": "no such item"})
        allowed, _ = exchange(read_item, door, request("GET", "https://attacker.example"))
        assert not allowed
    with RuntimeFunction("reference.items.replace_item", HANDLERS, environment) as replace_item:
        allowed, answer = exchange(replace_item, door, request("PUT"), '{"name": "lamp"}')
        assert allowed
        assert answer.status == 404
        allowed, _ = exchange(replace_item, door, request("PUT", "https://attacker.example"), "{}")
        assert not allowed
        allowed, _ = exchange(replace_item, door, request("DELETE"))
        assert not allowed


def test_a_failing_handler_is_reported_to_lambda(environment: dict[str, str]) -> None:
    """Behind a REST API an exception stays one: alarms see it."""
    broken = {**environment, "ITEMS_TABLE": "no-such-table"}
    with RuntimeFunction("reference.items.read_item", HANDLERS, broken) as function:
        outcome = function.invoke(rest_event("GET", (("Origin", APP),)))
    assert outcome.kind == "error"
    assert outcome.value["errorType"] == "ResourceNotFoundException"


def test_a_bad_policy_fails_the_init_in_one_line(environment: dict[str, str]) -> None:
    """Before any event: Lambda reports it with the deployment, not with the first request."""
    broken = {**environment, "CORSGATE_POLICY": '{"allow_origins":["https://app.exa'}
    with RuntimeFunction("reference.items.read_item", HANDLERS, broken) as function:
        outcome = function.outcome()
    assert outcome.kind == "init"
    assert outcome.value["errorType"] == "PolicyError"
    assert outcome.value["errorMessage"].startswith("CORSGATE_POLICY: policy: ")
    assert outcome.value["errorMessage"].endswith("is it cut off?")
    assert "\n" not in outcome.value["errorMessage"]
