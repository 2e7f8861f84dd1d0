"""REST APIs in OpenAPI documents: what an import makes of each extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    GatewayResponse,
    Integration,
    IntegrationResponse,
    Location,
    MethodResponse,
    RestApi,
    Route,
    Unresolved,
)
from support.collected import NOWHERE, only_api, states, without_locations
from support.openapi import read, rest_api, rest_route

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

WHOLE = """\
swagger: "2.0"
info: {title: shop, version: "1"}
x-amazon-apigateway-binary-media-types: ["image/png", "*/*"]
x-amazon-apigateway-gateway-responses:
  UNAUTHORIZED:
    statusCode: 402
    responseParameters:
      gatewayresponse.header.Vary: "'Origin'"
      gatewayresponse.querystring.a: "'b'"
  DEFAULT_4XX: {}
paths:
  x-note: no path
  /items/{id}:
    parameters: []
    options:
      responses:
        "204":
          headers: {Access-Control-Allow-Origin: {type: string}, Vary: {type: string}}
        default: {description: none that API Gateway knows}
      x-amazon-apigateway-integration:
        type: mock
        passthroughBehavior: never
        contentHandling: CONVERT_TO_TEXT
        requestTemplates: {application/json: '{"statusCode": 204}'}
        responses:
          default:
            statusCode: "204"
            contentHandling: CONVERT_TO_TEXT
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://a.example'"
            responseTemplates: {application/json: ""}
          4\\d{2}: {statusCode: 400}
    x-amazon-apigateway-any-method: {}
"""


def test_a_whole_document(tmp_path: Path) -> None:
    """Every part is where a live API has it, and every location is the document's own."""
    collection = read(tmp_path, WHOLE)
    source = str(tmp_path / "api.yaml")

    def location(pointer: str, line: int) -> Location:
        return Location(source=source, pointer=pointer, line=line)

    responses = "/x-amazon-apigateway-gateway-responses"
    item = "/paths/~1items~1{id}"
    assert only_api(collection) == RestApi(
        name="shop",
        binary_media_types=("image/png", "*/*"),
        routes=(
            Route(
                path="/items/{id}",
                method="ANY",
                location=location(f"{item}/x-amazon-apigateway-any-method", 33),
            ),
            Route(
                path="/items/{id}",
                method="OPTIONS",
                integration=Integration(
                    type="MOCK",
                    passthrough_behavior="NEVER",
                    content_handling="CONVERT_TO_TEXT",
                    request_templates=(("application/json", '{"statusCode": 204}'),),
                    responses=(
                        IntegrationResponse(
                            status_code="204",
                            headers=(("Access-Control-Allow-Origin", "'https://a.example'"),),
                            templates=(("application/json", ""),),
                            content_handling="CONVERT_TO_TEXT",
                        ),
                        IntegrationResponse(status_code="400", selection_pattern="4\\d{2}"),
                    ),
                ),
                responses=(
                    MethodResponse(
                        status_code="204", headers=("Access-Control-Allow-Origin", "Vary")
                    ),
                ),
                location=location(f"{item}/options", 15),
            ),
        ),
        gateway_responses=(
            GatewayResponse(
                response_type="DEFAULT_4XX", location=location(f"{responses}/DEFAULT_4XX", 10)
            ),
            GatewayResponse(
                response_type="UNAUTHORIZED",
                status_code="402",
                headers=(("Vary", "'Origin'"),),
                location=location(f"{responses}/UNAUTHORIZED", 5),
            ),
        ),
        location=location("/info", 2),
    )
    assert states(collection) == {"api.yaml": ("scanned", None)}


def test_what_stands_at_the_top_of_a_file_is_no_matter(tmp_path: Path) -> None:
    """JSON or YAML, OpenAPI 3 or Swagger: the model is one."""
    yaml = rest_api(tmp_path, "paths: {/: {get: {responses: {200: {description: ok}}}}}")
    json = only_api(
        read(
            tmp_path,
            '{"swagger": "2.0", "info": {"title": "shop"}, "paths": {"/": {"get": {"responses": '
            '{"200": {"description": "ok"}}, "x-amazon-apigateway-note": 1}}}}',
        )
    )

    assert without_locations(yaml) == without_locations(json)


@pytest.mark.parametrize(
    ("operation", "more", "validates"),
    [
        ("{x-amazon-apigateway-request-validator: all}", "", True),
        ("{x-amazon-apigateway-request-validator: body}", "", False),
        ("{}", "x-amazon-apigateway-request-validator: all", True),
        (
            "{x-amazon-apigateway-request-validator: body}",
            "x-amazon-apigateway-request-validator: all",
            False,
        ),
        ("{}", "", False),
        ("{x-amazon-apigateway-request-validator: gone}", "", False),
    ],
)
def test_request_validators(tmp_path: Path, operation: str, more: str, *, validates: bool) -> None:
    """Only one that looks at parameters refuses a request for want of a header."""
    assert rest_route(tmp_path, operation, more).validates_request is validates


