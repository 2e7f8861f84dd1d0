"""The policy of the function behind an integration is found however the template names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import Unresolved
from support.collected import only_route, write

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions"
OUTSIDE = "its function is not part of the template"
TEMPLATE = """
Parameters:
  Open: {{Type: String}}
Resources:
  Api: {{Type: "AWS::ApiGateway::RestApi", Properties: {{Name: shop}}}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS_PROXY
        Uri: {uri}
  Function:
    Type: AWS::Lambda::Function
    Properties: {properties}
  Alias:
    Type: AWS::Lambda::Alias
    Properties: {{FunctionName: !Ref Function}}
  Version:
    Type: AWS::Lambda::Version
    Properties: {{FunctionName: !GetAtt Function.Arn}}
  Other: {{Type: "AWS::SQS::Queue"}}
"""


def policy(folder: Path, uri: str, properties: str) -> object:
    """Return the policy of the one route."""
    text = TEMPLATE.format(uri=uri, properties=properties)
    integration = only_route(collect([write(folder, "t.yaml", text)])).integration
    assert integration is not None
    return integration.function_policy


@pytest.mark.parametrize(
    "uri",
    [
        f"!Sub '{PREFIX}/${{Function.Arn}}/invocations'",
        f"!Join ['', ['{PREFIX}/', !GetAtt Function.Arn, /invocations]]",
        f"!Sub '{PREFIX}/${{Alias}}/invocations'",
        f"!Sub ['{PREFIX}/${{A}}/invocations', {{A: !Ref Version}}]",
        "!Sub '${Open}/${Other}/${Function.Arn}'",
        "!GetAtt Function.Arn",
        "!Ref Function",
    ],
)
def test_the_function_is_followed(tmp_path: Path, uri: str) -> None:
    """By its name or ARN, its alias or version, anywhere in the address."""
    assert policy(tmp_path, uri, "{Environment: {Variables: {CORSGATE_POLICY: '{}'}}}") == "{}"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("{}", None),
        ("{Environment: {}}", None),
        ("{Environment: {Variables: {OTHER: a}}}", None),
        ("{Environment: {Variables: {CORSGATE_POLICY: ''}}}", None),
        ("!Ref Open", Unresolved("!Ref Open", "the parameter 'Open' has no default")),
        (
            "{Environment: {Variables: {CORSGATE_POLICY: !Ref Open}}}",
            Unresolved("!Ref Open", "the parameter 'Open' has no default"),
        ),
        (
            "{Environment: {Variables: !Ref Open}}",
            Unresolved("!Ref Open", "the parameter 'Open' has no default"),
        ),
        ("{Environment: text}", Unresolved("text", "a map is expected here")),
    ],
)
def test_what_the_environment_holds(tmp_path: Path, properties: str, expected: object) -> None:
    """No policy is none; one that is open is not taken for none."""
    assert policy(tmp_path, "!GetAtt Function.Arn", properties) == expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("https://backend.example.com/", None),
        ("!Ref Other", None),
        ("!Ref AWS::NoValue", None),
        (
            "arn:aws:lambda:eu-central-1:123456789012:function:other",
            Unresolved("arn:aws:lambda:eu-central-1:123456789012:function:other", OUTSIDE),
        ),
        (
            f"!Sub '{PREFIX}/${{Open}}/invocations'",
            Unresolved(f"!Sub {PREFIX}/${{Open}}/invocations", OUTSIDE),
        ),
    ],
)
def test_a_function_outside_the_template(tmp_path: Path, uri: str, expected: object) -> None:
    """A function answers whose policy cannot be seen; no function answers."""
    assert policy(tmp_path, uri, "{}") == expected


OWNERS = """
Resources:
  Url:
    Type: AWS::Lambda::Url
    Properties: {{AuthType: NONE, TargetFunctionArn: {target}}}
  Function:
    Type: AWS::Lambda::Function
    Properties: {properties}
"""


@pytest.mark.parametrize(
    ("target", "properties", "expected"),
    [
        (
            "!Ref Function",
            "{Environment: {Variables: {CORSGATE_GATEWAY_OWNS: function_url}}}",
            "function_url",
        ),
        ("!Ref Function", "{}", None),
        ("elsewhere", "{}", None),
    ],
)
def test_for_whom_a_function_leaves_cors_to_the_gateway(
    tmp_path: Path, target: str, properties: str, expected: str | None
) -> None:
    """Its environment says it, where the template holds it."""
    text = OWNERS.format(target=target, properties=properties)
    integration = only_route(collect([write(tmp_path, "t.yaml", text)])).integration

    assert integration is not None
    assert integration.gateway_owns == expected
