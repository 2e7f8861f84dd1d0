"""APIs that a template imports from an OpenAPI document, wherever the document stands."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import (
    CorsConfiguration,
    FrontDoor,
    GatewayResponse,
    HttpApi,
    Location,
    Unresolved,
    routes_of,
    settings_of,
)
from support.collected import NOWHERE, only_api, states, without_locations, write
from support.openapi import REST_HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

DOCUMENT = (
    REST_HEAD
    + """\
x-amazon-apigateway-binary-media-types: [image/png]
x-amazon-apigateway-gateway-responses:
  DEFAULT_5XX: {responseParameters: {gatewayresponse.header.Vary: "'Origin'"}}
paths:
  /items:
    get:
      x-amazon-apigateway-integration: {type: mock}
    options:
      x-amazon-apigateway-integration: {type: mock, passthroughBehavior: never}
"""
)
INDENTED = DOCUMENT.replace("\n", "\n        ")
API = """
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      %s
"""
BODY = API % f"Body:\n        {INDENTED}"
INCLUDE = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: below/api.yaml}}"
IN_BODY = "/Resources/Api/Properties/Body/paths/~1items/get"
IN_FILE = ("/paths/~1items/get", None, 11)


def read(folder: Path, template: str) -> Collection:
    """Read a template, beside whose folder the document stands."""
    write(folder, "below/api.yaml", DOCUMENT)
    return collect([write(folder, "t.yaml", template)])


@pytest.mark.parametrize(
    ("template", "file", "place"),
    [
        (BODY, "t.yaml", (IN_BODY, "Api", 17)),
        (
            API % "BodyS3Location: ./below/api.yaml",
            "below/api.yaml",
            IN_FILE,
        ),
        (API % f"Body: {{{INCLUDE}}}", "below/api.yaml", IN_FILE),
        (API % f"Body: {{{INCLUDE}, x-more: 1}}", "t.yaml", (IN_BODY, "Api", 6)),
    ],
)
def test_one_document_gives_one_model(
    tmp_path: Path, template: str, file: str, place: tuple[str, str | None, int]
) -> None:
    """In the template, in a file of its own or included: and as a target itself."""
    collection = read(tmp_path, template)
    itself = only_api(collect([str(tmp_path / "below/api.yaml")]))

    api = only_api(collection)
    assert without_locations(api) == without_locations(itself)
    assert api.location == Location(
        source=str(tmp_path / "t.yaml"), pointer="/Resources/Api", logical_id="Api", line=3
    )
    pointer, logical_id, line = place
    assert api.routes[0].location == Location(
        source=str(tmp_path / file), pointer=pointer, logical_id=logical_id, line=line
    )
    assert states(collection) == {"t.yaml": ("scanned", None), "t.yaml#Api": ("scanned", None)}


def test_an_asset_of_the_cdk_is_followed(tmp_path: Path) -> None:
    """By the path that its CLI writes, or by the list of the stack's assets."""
    location = {"Bucket": {"Fn::Sub": "assets-${AWS::Region}"}, "Key": "0a1b.yaml"}
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"BodyS3Location": location}}
    marked = {"aws:asset:path": "asset.0a1b.yaml", "aws:asset:property": "BodyS3Location"}
    other = {"aws:asset:path": "other.yaml", "aws:asset:property": "Body"}
    listing = {"files": {"0a1b": {"source": {"path": "asset.0a1b.yaml"}}, "2c": 1}}
    write(tmp_path, "asset.0a1b.yaml", DOCUMENT)

    def routes(metadata: dict[str, str]) -> list[str]:
        resources = {"Resources": {"Api": {**api, "Metadata": metadata}}}
        path = write(tmp_path, "shop.template.json", json.dumps(resources))
        return [route.method for found in collect([path]).apis for route in routes_of(found)]

    assert routes(marked) == ["GET", "OPTIONS"]
    assert routes(other) == []
    write(tmp_path, "shop.assets.json", json.dumps(listing))
    assert routes(other) == ["GET", "OPTIONS"]
    write(tmp_path, "shop.assets.json", "broken")
    assert routes(other) == []


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        (
            "BodyS3Location: {Bucket: b, Key: k}",
            "the document in BodyS3Location is not a local file, and was not read",
        ),
        (
            "BodyS3Location: s3://bucket/api.yaml",
            "the document in BodyS3Location is not a local file, and was not read",
        ),
        (
            "BodyS3Location: gone.yaml",
            (
                "the document in BodyS3Location was not read: "
                "'{folder}/gone.yaml': no such file or folder"
            ),
        ),
        ("CloneFrom: abc", "the API that CloneFrom names is not part of the template"),
        ("Body: text", "its Body is not an object"),
        (
            "Body: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://b/k}}}",
            (
                'its Body could not be resolved: !Transform {{"Name": "AWS::Include", '
                '"Parameters": {{"Location": "s3://b/k"}}}}: the file of AWS::Include is not '
                "local and was not read"
            ),
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_named(tmp_path: Path, setting: str, reason: str) -> None:
    """Nothing is judged of an API whose routes nobody has seen."""
    for kind in ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        collection = read(tmp_path, API.replace("AWS::ApiGateway::RestApi", kind) % setting)

        assert collection.apis == ()
        assert states(collection)["t.yaml#Api"] == ("failed", reason.format(folder=tmp_path))


def test_what_a_template_adds_to_a_document(tmp_path: Path) -> None:
    """Methods are added; a gateway response replaces the document's; both types count."""
    api = only_api(
        read(
            tmp_path,
            API % "BodyS3Location: below/api.yaml\n      Name: own\n      BinaryMediaTypes: ['*/*']"
            + """
  Root:
    Type: AWS::ApiGateway::Method
    Properties:
      {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: PUT}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_5XX, StatusCode: 599}
  More:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_4XX}
""",
        )
    )

    assert api.name == "own"
    assert api.binary_media_types == ("*/*", "image/png")
    assert [(route.path, route.method) for route in api.routes] == [
        ("/", "PUT"),
        ("/items", "GET"),
        ("/items", "OPTIONS"),
    ]
    assert without_locations(api.gateway_responses) == (
        GatewayResponse(response_type="DEFAULT_4XX", location=NOWHERE),
        GatewayResponse(response_type="DEFAULT_5XX", status_code="599", location=NOWHERE),
    )


def test_a_method_in_both_places_is_undecided(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Which of them is deployed last nobody can say."""
    collection = read(
        tmp_path,
        API % "Body: {swagger: '2.0', paths: {/: {get: {}}}}"
        + """
  Root:
    Type: AWS::ApiGateway::Method
    Properties:
      {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET}
""",
    )

    (route,) = only_api(collection).routes
    assert route.authorization == snapshot


@pytest.mark.parametrize("place", ["document", "property"])
def test_unresolved_binary_types_stay_unresolved(tmp_path: Path, place: str) -> None:
    """In the one place or the other."""
    gone = "!ImportValue types"
    own = f"BinaryMediaTypes: {gone}\n      " if place == "property" else ""
    types = f", x-amazon-apigateway-binary-media-types: {gone}" if place == "document" else ""

    api = only_api(read(tmp_path, API % f"{own}Body: {{swagger: '2.0', paths: {{}}{types}}}"))

    assert api.binary_media_types == Unresolved(gone, "an export of another stack")


HTTP_BODY = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      %s
      Body:
        openapi: 3.0.1
        info: {title: shop}
        x-amazon-apigateway-cors: {allowOrigins: ["https://a.example"]}
        paths: {/items: {get: {}}}
  Own:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: PUT /items}
"""
FROM_DOCUMENT = CorsConfiguration(allow_origins=("https://a.example",))


@pytest.mark.parametrize(
    ("settings", "cors"),
    [
        ("", FROM_DOCUMENT),
        ("CorsConfiguration: {AllowOrigins: ['https://a.example']}", FROM_DOCUMENT),
        (
            "CorsConfiguration: {AllowOrigins: ['*']}",
            Unresolved(
                "CorsConfiguration",
                "the property CorsConfiguration and the document differ; which of them has "
                "priority is not documented",
            ),
        ),
    ],
)
def test_an_http_api(tmp_path: Path, settings: str, cors: CorsConfiguration | Unresolved) -> None:
    """Routes of both places; CORS settings of either, where they do not contradict each other."""
    api = only_api(read(tmp_path, HTTP_BODY % settings), HttpApi)

    assert (api.front_door, api.name, settings_of(api)) == (FrontDoor.HTTP_API, "shop", cors)
    assert [(route.path, route.method) for route in api.routes] == [
        ("/items", "GET"),
        ("/items", "PUT"),
    ]


def test_functions_of_the_template_answer_the_documents_routes(tmp_path: Path) -> None:
    """Their policies are known, in a Body and in what it includes."""
    function = """
  Items:
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {CORSGATE_POLICY: "{}"}}}
"""
    uri = "!Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${Items.Arn}/invocations'"
    document = (
        "{swagger: '2.0', paths: {/: {get: "
        f"{{x-amazon-apigateway-integration: {{type: aws_proxy, uri: {uri}}}}}}}}}}}"
    )
    write(tmp_path, "i.yaml", document)
    included = "{'Fn::Transform': {Name: AWS::Include, Parameters: {Location: i.yaml}}}"
    for body in (document, included):
        (route,) = only_api(read(tmp_path, API % f"Body: {body}" + function)).routes
        assert route.integration is not None
        assert replace(route.integration, type="") == replace(
            route.integration, type="", function_policy="{}"
        )


CLONE = "  Clone: {Type: AWS::ApiGateway::RestApi, Properties: {Name: copy, CloneFrom: !Ref Api}}\n"


def test_a_clone_has_the_methods_of_the_document_that_its_original_has(tmp_path: Path) -> None:
    """API Gateway copies them when it is made."""
    collection = read(tmp_path, f"{BODY}\n{CLONE}")
    routes = {api.location.logical_id: routes_of(api) for api in collection.apis}

    assert [(each.method, each.path) for each in routes["Clone"]] == [
        ("GET", "/items"),
        ("OPTIONS", "/items"),
    ]
    assert routes["Clone"] == routes["Api"]


@pytest.mark.parametrize(
    ("original", "reason"),
    [
        (
            "Name: shop",
            (
                "the API that CloneFrom names has no document: which of its methods are there "
                "when it is cloned is undetermined"
            ),
        ),
        ("CloneFrom: !Ref Clone", "the API that CloneFrom names is a clone itself"),
        ("BodyS3Location: {Bucket: b, Key: k}", "the document in BodyS3Location is not a local"),
    ],
)
def test_a_clone_of_what_is_not_known_is_named(tmp_path: Path, original: str, reason: str) -> None:
    """Its methods are not guessed."""
    collection = read(tmp_path, f"{API % original}{CLONE}")

    assert str(states(collection)["t.yaml#Clone"][1]).startswith(reason)