def test_required_headers_are_those_of_the_operation_and_its_path(tmp_path: Path) -> None:
    """References are followed; an operation's own parameter replaces that of its path."""
    api = rest_api(
        tmp_path,
        """\
components:
  parameters: {tenant: {in: header, name: X-Tenant, required: true}}
paths:
  /:
    parameters:
      - {in: header, name: X-Path, required: true}
      - {in: header, name: X-Mine, required: true}
      - {in: query, name: q, required: true}
    put:
      parameters:
        - {$ref: "#/components/parameters/tenant"}
        - {in: header, name: X-Mine, required: false}
        - {in: header, name: X-May}
""",
    )

    assert api.routes[0].required_headers == ("x-path", "x-tenant")


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        ("1", Unresolved("1", "an object is expected here")),
        ("!ImportValue x", Unresolved("!ImportValue x", "an export of another stack")),
        (
            "{parameters: [{$ref: '#/components/parameters/gone'}]}",
            Unresolved(
                "#/components/parameters/gone",
                "the reference does not lead to an object of this document",
            ),
        ),
        (
            "{x-amazon-apigateway-integration: {$ref: 'other.yaml#/a'}}",
            Unresolved(
                "other.yaml#/a", "the reference does not lead to an object of this document"
            ),
        ),
        ("{responses: [1]}", Unresolved("[1]", "an object is expected here")),
        ("{responses: {200: text}}", Unresolved("text", "an object is expected here")),
        (
            "{x-amazon-apigateway-integration: {type: mock, responses: {default: 1}}}",
            Unresolved("1", "a map is expected here"),
        ),
        (
            "{x-amazon-apigateway-integration: {type: mock, responses: text}}",
            Unresolved("text", "a list is expected here"),
        ),
        (
            "{responses: {200: {headers: !Ref Gone}}}",
            Unresolved("!Ref Gone", "the template declares no 'Gone'"),
        ),
    ],
)
def test_an_operation_that_cannot_be_read_is_undecided(
    tmp_path: Path, operation: str, why: Unresolved
) -> None:
    """It stands in the model: one that is left out would read as a missing preflight."""
    assert without_locations(rest_route(tmp_path, operation)) == Route(
        path="/items",
        method="PUT",
        authorization=why,
        api_key_required=why,
        validates_request=why,
        needs_body=why,
        integration=Integration(type=why, passthrough_behavior=why),
        location=NOWHERE,
    )


def test_settings_that_cannot_be_resolved_stand_in_their_places(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The rest of the operation is read."""
    route = rest_route(
        tmp_path,
        "{x-amazon-apigateway-request-validator: !Ref V, "
        "x-amazon-apigateway-integration: {type: !Ref T, requestTemplates: text}}",
    )

    def gone(name: str) -> Unresolved:
        return Unresolved(f"!Ref {name}", f"the template declares no {name!r}")

    assert route.validates_request == gone("V")
    assert route.authorization == "NONE"
    assert route.integration == snapshot


@pytest.mark.parametrize(
    ("more", "pointer", "reason"),
    [
        ("paths: !Ref P", "/paths", "!Ref P: the template declares no 'P'"),
        ("paths: {/: text}", "/paths/~1", "text: an object is expected here"),
        (
            "paths: {/: {$ref: other.yaml}}",
            "/paths/~1",
            "other.yaml: the reference does not lead to an object of this document",
        ),
        (
            "x-amazon-apigateway-gateway-responses: 1",
            "/x-amazon-apigateway-gateway-responses",
            "1: an object is expected here",
        ),
    ],
)
def test_parts_without_a_place_in_the_model_are_named(
    tmp_path: Path, more: str, pointer: str, reason: str
) -> None:
    """With where they are and why they could not be read."""
    collection = read(
        tmp_path, f"swagger: '2.0'\nx-amazon-apigateway-policy: {{}}\ninfo: {{title: a}}\n{more}"
    )

    assert only_api(collection).routes == ()
    (entry,) = (each for each in collection.coverage if each.incomplete)
    assert entry.resource == f"{tmp_path / 'api.yaml'}#{pointer}"
    assert (entry.service, entry.state, entry.reason) == ("openapi", "unresolved", reason)


def test_a_gateway_response_that_cannot_be_read_has_unresolved_settings(tmp_path: Path) -> None:
    """It is customised, nobody can say how."""
    api = rest_api(tmp_path, "x-amazon-apigateway-gateway-responses: {DEFAULT_4XX: !Ref R}")

    why = Unresolved("!Ref R", "the template declares no 'R'")
    assert without_locations(api.gateway_responses) == (
        GatewayResponse(
            response_type="DEFAULT_4XX", status_code=why, headers=why, location=NOWHERE
        ),
    )


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("{title: !Ref T}", Unresolved("!Ref T", "the template declares no 'T'")),
        ("!Ref I", Unresolved("!Ref I", "the template declares no 'I'")),
        ("{}", ""),
    ],
)
def test_names(tmp_path: Path, info: str, name: str | Unresolved) -> None:
    """An import takes the name from the title."""
    text = f"swagger: '2.0'\nx-amazon-apigateway-policy: {{}}\ninfo: {info}"

    assert only_api(read(tmp_path, text)).name == name
