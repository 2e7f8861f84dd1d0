"""A REST API's methods, authorizers and gateway responses, from the shapes of AWS's API.

Shapes: https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html and
https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.collect.routes import undecided
from corsgate_audit.collect.validation import NOT_VALIDATED
from corsgate_audit.gateway.error_types import OWN_STATUS
from corsgate_audit.model import (
    Authorizer,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    MethodResponse,
    Route,
    Unresolved,
)

if TYPE_CHECKING:
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.collect.validation import Validation
    from corsgate_audit.model import Location, Text

_REQUEST_HEADER = "method.request.header."
_REQUEST_QUERY = "method.request.querystring."
_RESPONSE_HEADER = "method.response.header."
_GATEWAY_HEADER = "gatewayresponse.header."


def read_route(  # noqa: PLR0913 - all seven are parts of one route, and named at each call
    shape: Shape,
    *,
    path: str,
    method: str,
    authorizer: Authorizer | None,
    function_policy: Text | None,
    validation: Validation = NOT_VALIDATED,
    location: Location,
) -> Route:
    """Read one method.

    Args:
        shape: a method as GetResources answers it with ``embed=["methods"]``.
        path: path of its resource.
        method: its HTTP method.
        authorizer: authorizer that the method names, read by `read_authorizer`.
        function_policy: see `Integration`.
        validation: what the method's request validator refuses.
        location: location of the method.
    """
    unread = _unread(shape)
    if unread:
        return undecided(path, method, unread, location)
    return Route(
        path=path,
        method=method.upper(),
        authorization=shapes.text(shape.get("authorizationType") or "NONE"),
        authorizer=authorizer,
        api_key_required=shapes.flag(shape.get("apiKeyRequired")),
        validates_request=validation.parameters,
        required_headers=tuple(map(str.lower, _required(shape, _REQUEST_HEADER))),
        required_query=_required(shape, _REQUEST_QUERY),
        needs_body=validation.body,
        integration=_integration(shape, function_policy),
        responses=_method_responses(shape),
        location=location,
    )


def _unread(shape: Shape) -> Unresolved | None:
    """Find a part of a method for which the model has no place if it is unresolved."""
    if not shape:
        return Unresolved("{}", "the answer has the method, but not its settings")
    integration = shapes.child(shape, "methodIntegration") or {}
    if isinstance(integration, Unresolved):
        return integration
    responses = list(shapes.items(shape.get("methodResponses")))
    parts: list[object] = [
        shape.get("requestParameters"),
        *responses,
        *(part.get("responseParameters") for part in responses if not isinstance(part, Unresolved)),
        *shapes.items(integration.get("integrationResponses")),
    ]
    return next((part for part in parts if isinstance(part, Unresolved)), None)


def _required(shape: Shape, prefix: str) -> tuple[str, ...]:
    """Read the names of the headers or query strings that a method requires.

    One that is only declared, with ``false``, is not required.
    """
    parameters = shapes.child(shape, "requestParameters") or {}
    if isinstance(parameters, Unresolved):  # pragma: no cover - `_unread` has gone before
        return ()
    required = {
        name: value for name, value in parameters.items() if shapes.flag(value) is not False
    }
    return shapes.names(required, prefix)


def _integration(shape: Shape, function_policy: Text | None) -> Integration | None:
    """Read what a method is answered by; None for a method without an integration."""
    integration = shapes.child(shape, "methodIntegration")
    if integration is None:
        return None
    if isinstance(integration, Unresolved):  # pragma: no cover - `_unread` has gone before
        return Integration(type=integration)
    return Integration(
        type=_upper(shapes.text(integration.get("type"))),
        passthrough_behavior=_upper(
            shapes.text(integration.get("passthroughBehavior") or "WHEN_NO_MATCH")
        ),
        content_handling=shapes.optional_text(integration.get("contentHandling")),
        request_templates=shapes.pairs(integration.get("requestTemplates")),
        responses=_integration_responses(integration),
        function_policy=function_policy,
        http_method=_method(integration),
        timeout_ms=_whole_number(integration.get("timeoutInMillis")),
        has_role=bool(integration.get("credentials")),
    )


def _method(integration: Shape) -> str:
    """Read the method of the backend, which CloudFormation calls by another name than the API."""
    value = integration.get("integrationHttpMethod") or integration.get("httpMethod")
    return value.upper() if isinstance(value, str) else ""


def _whole_number(value: object) -> int | None:
    read = shapes.number(value)
    return read if isinstance(read, int) else None


def _upper(value: Text) -> Text:
    """Write an enumerated value as AWS does: OpenAPI documents have it in lower case."""
    return value.upper() if isinstance(value, str) else value


def _integration_responses(integration: Shape) -> tuple[IntegrationResponse, ...]:
    """Read an integration's responses, sorted by status."""
    return tuple(
        sorted(
            (
                IntegrationResponse(
                    status_code=shapes.text(part.get("statusCode")),
                    selection_pattern=shapes.optional_text(part.get("selectionPattern")),
                    headers=shapes.pairs(part.get("responseParameters"), prefix=_RESPONSE_HEADER),
                    templates=shapes.pairs(part.get("responseTemplates")),
                    content_handling=shapes.optional_text(part.get("contentHandling")),
                )
                for part in shapes.items(integration.get("integrationResponses"))
                if not isinstance(part, Unresolved)
            ),
            key=lambda response: str(response.status_code),
        )
    )


