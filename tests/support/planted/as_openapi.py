"""The planted APIs as OpenAPI documents, in the names of API Gateway's extensions."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from support.planted import template

Document = dict[str, Any]
_REST = "AWS::ApiGateway::"
_HTTP = "AWS::ApiGatewayV2::"
_EXTENSION = "x-amazon-apigateway-"
_OWN = {"BinaryMediaTypes": f"{_EXTENSION}binary-media-types", "Policy": f"{_EXTENSION}policy"}
_HEADER = "method.response.header."
_VALIDATOR = f"{_EXTENSION}request-validator"
_AUTH = f"{_EXTENSION}authorizer"
POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a"
_SCHEMES: dict[str, Document] = {
    "AWS_IAM": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        f"{_EXTENSION}authtype": "awsSigv4",
    },
    "COGNITO_USER_POOLS": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        f"{_EXTENSION}authtype": "cognito_user_pools",
        _AUTH: {
            "type": "cognito_user_pools",
            "providerARNs": [POOL],
        },
    },
    "JWT": {
        "type": "oauth2",
        _AUTH: {
            "type": "jwt",
            "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {"issuer": "https://issuer.example.com", "audience": ["shop"]},
        },
    },
    "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
}


def documents() -> dict[str, Document]:
    """Return a document for each planted API, by its logical id."""
    resources = template()["Resources"]
    found = {
        name: _document(name, resources, body["Type"].startswith(_REST))
        for name, body in resources.items()
        if body["Type"] in {f"{_REST}RestApi", f"{_HTTP}Api"}
    }
    return {name: document for name, document in found.items() if document["paths"]}


def _document(name: str, resources: Document, is_rest: bool) -> Document:  # noqa: FBT001
    own = resources[name]["Properties"]
    kind = f"{_REST}Method" if is_rest else f"{_HTTP}Route"
    parts = [
        body["Properties"]
        for body in resources.values()
        if body["Type"] == kind and {"Ref": name} in body["Properties"].values()
    ]
    make = _rest_operation if is_rest else _http_operation
    paths: dict[str, Document] = defaultdict(dict)
    for part in parts:
        path, method, operation = make(part, resources)
        paths[path][method] = operation
    used = {
        each for item in paths.values() for operation in item.values() for each in _used(operation)
    }
    document: Document = {
        "openapi": "3.0.1",
        "info": {"title": own["Name"], "version": "1"},
        "paths": dict(paths),
        **({} if is_rest else {f"{_EXTENSION}importexport-version": "1.0"}),
        **{_OWN[key]: value for key, value in own.items() if key in _OWN},
    }
    if "CorsConfiguration" in own:
        document[f"{_EXTENSION}cors"] = _camel(own["CorsConfiguration"])
    validators = _validators(name, resources)
    if validators:
        document[f"{_VALIDATOR}s"] = validators
        document[_VALIDATOR] = next(iter(validators))
    errors = _errors(name, resources)
    if errors:
        document[f"{_EXTENSION}gateway-responses"] = errors
    if used:
        document["components"] = {
            "securitySchemes": {each: _SCHEMES[each] for each in sorted(used)}
        }
    return document


def _used(operation: Document) -> list[str]:
    return [name for each in operation.get("security", ()) for name in each]


def _errors(name: str, resources: Document) -> Document:
    return {
        each["ResponseType"]: {
            key[0].lower() + key[1:]: value
            for key, value in each.items()
            if key in {"ResponseParameters", "StatusCode"}
        }
        for body in resources.values()
        if body["Type"] == f"{_REST}GatewayResponse"
        for each in [body["Properties"]]
        if each["RestApiId"] == {"Ref": name}
    }


def _validators(name: str, resources: Document) -> Document:
    return {
        each["Name"]: {"validateRequestParameters": each["ValidateRequestParameters"]}
        for body in resources.values()
        if body["Type"] == f"{_REST}RequestValidator"
        for each in [body["Properties"]]
        if each["RestApiId"] == {"Ref": name}
    }


def _camel(properties: Document) -> Document:
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}


def _security(kind: str, *, key: bool = False) -> Document:
    names = [*([] if kind == "NONE" else [kind]), *(["key"] if key else [])]
    return {"security": [{name: [] for name in names}]} if names else {}


def _rest_operation(part: Document, resources: Document) -> tuple[str, str, Document]:
    path = f"/{resources[part['ResourceId']['Ref']]['Properties']['PathPart']}"
    verb = part["HttpMethod"]
    integration = _camel(part["Integration"])
    integration["type"] = integration["type"].lower()
    integration["httpMethod"] = integration.pop("integrationHttpMethod", "POST")
    if "passthroughBehavior" in integration:
        integration["passthroughBehavior"] = integration["passthroughBehavior"].lower()
    answers = integration.pop("integrationResponses", [])
    if answers:
        integration["responses"] = {
            each.get("SelectionPattern", "default"): _camel(
                {name: value for name, value in each.items() if name != "SelectionPattern"}
            )
            for each in answers
        }
    operation = {
        **_security(part["AuthorizationType"], key=bool(part.get("ApiKeyRequired"))),
        "responses": {
            each["StatusCode"]: {
                "description": "",
                "headers": {
                    name.removeprefix(_HEADER): {"schema": {"type": "string"}}
                    for name in each.get("ResponseParameters", {})
                },
            }
            for each in part.get("MethodResponses", ())
        },
        f"{_EXTENSION}integration": integration,
    }
    asked = [name.rpartition(".")[2] for name in part.get("RequestParameters", ())]
    if asked:
        text = {"type": "string"}
        operation["parameters"] = [
            {"name": name, "in": "header", "required": True, "schema": text} for name in asked
        ]
    method = f"{_EXTENSION}any-method" if verb == "ANY" else verb.lower()
    return path, method, operation


def _http_operation(part: Document, resources: Document) -> tuple[str, str, Document]:
    verb, _, path = part["RouteKey"].partition(" ")
    backend = part["Target"]["Fn::Sub"].removeprefix("integrations/${").rstrip("}")
    integration = resources[backend]["Properties"]
    operation = {
        **_security(part.get("AuthorizationType", "NONE")),
        "responses": {"default": {"description": ""}},
        f"{_EXTENSION}integration": {
            "type": integration["IntegrationType"].lower(),
            "httpMethod": integration.get("IntegrationMethod", "POST"),
            "uri": integration["IntegrationUri"],
            "payloadFormatVersion": integration["PayloadFormatVersion"],
        },
    }
    any_method = f"{_EXTENSION}any-method"
    if verb == "$default":
        return "/$default", any_method, operation
    return path, any_method if verb == "ANY" else verb.lower(), operation
