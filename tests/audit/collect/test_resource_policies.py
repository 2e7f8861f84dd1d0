"""Resource policies, wherever they are written: all of them come to the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.resource_policy import read_policy
from corsgate_audit.model import CoverageState, PolicyStatement, ResourcePolicy, RestApi, Unresolved
from support.collected import only_api, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Deny",
        "Principal": {"AWS": ["*"]},
        "Action": ["execute-api:Invoke"],
        "Resource": "execute-api:/prod/GET/items",
        "Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    },
}
READ = ResourcePolicy(
    statements=(
        PolicyStatement(
            allows=False,
            for_anonymous=True,
            actions=("execute-api:Invoke",),
            resources=("execute-api:/prod/GET/items",),
            condition_keys=("aws:sourceip",),
        ),
    )
)
TEXT = json.dumps(DOCUMENT)


@pytest.mark.parametrize(
    "value", [DOCUMENT, TEXT, json.dumps(TEXT)[1:-1], TEXT.replace("/", "\\/")]
)
def test_an_object_a_text_and_what_aws_makes_of_it(value: object) -> None:
    """GetRestApis answers with the quotes of the text escaped once more."""
    assert read_policy(value) == READ


@pytest.mark.parametrize("value", [None, "", " "])
def test_no_policy(value: object) -> None:
    """Everybody may call."""
    assert read_policy(value) is None


UNKNOWN = Unresolved("!Ref Policy", "the parameter 'Policy' has no default")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (UNKNOWN, UNKNOWN),
        ({"Statement": UNKNOWN}, UNKNOWN),
        ({"Statement": [UNKNOWN]}, UNKNOWN),
        ("{", Unresolved("{", "it is not a JSON policy")),
        ("[1]", Unresolved("[1]", "it is not a JSON policy")),
        ({}, Unresolved("null", "a statement of a policy is expected here")),
    ],
)
def test_what_cannot_be_read_is_unresolved(value: object, found: Unresolved) -> None:
    """It is not taken for an open door, nor for a closed one."""
    assert read_policy(value) == found


def only(folder: Path, text: str, name: str = "t.yaml") -> RestApi:
    """Read the one API of a file."""
    return only_api(collect([write(folder, name, text)]))


def test_in_a_template(tmp_path: Path) -> None:
    """Region, account and principals that are known later make no difference."""
    api = only(
        tmp_path,
        """
Parameters:
  Stage: {Type: String}
  Who: {Type: String}
Resources:
  Role: {Type: "AWS::IAM::Role"}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
      Policy:
        Statement:
          - Effect: Allow
            Principal: {AWS: !GetAtt Role.Arn}
            Action: execute-api:Invoke
            Resource: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*/*"
          - Effect: Deny
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: execute-api:Invoke
            Resource: !Sub "execute-api:/${Stage}/*"
          - Effect: Deny
            Principal: !Sub "${Who}"
            Action: execute-api:Invoke
            Resource: "*"
""",
    )
    assert isinstance(api.resource_policy, ResourcePolicy)
    first, second, third = api.resource_policy.statements
    assert first.for_anonymous is False
    assert first.resources == ("arn:_:execute-api:_:_:*/*",)
    assert second.for_anonymous is False
    assert isinstance(second.resources, tuple)
    assert isinstance(second.resources[0], Unresolved)
    assert isinstance(third.for_anonymous, Unresolved)


def test_in_the_document_of_a_template_or_alone(tmp_path: Path) -> None:
    """The property goes before the document."""
    document = {
        "openapi": "3.0.1",
        "info": {"title": "shop", "version": "1"},
        "paths": {},
        "x-amazon-apigateway-policy": DOCUMENT,
    }
    own: dict[str, object] = {"Statement": []}
    properties = {"Name": "shop", "Body": document}
    api = {"Type": "AWS::ApiGateway::RestApi"}
    body = {"Resources": {"Api": {**api, "Properties": properties}}}
    both = {"Resources": {"Api": {**api, "Properties": {**properties, "Policy": own}}}}

    assert only(tmp_path, json.dumps(document), "a.json").resource_policy == READ
    assert only(tmp_path, json.dumps(body), "b.json").resource_policy == READ
    assert only(tmp_path, json.dumps(both), "c.json").resource_policy == ResourcePolicy()


def test_in_a_sam_template(tmp_path: Path) -> None:
    """As AWS's translator writes it into the document."""
    api = only(
        tmp_path,
        """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {ResourcePolicy: {AwsAccountWhitelist: ["123456789012"]}}
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.12
      InlineCode: "x"
      Events: {Put: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /items, Method: put}}}
""",
    )
    assert isinstance(api.resource_policy, ResourcePolicy)
    assert [each.for_anonymous for each in api.resource_policy.statements] == [False]


def test_a_web_acl_before_a_stage_is_named(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """One before something else is nobody's concern here."""
    collection = collect(
        [
            write(
                tmp_path,
                "t.yaml",
                """
Parameters:
  Arn: {Type: String}
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: shop}}
  ByName:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/x"}
  ByText:
    Type: AWS::WAFRegional::WebACLAssociation
    Properties: {ResourceArn: "arn:aws:apigateway:eu-west-1::/restapis/a1/stages/x"}
  Unknown:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Ref Arn}
  OfABalancer:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Ref Balancer}
  Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}
""",
            )
        ]
    )
    named = [part for part in collection.coverage if part.service.startswith("waf")]
    assert [part.resource.partition("#")[2] for part in named] == ["ByName", "ByText", "Unknown"]
    assert {part.state for part in named} == {CoverageState.SKIPPED}
    assert {part.reason for part in named} == snapshot
