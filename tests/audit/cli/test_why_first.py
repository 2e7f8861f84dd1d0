"""``corsgate why`` names what may answer before an API, and is not part of the exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from corsgate_audit.cli import app
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
      Policy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/*"}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  GetItems:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://x.example.com"}
"""


def test_a_resource_policy_is_named(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """On standard error; the exchange is shown all the same."""
    path = write(tmp_path, "template.yaml", TEMPLATE)
    page = ["--origin", "https://app.example.com", "--method", "GET", "--path", "/items"]
    result = CliRunner().invoke(app, ["why", path, *page])

    assert result.stderr == snapshot
    assert "GET" in result.stdout


def test_an_api_without_one_is_not_spoken_of(tmp_path: Path) -> None:
    """Most have none."""
    start, end = TEMPLATE.index("      Policy:"), TEMPLATE.index("  Items:")
    path = write(tmp_path, "template.yaml", TEMPLATE[:start] + TEMPLATE[end:])
    page = ["--origin", "https://app.example.com", "--method", "GET", "--path", "/items"]

    assert CliRunner().invoke(app, ["why", path, *page]).stderr == ""
