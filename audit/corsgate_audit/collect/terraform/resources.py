"""AWS's resources in Terraform, and the CloudFormation properties that their arguments are.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """How one type of resource is written in CloudFormation.

    Args:
        type: CloudFormation's.
        values: properties by argument.
        links: properties by argument, where the argument refers to another resource.
        blocks: properties by argument, where the argument is a block with the same names in
            snake case.
    """

    type: str
    values: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)


METHOD = "aws_api_gateway_method"
INTEGRATION = "aws_api_gateway_integration"
METHOD_RESPONSE = "aws_api_gateway_method_response"
INTEGRATION_RESPONSE = "aws_api_gateway_integration_response"

_REST = {"rest_api_id": "RestApiId"}
_HTTP = {"api_id": "ApiId"}

KINDS: Mapping[str, ResourceType] = {
    "aws_api_gateway_rest_api": ResourceType(
        type="AWS::ApiGateway::RestApi",
        values={"name": "Name", "binary_media_types": "BinaryMediaTypes"},
    ),
    "aws_api_gateway_resource": ResourceType(
        type="AWS::ApiGateway::Resource",
        values={"path_part": "PathPart"},
        links={**_REST, "parent_id": "ParentId"},
    ),
    METHOD: ResourceType(
        type="AWS::ApiGateway::Method",
        values={
            "api_key_required": "ApiKeyRequired",
            "authorization": "AuthorizationType",
            "http_method": "HttpMethod",
            "request_parameters": "RequestParameters",
        },
        links={
            **_REST,
            "authorizer_id": "AuthorizerId",
            "request_validator_id": "RequestValidatorId",
            "resource_id": "ResourceId",
        },
    ),
    "aws_api_gateway_authorizer": ResourceType(
        type="AWS::ApiGateway::Authorizer",
        values={"identity_source": "IdentitySource", "name": "Name", "type": "Type"},
        links=_REST,
    ),
    "aws_api_gateway_request_validator": ResourceType(
        type="AWS::ApiGateway::RequestValidator",
        values={
            "validate_request_body": "ValidateRequestBody",
            "validate_request_parameters": "ValidateRequestParameters",
        },
        links=_REST,
    ),
    "aws_api_gateway_gateway_response": ResourceType(
        type="AWS::ApiGateway::GatewayResponse",
        values={
            "response_parameters": "ResponseParameters",
            "response_type": "ResponseType",
            "status_code": "StatusCode",
        },
        links=_REST,
    ),
    "aws_api_gateway_stage": ResourceType(
        type="AWS::ApiGateway::Stage", values={"stage_name": "StageName"}, links=_REST
    ),
    "aws_api_gateway_deployment": ResourceType(
        type="AWS::ApiGateway::Deployment", values={"stage_name": "StageName"}, links=_REST
    ),
    "aws_apigatewayv2_api": ResourceType(
        type="AWS::ApiGatewayV2::Api",
        values={"name": "Name", "protocol_type": "ProtocolType", "route_key": "RouteKey"},
        links={"target": "Target"},
        blocks={"cors_configuration": "CorsConfiguration"},
    ),
    "aws_apigatewayv2_route": ResourceType(
        type="AWS::ApiGatewayV2::Route",
        values={"authorization_type": "AuthorizationType", "route_key": "RouteKey"},
        links={**_HTTP, "authorizer_id": "AuthorizerId", "target": "Target"},
    ),
    "aws_apigatewayv2_integration": ResourceType(
        type="AWS::ApiGatewayV2::Integration",
        values={"integration_type": "IntegrationType"},
        links={**_HTTP, "integration_uri": "IntegrationUri"},
    ),
    "aws_apigatewayv2_authorizer": ResourceType(
        type="AWS::ApiGatewayV2::Authorizer",
        values={
            "authorizer_type": "AuthorizerType",
            "identity_sources": "IdentitySource",
            "name": "Name",
        },
        links=_HTTP,
    ),
    "aws_apigatewayv2_stage": ResourceType(
        type="AWS::ApiGatewayV2::Stage", values={"name": "StageName"}, links=_HTTP
    ),
    "aws_lambda_function": ResourceType(
        type="AWS::Lambda::Function",
        values={"function_name": "FunctionName"},
        blocks={"environment": "Environment"},
    ),
    "aws_lambda_alias": ResourceType(
        type="AWS::Lambda::Alias", links={"function_name": "FunctionName"}
    ),
    "aws_lambda_permission": ResourceType(
        type="AWS::Lambda::Permission",
        values={"action": "Action", "principal": "Principal"},
        links={"function_name": "FunctionName"},
    ),
    "aws_lambda_function_url": ResourceType(
        type="AWS::Lambda::Url",
        values={"authorization_type": "AuthType", "qualifier": "Qualifier"},
        links={"function_name": "TargetFunctionArn"},
        blocks={"cors": "Cors"},
    ),
}

# What belongs to a method, and to its integration.
INTEGRATION_SETTINGS = {
    "content_handling": "ContentHandling",
    "passthrough_behavior": "PassthroughBehavior",
    "request_templates": "RequestTemplates",
    "type": "Type",
}
RESPONSE_SETTINGS = {
    "content_handling": "ContentHandling",
    "response_parameters": "ResponseParameters",
    "response_templates": "ResponseTemplates",
    "selection_pattern": "SelectionPattern",
    "status_code": "StatusCode",
}
