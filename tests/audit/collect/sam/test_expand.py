"""SAM templates are read as what AWS's translator makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import (
    CorsConfiguration,
    FrontDoor,
    HttpApi,
    RestApi,
    Unresolved,
    routes_of,
    settings_of,
)
from support.collected import only_api, states, write
from support.openapi import REST_HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Open: {Type: String}
Globals:
  Function: {Runtime: python3.12, Handler: index.handler, CodeUri: ./src}
  HttpApi: {CorsConfiguration: {AllowOrigins: [!Ref Open]}}
Resources:
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [AmazonDynamoDBFullAccess]
      Environment: {Variables: {CORSGATE_POLICY: '{}', R: !Ref AWS::Region}}
      FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ['*']}}
      Events:
        Rest: {Type: Api, Properties: {Path: /rest, Method: put, RestApiId: !Ref Api}}
        Http: {Type: HttpApi, Properties: {Path: /http, Method: ANY}}
        Queue: {Type: SQS, Properties: {Queue: "arn:aws:sqs:x:1:q"}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Name: !Sub "shop-${AWS::Region}"
      StageName: prod
      Cors: "'https://a.example'"
      Auth: {DefaultAuthorizer: AWS_IAM, AddDefaultAuthorizerToCorsPreflight: false}
      GatewayResponses: {DEFAULT_4XX: {StatusCode: 499}}
"""


def read(folder: Path, text: str) -> Collection:
    """Read a template."""
    return collect([write(folder, "t.yaml", text)])


def test_all_front_doors_of_a_template(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Globals count, local code is no obstacle, functions answer with their policies."""
    apis = {api.front_door: api for api in read(tmp_path, TEMPLATE).apis}

    rest = apis[FrontDoor.REST_API]
    assert isinstance(rest, RestApi)
    assert isinstance(rest.name, Unresolved)
    assert rest.name.expression == "!Sub shop-${AWS::Region}"
    assert [(r.path, r.method, r.authorization) for r in routes_of(rest)] == [
        ("/rest", "OPTIONS", "NONE"),
        ("/rest", "PUT", "AWS_IAM"),
    ]
    preflight, put = (route.integration for route in routes_of(rest))
    assert preflight is not None
    assert put is not None
    headers = preflight.responses[0].headers
    assert isinstance(headers, tuple)
    assert dict(headers)["Access-Control-Allow-Origin"] == "'https://a.example'"
    assert put.function_policy == "{}"
    assert [(r.response_type, r.status_code) for r in rest.gateway_responses] == [
        ("DEFAULT_4XX", "499")
    ]

    http = apis[FrontDoor.HTTP_API]
    assert [(r.path, r.method) for r in routes_of(http)] == [("/http", "ANY")]
    settings = settings_of(http)
    assert isinstance(settings, CorsConfiguration)
    assert isinstance(settings.allow_origins, tuple)
    (origin,) = settings.allow_origins
    assert settings == CorsConfiguration(allow_origins=(origin,))
    assert isinstance(origin, Unresolved)
    assert origin.expression == "!Ref Open"
    assert (rest.name.reason, origin.reason) == snapshot

    url = apis[FrontDoor.FUNCTION_URL]
    assert settings_of(url) == CorsConfiguration(allow_origins=("*",))


def test_coverage_names_what_was_made_as_the_template_that_is_deployed_does(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """By its logical id, and without a word of the transform."""
    assert states(read(tmp_path, TEMPLATE)) == snapshot


def test_sams_own_default_asks_preflights_for_credentials(tmp_path: Path) -> None:
    """Nothing in the template says so; the translator does."""
    text = TEMPLATE.replace(", AddDefaultAuthorizerToCorsPreflight: false", "")
    (api,) = (a for a in read(tmp_path, text).apis if a.front_door is FrontDoor.REST_API)

    assert {r.method: r.authorization for r in routes_of(api)} == {
        "OPTIONS": "AWS_IAM",
        "PUT": "AWS_IAM",
    }


def test_a_definition_in_a_local_file(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """It is read where `sam deploy` would upload it from."""
    write(tmp_path, "below/api.yaml", f"{REST_HEAD}paths: {{/items: {{get: {{}}}}}}\n")
    collection = read(
        tmp_path,
        """
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, DefinitionUri: below/api.yaml}
  Far:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, DefinitionUri: s3://bucket/api.yaml}
""",
    )

    (route,) = only_api(collection).routes
    assert (route.path, route.location.source) == ("/items", str(tmp_path / "below/api.yaml"))
    assert states(collection)["t.yaml#Far"] == snapshot


REFUSED = """
Resources:
  Broken: {Type: "AWS::Serverless::Function", Properties: {Events: {A: {Type: Api}}}}
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: plain}}
"""


def test_a_template_that_the_translator_refuses_is_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """With all it says; what is not SAM's is read all the same."""
    collection = read(tmp_path, REFUSED)

    assert only_api(collection).name == "plain"
    state, reason = states(collection)["t.yaml"]
    (entry,) = (each for each in collection.coverage if each.service == "sam")
    assert entry.state == "failed"
    assert entry.reason == snapshot
    assert (state, reason) == ("scanned", None)


