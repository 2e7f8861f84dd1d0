"""What a SAM template is expanded into points at the line that somebody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.sam.origins import SamPositions
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.model import routes_of
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Globals:
  Function: {Runtime: python3.12, Handler: index.handler, CodeUri: s3://b/k}
  Api:
    Cors: "'*'"
    BinaryMediaTypes: [a~1b]
Resources:
  Items:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        Get: {Type: Api, Properties: {Path: /items, Method: get}}
        Any: {Type: Api, Properties: {Path: /any, Method: ANY}}
        Own: {Type: Api, Properties: {Path: /own, Method: put, RestApiId: !Ref Own}}
        Http: {Type: HttpApi, Properties: {Path: /http, Method: post}}
        All: {Type: HttpApi}
  ItemsMore:
    Type: AWS::Serverless::Function
    Properties: {}
  Own:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      GatewayResponses: {DEFAULT_4XX: {StatusCode: 499}}
      DefinitionBody:
        swagger: '2.0'
        paths:
          /body: {get: {}}
          /own: {}
"""
ANY = "x-amazon-apigateway-any-method"
BODY = ("Properties", "Body")
EVENTS = ("Resources", "Items", "Properties", "Events")


@pytest.mark.parametrize(
    ("made", "origin", "line"),
    [
        # Resources of the template itself, and what SAM makes for them.
        (("Resources", "Own"), ("Resources", "Own"), 20),
        (("Resources", "Own", "Properties"), ("Resources", "Own", "Properties"), 22),
        (("Resources", "OwnStage"), ("Resources", "Own"), 20),
        (("Resources", "ItemsMoreRole"), ("Resources", "ItemsMore"), 17),
        (
            ("Resources", "ItemsUrl"),
            ("Resources", "Items", "Properties", "FunctionUrlConfig"),
            10,
        ),
        (("Resources", "ItemsMoreUrl"), ("Resources", "ItemsMore"), 17),
        (("Resources", "Nobody"), ("Resources",), 6),
        (("Parameters", "P"), ("Parameters", "P"), None),
        ((), (), None),
        # The API that SAM makes by itself.
        (("Resources", "ServerlessRestApi"), ("Globals", "Api"), 3),
        (("Resources", "ServerlessHttpApi"), (*EVENTS, "Http"), 15),
        # Operations: an event, the document, or else the CORS settings.
        (("Resources", "ServerlessRestApi", *BODY, "paths", "/items", "get"), (*EVENTS, "Get"), 12),
        (("Resources", "ServerlessRestApi", *BODY, "paths", "/any", ANY), (*EVENTS, "Any"), 13),
        (
            ("Resources", "ServerlessRestApi", *BODY, "paths", "/items", "options"),
            ("Globals", "Api", "Cors"),
            4,
        ),
        (("Resources", "Own", *BODY, "paths", "/own", "put"), (*EVENTS, "Own"), 14),
        (("Resources", "Own", *BODY, "paths", "/own", "options"), ("Globals", "Api", "Cors"), 4),
        (
            ("Resources", "Own", *BODY, "paths", "/body", "get"),
            ("Resources", "Own", "Properties", "DefinitionBody", "paths", "/body", "get"),
            28,
        ),
        (
            ("Resources", "ServerlessHttpApi", *BODY, "paths", "/http", "post"),
            (*EVENTS, "Http"),
            15,
        ),
        (("Resources", "ServerlessHttpApi", *BODY, "paths", "$default", ANY), (*EVENTS, "All"), 16),
        (
            ("Resources", "ServerlessHttpApi", *BODY, "paths", "/http", "options"),
            (*EVENTS, "Http"),
            15,
        ),
        # Settings.
        (
            ("Resources", "Own", *BODY, "x-amazon-apigateway-gateway-responses", "DEFAULT_4XX"),
            ("Resources", "Own", "Properties", "GatewayResponses"),
            24,
        ),
        (
            ("Resources", "Own", *BODY, "x-amazon-apigateway-binary-media-types"),
            ("Globals", "Api", "BinaryMediaTypes"),
            5,
        ),
        (
            ("Resources", "Own", *BODY, "swagger"),
            ("Resources", "Own", "Properties", "DefinitionBody", "swagger"),
            26,
        ),
        (("Resources", "Own", *BODY, "info"), ("Resources", "Own"), 20),
    ],
)
def test_origins(
    tmp_path: Path, made: tuple[str, ...], origin: tuple[str, ...], line: int | None
) -> None:
    """Of resources, operations and settings."""
    write(tmp_path, "t.yaml", TEMPLATE)
    positions = SamPositions(read_document(tmp_path / "t.yaml"))

    assert positions.origin(*made) == origin
    assert positions.line(*made) == line


@pytest.mark.slow
def test_locations_of_a_whole_template(tmp_path: Path) -> None:
    """The collector asks for the lines of what it reads.

    The translator adds no event to an API that brings a document of its own.
    """
    collection = collect([write(tmp_path, "t.yaml", TEMPLATE)])

    lines = {
        (api.location.logical_id, route.path, route.method): route.location.line
        for api in collection.apis
        for route in routes_of(api)
    }
    assert lines == {
        ("Own", "/body", "GET"): 28,
        ("Own", "/body", "OPTIONS"): 4,
        ("Own", "/own", "OPTIONS"): 4,
        ("ServerlessRestApi", "/items", "GET"): 12,
        ("ServerlessRestApi", "/items", "OPTIONS"): 4,
        ("ServerlessRestApi", "/any", "ANY"): 13,
        ("ServerlessRestApi", "/any", "OPTIONS"): 4,
        ("ServerlessHttpApi", "/http", "POST"): 15,
        ("ServerlessHttpApi", "$default", "ANY"): 16,
        ("ItemsUrl", "$default", "ANY"): 10,
    }
    assert {api.location.logical_id: api.location.line for api in collection.apis} == {
        "Own": 20,
        "ServerlessRestApi": 3,
        "ServerlessHttpApi": 15,
        "ItemsUrl": 10,
    }


def test_an_implicit_api_without_anything_is_somewhere_among_the_resources(tmp_path: Path) -> None:
    """A reference that only the translator understands."""
    write(tmp_path, "t.yaml", "Resources:\n  Items: {Type: 'AWS::Serverless::Function'}\n")

    positions = SamPositions(read_document(tmp_path / "t.yaml"))

    assert positions.origin("Resources", "ServerlessRestApi") == ("Resources",)
