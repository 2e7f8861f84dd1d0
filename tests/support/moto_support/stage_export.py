"""What a stage serves, as an OpenAPI document: that of its deployment, and not the API as it is.

moto exports the API as it is when somebody asks, and of a method nothing but the statuses. A
deployment is a snapshot: https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
The extensions: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.apigateway.models import RestAPI
from moto.apigateway.responses import APIGatewayResponse

_plain_deploy = RestAPI.create_deployment
_X = "x-amazon-apigateway-"
_INTEGRATION_FIELDS = {
    "httpMethod": "http_method",
    "uri": "uri",
    "credentials": "credentials",
    "requestTemplates": "request_templates",
    "requestParameters": "request_parameters",
    "contentHandling": "content_handling",
    "timeoutInMillis": "timeout_in_millis",
    "connectionType": "connection_type",
}


def install() -> None:
    """Keep what is deployed, and export that."""
    RestAPI.create_deployment = _deploy
    APIGatewayResponse.get_export = _get_export


def _deploy(self: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (moto is untyped)
    deployment = _plain_deploy(self, *arguments, **named)
    deployment.document = _document(self)
    return deployment


def _get_export(self: Any) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401
    _, _, api_id, _, stage, *_ = self.path.split("/")
    api = self.backend.get_rest_api(api_id)
    deployment = api.deployments[self.backend.get_stage(api_id, stage).deployment_id]
    return 200, {"Content-Type": "application/json"}, json.dumps(deployment.document).encode()


def _document(api: Any) -> dict[str, Any]:  # noqa: ANN401
    paths: dict[str, Any] = {}
    for resource in api.resources.values():
        methods = {
            (f"{_X}any-method" if name == "ANY" else name.lower()): _operation(api, method)
            for name, method in resource.resource_methods.items()
        }
        if methods:
            paths[resource.get_path()] = methods
    return {
        "openapi": "3.0.1",
        "info": {"title": api.name, "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": _schemes(api)},
        f"{_X}gateway-responses": {
            kind: {
                "statusCode": each.status_code,
                "responseParameters": each.response_parameters or {},
                "responseTemplates": each.response_templates or {},
            }
            for kind, each in api.gateway_responses.items()
        },
        f"{_X}binary-media-types": list(api.binaryMediaTypes),
        f"{_X}request-validators": {
            each.name: {
                "validateRequestBody": each.validate_request_body,
                "validateRequestParameters": each.validate_request_parameters,
            }
            for each in api.request_validators.values()
        },
    }


def _schemes(api: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write what operations name; a header stands for a text without ``method.request.header.``."""
    iam = {"name": "Authorization", "in": "header", f"{_X}authtype": "awsSigv4"}
    key = {"name": "x-api-key", "in": "header"}
    schemes: dict[str, Any] = {
        "sigv4": {"type": "apiKey", **iam},
        "api_key": {"type": "apiKey", **key},
    }
    for authorizer in api.authorizers.values():
        schemes[authorizer.name] = {
            "type": "apiKey",
            "name": str(authorizer.identity_source).removeprefix("method.request.header."),
            "in": "header",
            f"{_X}authorizer": {
                "type": str(authorizer.type).lower(),
                "identitySource": authorizer.identity_source,
            },
        }
    return schemes


def _operation(api: Any, method: Any) -> dict[str, Any]:  # noqa: ANN401
    authorizer = api.authorizers.get(method.authorizer_id)
    names = [authorizer.name] if authorizer else []
    names += ["sigv4"] * (method.authorization_type == "AWS_IAM")
    names += ["api_key"] * bool(method.api_key_required)
    operation: dict[str, Any] = {
        "responses": {
            status: {
                "headers": {
                    name.removeprefix("method.response.header."): {"schema": {"type": "string"}}
                    for name in response.response_parameters or {}
                }
            }
            for status, response in method.method_responses.items()
        },
        "security": [{name: []} for name in names],
        "parameters": [
            {**_parameter(name), "required": required}
            for name, required in (method.request_parameters or {}).items()
        ],
    }
    if validator := api.request_validators.get(method.request_validator_id):
        operation[f"{_X}request-validator"] = validator.name
    if method.method_integration:
        operation[f"{_X}integration"] = _integration(method.method_integration)
    return operation


def _parameter(name: str) -> dict[str, Any]:
    """Read ``method.request.header.X``."""
    _, _, kind, called = name.split(".", 3)
    place = "query" if kind == "querystring" else kind
    return {"name": called, "in": place, "schema": {"type": "string"}}


def _integration(integration: Any) -> dict[str, Any]:  # noqa: ANN401
    shown = {
        name: getattr(integration, field)
        for name, field in _INTEGRATION_FIELDS.items()
        if getattr(integration, field)
    }
    answers = (integration.integration_responses or {}).values()
    return {
        **shown,
        "type": integration.integration_type.lower(),
        "passthroughBehavior": (integration.passthrough_behaviour or "when_no_match").lower(),
        "responses": {each.selection_pattern or "default": _answer(each) for each in answers},
    }


def _answer(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    fields = answer.to_json()
    fields.pop("selectionPattern", None)
    return {name: value for name, value in fields.items() if value}