def test_a_translator_that_breaks_down_is_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """What a template holds can be odder than the translator expects."""
    text = TEMPLATE.replace("  Items:\n", "  Items:\n    Condition: []\n")
    collection = read(tmp_path, text)

    (entry,) = (each for each in collection.coverage if each.service == "sam")
    assert str(entry.reason) == snapshot


@pytest.mark.parametrize(
    "transform",
    [
        "AWS::Serverless-2016-10-31",
        "[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]",
        "[Mine, AWS::Serverless-2016-10-31]",
    ],
    ids=["SAM alone", "SAM and loops", "SAM and another macro"],
)
def test_other_macros_and_loops_are_still_named(
    tmp_path: Path, transform: str, snapshot: SnapshotAssertion
) -> None:
    """They are not SAM's."""
    text = TEMPLATE.replace("AWS::Serverless-2016-10-31", transform, 1)
    collection = read(tmp_path, f"{text}\n  Fn::ForEach::X: [A, [b], {{}}]\n")

    reasons = [entry.reason for entry in collection.coverage if entry.incomplete]
    assert reasons == snapshot


@pytest.mark.parametrize(
    ("argument", "origin"),
    [
        ("https://b.example", "https://b.example"),
        ("!ImportValue o", Unresolved("!ImportValue o", "an export of another stack")),
    ],
)
def test_a_nested_sam_template_has_its_parents_arguments(
    tmp_path: Path, argument: str, origin: object
) -> None:
    """And not the defaults that it declares; what the parent cannot resolve it does not either."""
    write(
        tmp_path,
        "child.yaml",
        """
Parameters:
  Origin: {Type: String, Default: "https://default.example"}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties: {CorsConfiguration: {AllowOrigins: [!Ref Origin]}}
""",
    )
    parent = f"""
Resources:
  Child:
    Type: AWS::Serverless::Application
    Properties: {{Location: child.yaml, Parameters: {{Origin: {argument}}}}}
"""

    cors = only_api(read(tmp_path, parent), HttpApi).cors

    assert isinstance(cors, CorsConfiguration)
    assert cors.allow_origins == (origin,)


def test_yaml_that_shares_a_part_is_expanded_as_if_it_were_written_twice(tmp_path: Path) -> None:
    """The translator changes what it is given."""
    text = """
Resources:
  A: &api
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: "'*'"
      DefinitionBody: {swagger: '2.0', paths: {/: {get: {}}}}
  B: *api
"""
    first, second = read(tmp_path, text).apis

    assert (
        [r.method for r in routes_of(first)]
        == [r.method for r in routes_of(second)]
        == ["GET", "OPTIONS"]
    )


INCLUDED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: "'https://app.example.com'"
      DefinitionBody:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: LOCATION}}
"""


@pytest.mark.parametrize("location", ["s3://bucket/api.yaml", "../api.yaml", "missing.yaml"])
def test_a_document_that_was_not_read_is_none_that_sam_refuses(
    location: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """CORS606 is about what SAM refuses; whether it would refuse this one nobody can tell."""
    found = read(tmp_path, INCLUDED.replace("LOCATION", location))

    assert found.apis == ()
    reasons = [entry.reason for entry in found.coverage if entry.incomplete]
    assert [str(reason).replace(str(tmp_path), "") for reason in reasons] == snapshot


def test_what_sam_refuses_beside_a_document_that_was_not_read_is_told(tmp_path: Path) -> None:
    """The other API's settings are a fault all the same."""
    other = "  Other: {Type: AWS::Serverless::Api, Properties: {Cors: {Allow: x}, StageName: p}}\n"
    found = read(tmp_path, INCLUDED.replace("LOCATION", "s3://bucket/api.yaml") + other)

    assert [api.location.logical_id for api in found.apis] == ["Other"]
    (reason,) = (str(entry.reason) for entry in found.coverage if entry.incomplete)
    assert "includes 's3://bucket/api.yaml', which is not a local file" in reason
    assert "the SAM translator rejects the template: Resource with id [Other]" in reason


def test_texts_of_the_expanded_template_are_pythons_own(tmp_path: Path) -> None:
    """A message would show the translator's as `u'*/*'`."""
    file = write(tmp_path, "t.yaml", TEMPLATE + "      BinaryMediaTypes: ['*~1*']\n")
    api = next(api for api in collect([file]).apis if isinstance(api, RestApi))

    assert repr(api.binary_media_types) == "('*~1*', '*/*')"


def test_references_within_what_sam_resolves_by_itself_stay(tmp_path: Path) -> None:
    """SAM puts parameters into `Auth` and `Domain`: with the region unknown it refused them."""
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: "'https://app.example.com'"
      Auth:
        DefaultAuthorizer: Users
        AddDefaultAuthorizerToCorsPreflight: false
        Authorizers:
          Users:
            UserPoolArn: !Sub "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:1:userpool/x"
        ResourcePolicy:
          CustomStatements:
            - {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke',
               Resource: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*/*"}
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: x
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /items, Method: get}}}
"""
    found = read(tmp_path, text)

    api = only_api(found)
    assert [entry.reason for entry in found.coverage if entry.incomplete] == []
    assert {route.method: route.authorization for route in api.routes} == {
        "GET": "COGNITO_USER_POOLS",
        "OPTIONS": "NONE",
    }