def _method_responses(shape: Shape) -> tuple[MethodResponse, ...]:
    """Read what a method declares, sorted by status."""
    return tuple(
        sorted(
            (
                MethodResponse(
                    status_code=shapes.text(part.get("statusCode")),
                    headers=shapes.names(part.get("responseParameters"), _RESPONSE_HEADER),
                )
                for part in shapes.items(shape.get("methodResponses"))
                if not isinstance(part, Unresolved)
            ),
            key=lambda response: str(response.status_code),
        )
    )


def read_authorizer(shape: Shape) -> Authorizer:
    """Read an authorizer as GetAuthorizers answers it.

    ``identitySource`` is a comma-separated text of mapping expressions; those that are no header
    are nothing that a browser's preflight must ask for.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
    """
    source = shapes.text(shape.get("identitySource") or "")
    headers: tuple[str, ...] | Unresolved = (
        source
        if isinstance(source, Unresolved)
        else tuple(
            part.strip().removeprefix(_REQUEST_HEADER).lower()
            for part in source.split(",")
            if part.strip().startswith(_REQUEST_HEADER)
        )
    )
    return Authorizer(
        name=shapes.text(shape.get("name")),
        type=shapes.text(shape.get("type")),
        identity_headers=headers,
        identity_sources=()
        if isinstance(source, Unresolved)
        else tuple(part.strip() for part in source.split(",") if part.strip()),
        validation=_optional(shape.get("identityValidationExpression")),
        ttl=_whole_number(shape.get("authorizerResultTtlInSeconds")),
        uri=shapes.optional_text(shape.get("authorizerUri")),
    )


def _optional(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def is_customised(shape: Shape) -> bool:
    """Report whether somebody has customised a gateway response: AWS answers all types.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html
    """
    return shape.get("defaultResponse") is not True


def read_gateway_response(shape: Shape, location: Location) -> GatewayResponse:
    """Read a gateway response that somebody has customised.

    AWS answers a customised response without a status with its own one, a template leaves it out:
    to the model both are the same.
    """
    response_type = str(shape.get("responseType"))
    status = shapes.optional_text(shape.get("statusCode"))
    own = str(OWN_STATUS.get(response_type))
    return GatewayResponse(
        response_type=response_type,
        status_code=None if status == own else status,
        headers=shapes.pairs(shape.get("responseParameters"), prefix=_GATEWAY_HEADER),
        location=location,
    )
