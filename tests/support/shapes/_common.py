"""What the shapes share: small integrations, roles, and what only our classes take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_apigateway as rest
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_lambda import Code, Function, Runtime

if TYPE_CHECKING:
    from constructs import Construct

    from support.field_apps import Classes

JSON = "application/json"
HEADER = "method.response.header."
OK = [rest.MethodResponse(status_code="200")]
ANSWER = "exports.handler = async () => ({ statusCode: 200, body: '{}' });"


def of_ours(classes: Classes, **properties: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return properties that the CDK's own classes do not have."""
    return properties if classes.are_ours else {}


def node(scope: Construct, name: str = "Node", code: str = ANSWER, **properties: Any) -> Function:  # noqa: ANN401
    """Build a function in JavaScript."""
    return Function(
        scope,
        name,
        runtime=Runtime.NODEJS_22_X,
        handler="index.handler",
        code=Code.from_inline(code),
        **properties,
    )


def gateway_role(scope: Construct, name: str = "Role") -> Role:
    """Build a role that API Gateway takes on."""
    return Role(scope, name, assumed_by=ServicePrincipal("apigateway.amazonaws.com"))


def mocked(body: str = '{"message": "ok"}') -> rest.MockIntegration:
    """Build an integration that API Gateway answers itself, in JSON."""
    return rest.MockIntegration(
        passthrough_behavior=rest.PassthroughBehavior.NEVER,
        request_templates={JSON: '{ "statusCode": 200 }'},
        integration_responses=[
            rest.IntegrationResponse(status_code="200", response_templates={JSON: body})
        ],
    )


def service(
    scope: Construct,
    name: str,
    *responses: rest.IntegrationResponse,
    **properties: Any,  # noqa: ANN401
) -> rest.AwsIntegration:
    """Build an integration with an AWS service.

    Args:
        scope: scope that has, or gets, the role.
        name: the service.
        responses: its answers; one of 200 and nothing else unless given.
        properties: properties of the integration and of its options.
    """
    beside = {
        each: properties.pop(each)
        for each in ("action", "path", "integration_http_method", "region", "subdomain")
        if each in properties
    }
    role: Any = scope.node.try_find_child("Role") or gateway_role(scope)
    options = rest.IntegrationOptions(
        credentials_role=role,
        passthrough_behavior=properties.pop("passthrough_behavior", rest.PassthroughBehavior.NEVER),
        integration_responses=list(responses) or [rest.IntegrationResponse(status_code="200")],
        **properties,
    )
    return rest.AwsIntegration(service=name, options=options, **beside)
