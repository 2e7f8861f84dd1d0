"""What one template exports and another imports, where both are read together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import HttpApi
from support.collected import of_kind, write

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection

API = """\
Parameters: {Stage: {Type: String, Default: prod}}
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [GET]}
Outputs:
  Id: {Value: !Ref Api, Export: {Name: EXPORT}}
"""
ROUTE = """\
Resources:
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: {Fn::ImportValue: IMPORT}, RouteKey: 'PUT /items'}
"""
ELSEWHERE = "an export of another stack"
SEVERAL = "several templates of the target export it"


def _read(folder: Path, exported: str, imported: str, **more: str) -> Collection:
    write(folder, "api.yaml", API.replace("EXPORT", exported))
    write(folder, "route.yaml", ROUTE.replace("IMPORT", imported))
    for name, text in more.items():
        write(folder, f"{name}.yaml", text)
    return collect([str(folder)])


@pytest.mark.parametrize(
    ("exported", "imported"),
    [
        ("shop-id", "shop-id"),
        ("!Sub 'shop-${Stage}'", "shop-prod"),
        ("shop-prod", "{Fn::Join: ['-', [shop, prod]]}"),
    ],
)
def test_a_route_in_another_template_is_a_route_of_the_api(
    tmp_path: Path, exported: str, imported: str
) -> None:
    """As CloudFormation joins them; nothing is in doubt."""
    collection = _read(tmp_path, exported, imported)
    (api,) = of_kind(collection.apis, HttpApi)

    assert [(each.method, each.path) for each in api.routes] == [("PUT", "/items")]
    assert [part for part in collection.coverage if part.incomplete] == []


@pytest.mark.parametrize(
    ("exported", "imported", "more", "reason"),
    [
        ("shop-id", "other-id", {}, ELSEWHERE),
        ("!Sub 'x-${AWS::StackName}'", "!Sub 'x-${AWS::StackName}'", {}, ELSEWHERE),
        ("shop-id", "shop-id", {"copy": API.replace("EXPORT", "shop-id")}, SEVERAL),
        (
            "shop-id",
            "round",
            {"round": "Outputs: {A: {Value: !ImportValue round, Export: {Name: round}}}\n"
             "Resources: {T: {Type: AWS::SNS::Topic}}"},
            "'A' is defined in terms of itself",
        ),
    ],
    ids=["another name", "not known", "twice", "a circle"],
)  # fmt: skip
def test_what_is_not_exported_once_is_not_known(
    tmp_path: Path, exported: str, imported: str, more: dict[str, str], reason: str
) -> None:
    """A route of nobody knows which API is named."""
    collection = _read(tmp_path, exported, imported, **more)
    (left,) = [part for part in collection.coverage if part.incomplete]

    assert left.resource.endswith("route.yaml#Route")
    assert reason in str(left.reason)


def test_one_template_alone_knows_of_no_other(tmp_path: Path) -> None:
    """What it imports is in an account."""
    collection = collect([write(tmp_path, "route.yaml", ROUTE.replace("IMPORT", "shop-id"))])

    assert [str(part.reason).rpartition("(")[2] for part in collection.coverage if part.reason] == [
        f"{ELSEWHERE})"
    ]


@pytest.mark.parametrize(("region", "routes"), [("eu-west-1", 1), ("us-east-1", 0)])
def test_stacks_of_an_assembly(tmp_path: Path, region: str, routes: int) -> None:
    """An export is known in its own account and region, and in no other."""
    write(tmp_path, "a.json", json.dumps(_API))
    write(tmp_path, "b.json", json.dumps(_ROUTE))
    stacks = {
        "A": ("a.json", "aws://123456789012/eu-west-1"),
        "B": ("b.json", f"aws://123456789012/{region}"),
    }
    artifacts = {
        name: {
            "type": "aws:cloudformation:stack",
            "environment": environment,
            "properties": {"templateFile": file},
        }
        for name, (file, environment) in stacks.items()
    }
    write(tmp_path, "manifest.json", json.dumps({"version": "40.0.0", "artifacts": artifacts}))

    collection = collect([str(tmp_path)])
    (api,) = of_kind(collection.apis, HttpApi)

    assert len(api.routes) == routes
    assert len([part for part in collection.coverage if part.incomplete]) == 1 - routes


_API = {
    "Resources": {
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": "shop", "ProtocolType": "HTTP"},
        }
    },
    "Outputs": {
        "Id": {"Value": {"Ref": "Api"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:Id"}}}
    },
}
_ROUTE = {
    "Resources": {
        "Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {"ApiId": {"Fn::ImportValue": "A:Id"}, "RouteKey": "PUT /items"},
        }
    }
}
