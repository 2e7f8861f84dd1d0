"""A REST API's methods and settings in an OpenAPI document, in the shapes of AWS's API.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import rest, shapes
from corsgate_audit.collect.openapi.document import INTEGRATION, Operation, all_of
from corsgate_audit.collect.openapi.security import security_of
from corsgate_audit.collect.openapi.validators import validation_of
from corsgate_audit.collect.resource_policy import read_policy
from corsgate_audit.collect.routes import undecided
from corsgate_audit.collect.template.function_policy import policy_behind, with_code
from corsgate_audit.collect.template.policies import policy_value
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import Route, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.openapi.document import OpenApi
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import GatewayResponse, Location, ResourcePolicy, Texts

_GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
_BINARY_TYPES = "x-amazon-apigateway-binary-media-types"
_POLICY = "x-amazon-apigateway-policy"
_PARAMETER_KINDS = {"header": "header", "query": "querystring"}
_DEFAULT = "default"


def routes(document: OpenApi) -> Iterator[Route | tuple[Location, Unresolved]]:
    """Read all methods.

    Args:
        document: document of a REST API.

    Yields:
        Each method, and for a path whose methods could not be read its location and why.
    """
    for operation in document.operations():
        yield _route(document, operation) if isinstance(operation, Operation) else operation


def _route(document: OpenApi, operation: Operation) -> Route:
    body = operation.body
    if isinstance(body, Unresolved):
        return undecided(operation.path, operation.method, body, operation.location)
    security = security_of(document, body, is_rest=True)
    integration = document.follow(body[INTEGRATION]) if INTEGRATION in body else None
    uri = integration.get("uri") if isinstance(integration, Mapping) else None
    shape = {
        "authorizationType": security.authorization,
        "apiKeyRequired": security.api_key,
        "requestParameters": _required_parameters(document, operation, body),
        "methodResponses": _method_responses(document, body),
        "methodIntegration": _integration(integration),
    }
    route = rest.read_route(
        shape,
        path=operation.path,
        method=operation.method,
        authorizer=security.authorizer,
        function_policy=policy_behind(uri),
        validation=validation_of(document, operation, body),
        location=operation.location,
    )
    return replace(route, integration=with_code(route.integration, uri))


def _required_parameters(document: OpenApi, operation: Operation, body: Shape) -> object:
    """Write what an operation requires as a method's ``requestParameters``."""
    required: dict[str, object] = {}
    for holder in (operation.item, body):
        for parameter in all_of(document, holder.get("parameters")):
            if isinstance(parameter, Unresolved):
                return parameter
            kind = _PARAMETER_KINDS.get(str(without_links(parameter.get("in"))))
            if kind is not None:
                name = f"method.request.{kind}.{without_links(parameter.get('name'))}"
                required[name] = without_links(parameter.get("required"))
    return required


def _method_responses(document: OpenApi, body: Shape) -> object:
    """Write an operation's responses as a method's; API Gateway knows none called ``default``."""
    responses = document.follow(body.get("responses") or {})
    if isinstance(responses, Unresolved):
        return [responses]
    followed = {status: document.follow(value or {}) for status, value in responses.items()}
    return [
        part if isinstance(part, Unresolved) else _method_response(status, part)
        for status, part in followed.items()
        if status != _DEFAULT and not status.startswith("x-")
    ]


def _method_response(status: str, part: Shape) -> Shape:
    headers = without_links(part.get("headers")) or {}
    declared = (
        {f"method.response.header.{name}": False for name in headers}
        if isinstance(headers, Mapping)
        else headers
    )
    return {"statusCode": status, "responseParameters": declared}


def _integration(integration: Shape | Unresolved | None) -> object:
    """Write an integration as GetResources answers it: its responses are keyed by pattern."""
    plain = without_links(integration)
    if not isinstance(plain, dict):
        return plain
    responses = plain.get("responses") or {}
    if isinstance(responses, Mapping):
        responses = [
            _integration_response(pattern, part or {}) for pattern, part in responses.items()
        ]
    return {**plain, "integrationResponses": responses}


def _integration_response(pattern: str, part: object) -> object:
    if not isinstance(part, Mapping):
        return part
    return {**part, "selectionPattern": None if pattern == _DEFAULT else pattern}


def gateway_responses(
    document: OpenApi,
) -> Iterator[GatewayResponse | tuple[Location, Unresolved]]:
    """Read the gateway responses.

    Args:
        document: document of a REST API.

    Yields:
        Each of them, and the location of what could not be read and why.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
    """
    listed = document.follow(document.content.get(_GATEWAY_RESPONSES) or {})
    if isinstance(listed, Unresolved):
        yield document.place.location(_GATEWAY_RESPONSES), listed
        return
    for kind, value in listed.items():
        location = document.place.location(_GATEWAY_RESPONSES, kind)
        part = document.follow(value or {})
        # A part that could not be read is a response whose settings nobody knows.
        shape = (
            {"statusCode": part, "responseParameters": part}
            if isinstance(part, Unresolved)
            else without_links(part)
        )
        if isinstance(shape, dict):
            yield rest.read_gateway_response({**shape, "responseType": kind}, location)


def binary_media_types(document: OpenApi) -> Texts:
    """Read the binary media types.

    Args:
        document: document of a REST API.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-binary-media-types.html
    """
    return shapes.texts(without_links(document.content.get(_BINARY_TYPES)))


def resource_policy(document: OpenApi) -> ResourcePolicy | Unresolved | None:
    """Read who may call the API at all.

    Args:
        document: document of a REST API.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html
    """
    return read_policy(policy_value(document.content.get(_POLICY)))
