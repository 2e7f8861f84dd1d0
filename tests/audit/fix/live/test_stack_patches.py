"""APIs that CloudFormation makes: nothing is changed, and the patch for their template is shown."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from support.faults import refused
from support.live_fix import dump, fixed
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # waits for an emulated account

STACK = "shop-prod"
TAGS = [{"Key": "aws:cloudformation:stack-name", "Value": STACK}]
TEMPLATE = """\
# The shop.
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop   # as people know it
      Tags: [{Key: "aws:cloudformation:stack-name", Value: shop-prod}]
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  PutItem:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: PUT, Uri: "https://x.example.com"}
"""


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def deploy(text: str) -> Any:  # noqa: ANN401 - all that the account holds
    """Make a stack; return all that the account holds."""
    boto3.client("cloudformation").create_stack(StackName=STACK, TemplateBody=text)
    return dump()


def test_the_patch_is_for_the_template_as_it_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Git applies it, comments stay, and the fixed template has a preflight."""
    before = deploy(TEMPLATE)

    assert fixed(tmp_path) == 1

    said = capsys.readouterr().out
    assert dump() == before
    head = f"a patch for the template of the stack {STACK!r}, as it is deployed:\n"
    _, _, patch = said.partition(head)
    (tmp_path / STACK).write_text(TEMPLATE)
    subprocess.run(
        ["git", "apply", "-"],  # noqa: S607 - git is where it is
        input=patch.encode(),
        check=True,
        cwd=tmp_path,
    )
    after = (tmp_path / STACK).read_text()
    lines = iter(after.splitlines())
    assert all(line in lines for line in TEMPLATE.splitlines())
    assert "      HttpMethod: OPTIONS\n" in after


def test_json_keeps_its_order_and_its_white_space(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """boto3 would read it into a dictionary; the patch is for the text."""
    content = {
        "Resources": {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Tags": TAGS, "Name": "s"}},
            "PutRoot": {
                "Type": "AWS::ApiGateway::Method",
                "Properties": {
                    "RestApiId": {"Ref": "Api"},
                    "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
                    "HttpMethod": "PUT",
                    "AuthorizationType": "NONE",
                    "Integration": {
                        "Type": "HTTP_PROXY",
                        "IntegrationHttpMethod": "PUT",
                        "Uri": "https://x.example.com",
                    },
                },
            },
        }
    }
    deploy(json.dumps(content, indent=3))

    assert fixed(tmp_path) == 1

    said = capsys.readouterr().out
    gone = [line for line in said.splitlines() if line.startswith("-")]
    assert gone == [f"--- a/{STACK}"]
    assert '+            "HttpMethod": "OPTIONS",\n' in said


def test_what_the_cdk_generates_gets_no_patch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The way is the app."""
    deploy(TEMPLATE.replace("  Items:\n", "  Items:\n    Metadata: {aws:cdk:path: Shop/Items}\n"))

    assert fixed(tmp_path) == 1

    _, mark, said = capsys.readouterr().out.partition("no patch for ")
    assert mark + said == snapshot


def test_a_template_that_nobody_may_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The refusal stays, with the reason why there is no patch."""
    deploy(TEMPLATE)

    with refused("GetTemplate", "AccessDenied", "no"):
        assert fixed(tmp_path) == 1

    _, mark, said = capsys.readouterr().out.partition("no patch for ")
    assert mark + said == snapshot
