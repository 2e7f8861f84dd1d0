"""What a request validator refuses, in templates, documents, plans and accounts alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.targets import read_target
from corsgate_audit.collect.validation import Validation, read_validation, refuses_empty
from corsgate_audit.model import Unresolved
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

MODELS: dict[str, object] = {
    "Item": {"type": "object", "required": ["name"]},
    "Open": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Again": {"$ref": "Again"},
}
UNKNOWN = Unresolved("!Ref Model", "the parameter 'Model' has no default")


def _model(name: object) -> object:
    return MODELS.get(str(name), UNKNOWN)


@pytest.mark.parametrize(
    ("schema", "refuses"),
    [
        ({}, False),
        ({"type": "object", "title": "none"}, False),
        ({"type": "object", "required": []}, False),
        ({"type": "object", "required": ["a"]}, True),
        ({"required": ["a"]}, True),
        ({"minProperties": 1}, True),
        ({"minProperties": 0}, False),
        ({"type": "array"}, True),
        ({"type": ["object", "null"]}, False),
        ({"type": ["array", "null"]}, True),
        ({"$ref": "Item"}, True),
        ({"$ref": "Open"}, False),
        ({"$ref": "Gone"}, UNKNOWN),
        ({"allOf": [{}, {"$ref": "Item"}]}, True),
        ({"allOf": [{}, {}]}, False),
        ({"allOf": [{"$ref": "Gone"}, {"required": ["a"]}]}, True),
        ({"allOf": [{"$ref": "Gone"}, {}]}, UNKNOWN),
        ({"anyOf": [{}, {"required": ["a"]}]}, False),
        ({"anyOf": [{"required": ["b"]}, {"required": ["a"]}]}, True),
        ({"anyOf": [{"$ref": "Gone"}, {"required": ["a"]}]}, UNKNOWN),
        ({"anyOf": [{"$ref": "Gone"}, {}]}, False),
        ({"oneOf": [{"type": "array"}, {"required": ["a"]}]}, True),
        ({"anyOf": []}, False),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_an_empty_body_is_checked_as_an_empty_object(schema: object, refuses: object) -> None:
    """As recorded on AWS; what depends on a schema that is not there is not known."""
    assert refuses_empty(schema, _model) == refuses


@pytest.mark.parametrize("schema", ["text", 1, {"$ref": "Again"}])
def test_what_is_not_a_schema_is_not_known(schema: object) -> None:
    """A circle of references ends."""
    found = refuses_empty(schema, _model)

    assert isinstance(found, Unresolved)
    assert found.reason == "a JSON schema is expected here"


@pytest.mark.parametrize(
    ("body", "parameters", "models", "expected"),
    [
        (True, True, {"application/json": "Item"}, Validation(parameters=True, body=True)),
        (False, True, {"application/json": "Item"}, Validation(parameters=True, body=False)),
        (True, False, {"application/json": "Open"}, Validation()),
        (True, None, {"application/json": "Empty"}, Validation()),
        (True, None, {"application/json": "Error"}, Validation()),
        (True, None, {"$default": "Item"}, Validation(body=True)),
        (True, None, {"text/xml": "Item"}, Validation()),
        (True, None, None, Validation()),
        (True, None, {"application/json": "Gone"}, Validation(body=UNKNOWN)),
        (True, None, UNKNOWN, Validation(body=UNKNOWN)),
        (UNKNOWN, UNKNOWN, {"application/json": "Item"}, Validation(UNKNOWN, UNKNOWN)),
        (UNKNOWN, None, {"application/json": "Open"}, Validation()),
    ],
)
def test_each_check_has_its_flag(
    body: object, parameters: object, models: object, expected: Validation
) -> None:
    """As recorded on AWS: a preflight has no content type, so the model for JSON counts."""
    validator = {"validateRequestBody": body, "validateRequestParameters": parameters}

    assert read_validation(validator, models, _model) == expected


def test_a_validator_that_is_not_there_is_not_known() -> None:
    """Neither its flags nor what they refuse."""
    assert read_validation(UNKNOWN, None, _model) == Validation(UNKNOWN, UNKNOWN)


TEMPLATE = """\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Item:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      ContentType: application/json
      Schema: {type: object, required: [name]}
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties: {RestApiId: !Ref Api, ValidateRequestBody: true, ValidateRequestParameters: true}
  Any:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: ANY
      AuthorizationType: NONE
      RequestValidatorId: VALIDATOR
      RequestModels: {application/json: MODEL}
      RequestParameters:
        method.request.header.X-Tenant: true
        method.request.header.X-Trace: false
        method.request.querystring.Page: true
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: ANY, Uri: 'https://b.example'}
"""
OPENAPI = """\
openapi: 3.0.1
info: {title: shop, version: '1'}
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
components: {schemas: {Item: {type: object, required: [name]}}}
paths:
  /:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-request-validator: all
      parameters:
        - {in: header, name: X-Tenant, required: true}
        - {in: header, name: X-Trace}
        - {in: query, name: Page, required: true}
        - {in: path, name: gone, required: true}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: 'https://b.example'}
