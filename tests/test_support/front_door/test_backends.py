"""A request walks from the browser to a deployed function and back to the verdict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse
from support.aws import REGION, EmulatedAccount, emulated_account
from support.front_door.backends import HttpBackend, RestBackend, function_arn
from support.front_door.journey import walk
from support.front_door.payload_1 import MalformedResponseError
from support.moto_gaps.functions import FUNCTION, ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

ORIGIN = "https://app.example.com"

# Answers for one origin, and says in a header what it was asked; DELETE returns a bare object.
CODE = f"""
ALLOWED = {{"access-control-allow-origin": "{ORIGIN}", "access-control-allow-methods": "PUT"}}
def handler(event, context):
    method = event.get("httpMethod") or event["requestContext"]["http"]["method"]
    if method == "DELETE":
        return {{"deleted": True}}
    names = {{n.lower(): v for n, v in event["headers"].items()}}
    allowed = ALLOWED if names.get("origin") == "{ORIGIN}" else {{}}
    asked = event["pathParameters"]["id"]
    return {{"statusCode": 200, "headers": {{**allowed, "x-id": asked}}, "body": ""}}
"""

INVOCATIONS = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
_ARN = {"Fn::GetAtt": ["Function", "Arn"]}


def rest(kind: str, **properties: object) -> dict[str, Any]:
    """Return a resource of the REST API."""
    return {
        "Type": f"AWS::ApiGateway::{kind}",
        "Properties": {"RestApiId": {"Ref": "Rest"}} | properties,
    }


def http(kind: str, **properties: object) -> dict[str, Any]:
    """Return a resource of the HTTP API."""
    return {
        "Type": f"AWS::ApiGatewayV2::{kind}",
        "Properties": {"ApiId": {"Ref": "Http"}} | properties,
    }


TEMPLATE = {
    "Resources": {
        "Role": ROLE,
        "Function": {
            **FUNCTION,
            "Properties": {**FUNCTION["Properties"], "Code": {"ZipFile": CODE}},
        },
        "Rest": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "rest"}},
        "Item": rest(
            "Resource", ParentId={"Fn::GetAtt": ["Rest", "RootResourceId"]}, PathPart="{id}"
        ),
        "Any": rest(
            "Method",
            ResourceId={"Ref": "Item"},
            HttpMethod="ANY",
            AuthorizationType="NONE",
            Integration={
                "Type": "AWS_PROXY",
                "IntegrationHttpMethod": "POST",
                "Uri": {"Fn::Join": ["", [INVOCATIONS, _ARN, "/invocations"]]},
            },
        ),
        "Http": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": "http", "ProtocolType": "HTTP"},
        },
        "Integration": http(
            "Integration",
            IntegrationType="AWS_PROXY",
            IntegrationUri=_ARN,
            PayloadFormatVersion="2.0",
        ),
        "Route": http(
            "Route", RouteKey="ANY /{id}", Target={"Fn::Sub": "integrations/${Integration}"}
        ),
    },
    "Outputs": {"Rest": {"Value": {"Ref": "Rest"}}, "Http": {"Value": {"Ref": "Http"}}},
}


@pytest.fixture(scope="module")
def account() -> Iterator[EmulatedAccount]:
    """An account with the function behind a REST API and behind an HTTP API."""
    with emulated_account() as account:
        account.client("cloudformation").create_stack(
            StackName="doors", TemplateBody=json.dumps(TEMPLATE)
        )
        yield account


@pytest.fixture(params=["Rest", "Http"])
def door(
    request: pytest.FixtureRequest, account: EmulatedAccount, tmp_path: Path
) -> RestBackend | HttpBackend:
    """Both front doors, one after the other."""
    stack = account.client("cloudformation").describe_stacks(StackName="doors")["Stacks"][0]
    ids = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    if request.param == "Rest":
        return RestBackend(account, ids["Rest"], "prod", tmp_path)
    return HttpBackend(account, ids["Http"], tmp_path)


def url(door: RestBackend | HttpBackend, path: str) -> str:
    """Return the URL of a path behind a front door."""
    stage = "/prod" if isinstance(door, RestBackend) else ""
    return f"https://{door.api_id}.execute-api.{REGION}.amazonaws.com{stage}{path}"


def test_allowed_origin(door: RestBackend | HttpBackend) -> None:
    """Preflight and response both come from the function, and the page gets the response."""
    journey = walk(BrowserRequest(url(door, "/a%20b"), ORIGIN, "PUT"), door.answer)
    allowed = (
        ("access-control-allow-origin", ORIGIN),
        ("access-control-allow-methods", "PUT"),
        ("x-id", "a b"),
    )
    assert journey.preflight == journey.response == HttpResponse(200, allowed)
    assert journey.verdict.allowed


def test_other_origin_is_blocked_at_the_preflight(door: RestBackend | HttpBackend) -> None:
    """The request is never sent."""
    stranger = BrowserRequest(url(door, "/7"), "https://other.example.com", "PUT")
    journey = walk(stranger, door.answer)
    assert journey.preflight == HttpResponse(200, (("x-id", "7"),))
    assert journey.response is None
    assert not journey.verdict.allowed
    assert journey.verdict.error == "PreflightMissingAllowOriginHeader"


def test_request_without_preflight(door: RestBackend | HttpBackend) -> None:
    """A GET is sent at once, and blocked at the response where the origin is not allowed."""
    stranger = BrowserRequest(url(door, "/7"), "https://other.example.com")
    journey = walk(stranger, door.answer)
    assert (journey.preflight, journey.response) == (None, HttpResponse(200, (("x-id", "7"),)))
    assert journey.verdict.error == "MissingAllowOriginHeader"


def test_implicit_response_is_for_format_2_only(door: RestBackend | HttpBackend) -> None:
    """An object without a status is JSON behind an HTTP API, and malformed behind a REST API."""
    same_origin = f"https://{url(door, '').split('/')[2]}"
    request = BrowserRequest(url(door, "/7"), same_origin, "DELETE")
    if isinstance(door, RestBackend):
        with pytest.raises(
            MalformedResponseError, match=r"the function returned \{'deleted': True"
        ):
            walk(request, door.answer)
    else:
        response = walk(request, door.answer).response
        assert response == HttpResponse(200, (("content-type", "application/json"),))


def test_no_function_behind_a_route() -> None:
    """An integration with something else is no function that answers with nothing."""
    with pytest.raises(LookupError, match=r"the URI 'https://backend\.example'$"):
        function_arn("https://backend.example")
