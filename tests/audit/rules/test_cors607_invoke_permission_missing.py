"""CORS607: a function that no permission of its template lets the front door invoke."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Confidence, Severity
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Finding

CODE = """\
def handler(event, context):
    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}, "body": "{}"}
"""
FUNCTION = f"""\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: orders
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/x
      Code: {{ZipFile: {json.dumps(CODE)}}}
  Live: {{Type: AWS::Lambda::Alias, Properties: {{Name: live, FunctionName: !Ref Orders}}}}
"""
URL = """\
  Url: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, TargetFunctionArn: !GetAtt Orders.Arn}}
"""
HTTP = """\
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      PayloadFormatVersion: '2.0'
      IntegrationUri: !GetAtt Orders.Arn
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /items, Target: !Sub 'integrations/${Integration}'}
"""
REST = """\
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub >-
          arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
"""


def _found(folder: Path, *parts: str) -> list[Finding]:
    path = write(folder, "template.yaml", FUNCTION + "".join(parts))
    findings = judge_collection(collect([path])).findings
    return [each for each in findings if each.rule == "CORS607"]


def _permission(action: str, principal: str, function: str = "!Ref Orders") -> str:
    return (
        "  Permission:\n    Type: AWS::Lambda::Permission\n    Properties: "
        f"{{Action: '{action}', Principal: {principal}, FunctionName: {function}}}\n"
    )


@pytest.mark.parametrize(
    ("door", "status", "pointer"),
    [
        (URL, 403, "/Resources/Url"),
        (HTTP, 500, "/Resources/Route"),
        (REST, 500, "/Resources/Get"),
    ],
    ids=["url", "http", "rest"],
)
def test_no_permission(
    tmp_path: Path, door: str, status: int, pointer: str, snapshot: SnapshotAssertion
) -> None:
    """The whole finding: what the page gets in place of the function's answer."""
    (found,) = _found(tmp_path, door)

    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.LIKELY)
    assert (found.kind, found.evidence.pointer) == ("broken", pointer)
    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.response is not None
    assert found.witness.response.status == status
    assert found.witness.verdict.error == "MissingAllowOriginHeader"


@pytest.mark.parametrize(
    ("door", "permission"),
    [
        (URL, _permission("lambda:InvokeFunctionUrl", "'*'")),
        (URL, _permission("lambda:*", "'*'", "!GetAtt Orders.Arn")),
        (HTTP, _permission("lambda:InvokeFunction", "apigateway.amazonaws.com")),
        (HTTP, _permission("lambda:invokeFunction", "'*'", "orders")),
        (REST, _permission("lambda:InvokeFunction", "apigateway.amazonaws.com", "!Ref Live")),
        (REST, _permission("lambda:InvokeFunction", "!ImportValue p", "!ImportValue f")),
        (
            REST,
            _permission(
                "lambda:InvokeFunction",
                "apigateway.amazonaws.com",
                "'arn:aws:lambda:eu-west-1:123456789012:function:orders:live'",
            ),
        ),
    ],
)
def test_a_permission_that_is_for_it_or_may_be(tmp_path: Path, door: str, permission: str) -> None:
    """By a link, by its name, by its alias; what is not known is not held against it."""
    assert _found(tmp_path, door, permission) == []


@pytest.mark.parametrize(
    ("door", "permission"),
    [
        (URL, _permission("lambda:InvokeFunction", "apigateway.amazonaws.com")),
        (URL, _permission("lambda:InvokeFunctionUrl", "apigateway.amazonaws.com")),
        (HTTP, _permission("lambda:InvokeFunctionUrl", "'*'")),
        (HTTP, _permission("lambda:InvokeFunction", "s3.amazonaws.com")),
        (REST, _permission("lambda:InvokeFunction", "apigateway.amazonaws.com", "orders-2")),
    ],
)
def test_a_permission_for_something_else(tmp_path: Path, door: str, permission: str) -> None:
    """Another caller, another action, another function."""
    assert len(_found(tmp_path, door, permission)) == 1


@pytest.mark.parametrize(
    "door",
    [
        URL.replace("NONE", "AWS_IAM"),
        HTTP.replace("AWS_PROXY", "AWS_PROXY\n      CredentialsArn: 'arn:aws:iam::1:role/x'"),
        REST.replace(
            "Type: AWS_PROXY", "Type: AWS_PROXY\n        Credentials: 'arn:aws:iam::1:role/x'"
        ),
        REST.replace("${Orders.Arn}", "arn:aws:lambda:eu-west-1:123456789012:function:other"),
    ],
    ids=["signed", "http role", "rest role", "elsewhere"],
)
def test_what_needs_no_permission_of_the_template(tmp_path: Path, door: str) -> None:
    """The caller's own policy, a role, a function elsewhere."""
    assert _found(tmp_path, door) == []


def test_an_api_that_nothing_shows_to_be_for_pages(tmp_path: Path) -> None:
    """It is for information: servers get the same 500."""
    folder = write(tmp_path, "template.yaml", (FUNCTION + REST).replace("Access-Control", "X-None"))
    findings = judge_collection(collect([folder])).findings

    assert [each.severity for each in findings if each.rule == "CORS607"] == [Severity.INFO]


def test_one_function_is_one_finding(tmp_path: Path) -> None:
    """Whatever the number of its routes."""
    second = REST.partition("  Get:")[2].replace("GET", "POST")

    assert len(_found(tmp_path, REST, "  Post:" + second)) == 1