"""
SWAGGER = """\
swagger: '2.0'
info: {title: shop, version: '1'}
x-amazon-apigateway-request-validator: all
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
definitions: {Item: {type: object, required: [name]}}
paths:
  /:
    parameters:
      - {in: body, name: item, schema: {$ref: '#/definitions/Item'}}
    x-amazon-apigateway-any-method:
      parameters:
        - {in: header, name: X-Tenant, required: true}
        - {in: query, name: Page, required: true}
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: 'https://b.example'}
"""


def _read(folder: Path, text: str) -> tuple[object, ...]:
    (api,) = read_target(write(folder, "api.yaml", text)).apis
    (route,) = api.routes  # type: ignore[union-attr]
    return (route.validates_request, route.required_headers, route.required_query, route.needs_body)


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE.replace("VALIDATOR", "!Ref Validator").replace("MODEL", "!Ref Item"),
        OPENAPI,
        SWAGGER,
    ],
    ids=["template", "openapi", "swagger"],
)
def test_every_source_tells_the_same(tmp_path: Path, text: str) -> None:
    """The model of a template, of an OpenAPI 3 and of a Swagger document is one."""
    assert _read(tmp_path, text) == (True, ("x-tenant",), ("Page",), True)


@pytest.mark.parametrize(
    ("validator", "model", "expected"),
    [
        ("abc123", "!Ref Item", "the request validator is not part of the template"),
        ("!ImportValue v", "!Ref Item", "an export of another stack"),
        ("!Ref Validator", "Named", "the model is not part of the template"),
        ("!Ref Validator", "!ImportValue m", "an export of another stack"),
    ],
)
def test_what_a_template_does_not_hold_is_not_known(
    tmp_path: Path, validator: str, model: str, expected: str
) -> None:
    """Whether a body is needed is not guessed."""
    text = TEMPLATE.replace("VALIDATOR", validator).replace("MODEL", model)
    found = _read(tmp_path, text)[-1]

    assert isinstance(found, Unresolved)
    assert found.reason == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{content: {application/json:", "{content: {text/xml:"),
        ("application/json: {schema: {$ref: '#/components/schemas/Item'}}", "application/json: 1"),
        ("validateRequestBody: true, ", ""),
        ("{type: object, required: [name]}", "{type: object}"),
    ],
)
def test_a_document_whose_validator_refuses_no_empty_body(
    tmp_path: Path, old: str, new: str
) -> None:
    """No schema for JSON, no flag, or nothing that is required."""
    assert _read(tmp_path, OPENAPI.replace(old, new))[-1] is False


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schemas/Item'", "schemas/Gone'"),
        ("requestBody: {content:", "requestBody: {$ref: '#/gone', content:"),
        (
            "content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}",
            "content: 1",
        ),
    ],
)
def test_a_document_that_leads_nowhere_is_not_known(tmp_path: Path, old: str, new: str) -> None:
    """Neither refused nor let through."""
    assert isinstance(_read(tmp_path, OPENAPI.replace(old, new))[-1], Unresolved)
