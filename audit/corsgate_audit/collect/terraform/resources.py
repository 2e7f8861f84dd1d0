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
LAMBDA_FUNCTION = "aws_lambda_function"
LAYER = "aws_lambda_layer_version"
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
        values={
            "authorizer_result_ttl_in_seconds": "AuthorizerResultTtlInSeconds",
            "identity_source": "IdentitySource",
            "identity_validation_expression": "IdentityValidationExpression",
            "name": "Name",
            "type": "Type",
        },
        links={**_REST, "authorizer_uri": "AuthorizerUri"},
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
        type="AWS::ApiGateway::Stage",
        values={"stage_name": "StageName", "variables": "Variables"},
        links=_REST,
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
        values={
            "integration_method": "IntegrationMethod",
            "integration_type": "IntegrationType",
            "payload_format_version": "PayloadFormatVersion",
            "timeout_milliseconds": "TimeoutInMillis",
        },
        links={**_HTTP, "integration_uri": "IntegrationUri"},
    ),
    "aws_apigatewayv2_authorizer": ResourceType(
        type="AWS::ApiGatewayV2::Authorizer",
        values={
            "authorizer_payload_format_version": "AuthorizerPayloadFormatVersion",
            "authorizer_result_ttl_in_seconds": "AuthorizerResultTtlInSeconds",
            "authorizer_type": "AuthorizerType",
            "enable_simple_responses": "EnableSimpleResponses",
            "identity_sources": "IdentitySource",
            "name": "Name",
        },
        links={**_HTTP, "authorizer_uri": "AuthorizerUri"},
    ),
    "aws_apigatewayv2_stage": ResourceType(
        type="AWS::ApiGatewayV2::Stage",
        values={"name": "StageName", "stage_variables": "StageVariables"},
        links=_HTTP,
    ),
    LAMBDA_FUNCTION: ResourceType(
        type="AWS::Lambda::Function",
        values={
            "function_name": "FunctionName",
            "handler": "Handler",
            "memory_size": "MemorySize",
            "package_type": "PackageType",
            "runtime": "Runtime",
            "timeout": "Timeout",
        },
        blocks={"environment": "Environment"},
    ),
    "aws_api_gateway_api_key": ResourceType(
        type="AWS::ApiGateway::ApiKey", values={"value": "Value"}
    ),
    LAYER: ResourceType(type="AWS::Lambda::LayerVersion"),
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
    "integration_http_method": "IntegrationHttpMethod",
    "passthrough_behavior": "PassthroughBehavior",
    "request_templates": "RequestTemplates",
    "timeout_milliseconds": "TimeoutInMillis",
    "type": "Type",
}
RESPONSE_SETTINGS = {
    "content_handling": "ContentHandling",
    "response_parameters": "ResponseParameters",
    "response_templates": "ResponseTemplates",
    "selection_pattern": "SelectionPattern",
    "status_code": "StatusCode",
}
