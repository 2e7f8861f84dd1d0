"""What a REST API answers by itself, and with which headers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import HttpRequest
from corsgate_audit.collect.rest import read_gateway_response
from corsgate_audit.gateway import Layer, answer
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.received import receive
from support.apis import APP, UNKNOWN, preflight, rest_api, route
from support.apis import gateway_response as customising
from support.asked import HOST, actual, answered, preflight_for
from support.collected import NOWHERE

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

JSON = ("Content-Type", "application/json")
TYPES = {
    "API_CONFIGURATION_ERROR": 500,
    "BAD_REQUEST_PARAMETERS": 400,
    "INVALID_API_KEY": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
}


def test_a_method_that_nobody_answers_is_403_without_cors_headers(
    snapshot: SnapshotAssertion,
) -> None:
    """Where nobody has customised anything."""
    api = rest_api(route("GET"), gateway_responses=())
    found, response = answered(api, preflight_for("PUT"))

    assert (response.status, response.headers) == (403, (JSON,))
    assert found.layer is Layer.GATEWAY_RESPONSE
    assert found.note == snapshot


def test_a_default_gives_its_status_and_its_headers() -> None:
    """To a type that nobody has customised."""
    default = customising("DEFAULT_4XX", status_code="418")
    _, response = answered(rest_api(gateway_responses=(default,)), actual("GET"))

    assert response.status == 418
    assert response.headers == (JSON, ("Access-Control-Allow-Origin", APP))


def test_a_customised_type_does_not_fall_back(snapshot: SnapshotAssertion) -> None:
    """Neither for its headers nor for its status."""
    own = customising("MISSING_AUTHENTICATION_TOKEN", headers=(("Retry-After", "'7'"),))
    default = customising("DEFAULT_4XX", status_code="418")
    found, response = answered(rest_api(gateway_responses=(default, own)), actual("GET"))

    assert (response.status, response.headers) == (403, (JSON, ("Retry-After", "7")))
    assert found.note == snapshot


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'https://app.example.com'", "https://app.example.com"),
        ("''", ""),
        ("method.request.header.origin", APP),
        ("method.request.header.Missing", None),
        ("method.request.multivalueheader.Origin", APP),
        ("method.request.querystring.q", "7"),
        ("method.request.multivaluequerystring.q", "7"),
        ("method.request.path.id", None),
        ("integration.response.header.X", None),
        ("context.httpMethod", "GET"),
        ("context.stage", "prod"),
    ],
)
def test_mapping_expressions_that_a_request_answers(expression: str, expected: str | None) -> None:
    """A header without a value is not sent."""
    default = customising("DEFAULT_4XX", headers=(("Access-Control-Allow-Origin", expression),))
    url = "https://a1.execute-api.eu-central-1.amazonaws.com/prod/nowhere?q=7"
    api = rest_api(gateway_responses=(default,))
    _, response = answered(api, HttpRequest("GET", url, (("Origin", APP),)))

    assert dict(response.headers).get("Access-Control-Allow-Origin") == expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("context.requestId", "its value is known only when the API is called"),
        ("stageVariables.origin", "its value is known only when the API is called"),
        ("context.stage", "its value is known only when the API is called"),
        ("method.request.body.x", "its value is known only when the API is called"),
        ("method.request.header.Host", "its value is known only when the API is called"),
        ("method.request.header.referer", "its value is known only when the API is called"),
        (
            "*",
            (
                "not a mapping expression: API Gateway rejects it; enclose a fixed value in single "
                "quotes"
            ),
        ),
    ],
)
def test_a_cors_header_whose_value_nobody_knows_leaves_the_answer_open(
    expression: str, reason: str
) -> None:
    """It is never judged on a guess."""
    default = customising("DEFAULT_4XX", headers=(("access-control-allow-origin", expression),))
    found = answer(rest_api(gateway_responses=(default,)), actual("GET"))

    assert found.response is None
    assert [(each.expression, each.reason) for each in found.unresolved] == [(expression, reason)]


def test_another_header_whose_value_nobody_knows_is_left_out() -> None:
    """No verdict depends on it."""
    headers = (("X-Request-Id", "context.requestId"), ("Access-Control-Allow-Origin", "'*'"))
    default = customising("DEFAULT_4XX", headers=headers)
    _, response = answered(rest_api(gateway_responses=(default,)), actual("GET"))

    assert response.headers == (JSON, ("Access-Control-Allow-Origin", "*"))


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": UNKNOWN},
        {"status_code": UNKNOWN},
        {"headers": (("Access-Control-Allow-Origin", UNKNOWN),)},
    ],
)
def test_an_unresolved_gateway_response_leaves_the_answer_open(changes: dict[str, Any]) -> None:
    """Whatever part of it is unresolved."""
    default = customising("DEFAULT_4XX", **changes)
    found = answer(rest_api(gateway_responses=(default,)), actual("GET"))

    assert (found.response, found.unresolved) == (None, (UNKNOWN,))


def test_a_status_that_is_no_number_leaves_the_answer_open() -> None:
    """AWS would not take it."""
    default = customising("DEFAULT_4XX", status_code="four")
    found = answer(rest_api(gateway_responses=(default,)), actual("GET"))

    assert found.response is None
    assert [each.expression for each in found.unresolved] == ["four"]


def test_errors_of_the_server_fall_back_to_their_own_default(snapshot: SnapshotAssertion) -> None:
    """And not to that of the client's errors."""
    api = rest_api(
        preflight(responses=(), integration=None),
        gateway_responses=(
            customising("DEFAULT_4XX", status_code="418"),
            customising("DEFAULT_5XX"),
        ),
    )
    request = receive(api, preflight_for("PUT"))
    found = gateway_response(api, request, "API_CONFIGURATION_ERROR", note="It broke.")

    assert found.response is not None
    assert found.response.status == 500
    assert found.note == snapshot


def test_content_type_is_added_once() -> None:
    """A customised one stays."""
    default = customising("DEFAULT_4XX", headers=(("content-type", "'text/plain'"),))
    _, response = answered(rest_api(gateway_responses=(default,)), actual("GET"))

    assert response.headers == (("content-type", "text/plain"),)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """Return what AWS answered to GetGatewayResponses and PutGatewayResponse."""
    corpus = os.environ.get("CORSGATE_CORPUS")
    if not corpus:
        pytest.skip("CORSGATE_CORPUS is not set")
    text = (Path(corpus) / "aws-recorded" / "gateway_responses.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@pytest.mark.parametrize("test", ["test_gateway_response_put", "test_gateway_response_crud"])
@pytest.mark.parametrize("response_type", TYPES)
def test_the_effective_responses_are_those_that_aws_lists(
    recorded: dict[str, Any], test: str, response_type: str
) -> None:
    """AWS's list of all types holds status and headers after every fallback."""
    items = recorded[test]["recorded-content"]["get-gateway-responses"]["items"]
    customised = [item for item in items if not item["defaultResponse"]]
    read = tuple(read_gateway_response(item, NOWHERE) for item in customised)
    api = rest_api(gateway_responses=read)
    request = HttpRequest("GET", f"{HOST}/7?q=1", (("Accept", "a/b"), ("Origin", APP)))
    found = gateway_response(api, receive(api, request), response_type, note="")
    (listed,) = (each for each in items if each["responseType"] == response_type)
    prefix = "gatewayresponse.header."
    names = {name.removeprefix(prefix) for name in listed["responseParameters"]}

    assert found.response is not None
    assert str(found.response.status) == listed["statusCode"]
    # The path variable that one of them maps has no value where no route matches.
    assert {name for name, _ in found.response.headers[1:]} == names - {"x-request-path"}
