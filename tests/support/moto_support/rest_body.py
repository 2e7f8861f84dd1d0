"""The ``Body`` of an ``AWS::ApiGateway::RestApi``: a document that is the whole API.

moto's own import knows no Swagger 2.0, no integration and no error response. What a document has
beyond those is refused, and not left out.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudformation.exceptions import ValidationError

from support.moto_support.rest_gateway_response import GatewayResponse
from support.moto_support.rest_method import Method

if TYPE_CHECKING:
    from support.moto_support.stack_resource import Properties

INTEGRATION = "x-amazon-apigateway-integration"
RESPONSES = "x-amazon-apigateway-gateway-responses"
ANY = "x-amazon-apigateway-any-method"

_KNOWN = {
    "document": {"swagger", "openapi", "info", "paths", "security", "components", RESPONSES},
    "path item": {"get", "put", "post", "delete", "patch", "head", "options", ANY},
    "operation": {"responses", "security", INTEGRATION},
    "component": {"securitySchemes"},
    "integration": {
        "type",
        "httpMethod",
        "uri",
        "passthroughBehavior",
        "contentHandling",
        "requestTemplates",
        "responses",
    },
}
_RENAMED = {"HttpMethod": "IntegrationHttpMethod"}


def import_body(api: Any, body: Properties, account_id: str, region_name: str) -> None:  # noqa: ANN401 (moto is read without its types)
    """Make an API what a document says, and nothing else: the mode ``overwrite``.

    Args:
        api: moto's model of it.
        body: the document, with every intrinsic function resolved.
        account_id: the account that the API is in.
        region_name: the region that the API is in.

    Raises:
        ValidationError: the document has something that is not emulated.
    """
    _refuse_unknown("document", body)
    place = account_id, region_name
    _clear(api)
    for path, item in body["paths"].items():
        _refuse_unknown("path item", item)
        resource_id = _resource_id(api, path)
        for key, operation in item.items():
            method = "ANY" if key == ANY else key.upper()
            properties = {
                "RestApiId": api.id,
                "ResourceId": resource_id,
                "HttpMethod": method,
                **_method(operation),
                "ApiKeyRequired": _asks_for_a_key(body, operation),
            }
            Method(f"{method} {path}", properties, *place).create()
    for response_type, response in body.get(RESPONSES, {}).items():
        properties = {"RestApiId": api.id, "ResponseType": response_type, **_capitals(response)}
        GatewayResponse(response_type, properties, *place).create()


def _clear(api: Any) -> None:  # noqa: ANN401
    root = api.resources[api.root_resource_id]
    root.resource_methods.clear()
    api.resources.clear()
    api.resources[root.id] = root
    api.gateway_responses.clear()


def _resource_id(api: Any, path: str) -> str:  # noqa: ANN401
    here = api.resources[api.root_resource_id]
    walked = ""
    for part in filter(None, path.split("/")):
        walked += f"/{part}"
        here = api.get_resource_for_path(walked) or api.add_child(part, here.id)
    return str(here.id)


def _method(operation: Properties) -> Properties:
    _refuse_unknown("operation", operation)
    integration = operation[INTEGRATION]
    _refuse_unknown("integration", integration)
    given = {_RENAMED.get(name, name): each for name, each in _capitals(integration).items()}
    answers = given.pop("Responses", {})
    return {
        "AuthorizationType": "NONE",
        "MethodResponses": [
            _declared(status, each) for status, each in operation["responses"].items()
        ],
        "Integration": {
            **given,
            **{name: given[name].upper() for name in _UPPER & given.keys()},
            "IntegrationResponses": [
                {**_capitals(each), **({} if key == "default" else {"SelectionPattern": key})}
                for key, each in answers.items()
            ],
        },
    }


def _asks_for_a_key(document: Properties, operation: Properties) -> bool:
    """Return whether an operation asks for an API key: by its own security or the document's.

    Source: recorded on AWS in localstack/localstack, `test_import_with_global_api_key_authorizer`
    """
    components = document.get("components", {})
    _refuse_unknown("component", components)
    security = operation.get("security", document.get("security", [])) or []
    names = [name for each in security for name in each]
    for name in names:
        scheme = components["securitySchemes"][name]
        if scheme != {"type": "apiKey", "name": "x-api-key", "in": "header"}:
            message = (
                f"AWS::ApiGateway::RestApi: Body: the security scheme {scheme} is not emulated"
            )
            raise ValidationError(message=message)
    return bool(names)


_UPPER = {"Type", "PassthroughBehavior"}


def _declared(status: str, response: Properties) -> Properties:
    headers = response.get("headers", {})
    parameters = {f"method.response.header.{name}": True for name in headers}
    return {"StatusCode": status, "ResponseParameters": parameters}


def _capitals(properties: Properties) -> Properties:
    return {name[0].upper() + name[1:]: value for name, value in properties.items()}


def _refuse_unknown(what: str, given: Properties) -> None:
    for name in sorted(given.keys() - _KNOWN[what]):
        message = f"AWS::ApiGateway::RestApi: Body: {name} in the {what} is not emulated"
        raise ValidationError(message=message)
