"""The calls that a fix makes, and the permission of IAM that each of them needs.

Sources:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from __future__ import annotations

from types import MappingProxyType

from corsgate_audit.collect.live.actions import Permission, gateway

_METHOD = "/restapis/*/resources/*/methods/*"
_FUNCTION = ("arn:{partition}:lambda:*:*:function:*",)
_DISTRIBUTION = ("arn:{partition}:cloudfront::*:distribution/*",)
_STACK = ("arn:{partition}:cloudformation:*:*:stack/*/*",)

READS = MappingProxyType(
    {
        "apigateway.GetRestApi": gateway("/restapis/*"),
        "apigateway.GetResources": gateway("/restapis/*/resources"),
        "apigateway.GetMethod": gateway(_METHOD),
        "apigateway.GetAuthorizers": gateway("/restapis/*/authorizers"),
        "apigateway.GetRequestValidators": gateway("/restapis/*/requestvalidators"),
        "apigateway.GetGatewayResponse": gateway("/restapis/*/gatewayresponses/*"),
        "apigateway.GetGatewayResponses": gateway("/restapis/*/gatewayresponses"),
        "apigateway.GetStage": gateway("/restapis/*/stages/*"),
        "apigateway.GetDeployments": gateway("/restapis/*/deployments"),
        "apigateway.GetExport": gateway("/restapis/*/stages/*/exports/*"),
        "apigatewayv2.GetApi": gateway("/apis/*"),
        "apigatewayv2.GetStages": gateway("/apis/*/stages"),
        "lambda.GetFunctionUrlConfig": Permission("lambda:GetFunctionUrlConfig", _FUNCTION),
        "lambda.ListTags": Permission("lambda:ListTags", _FUNCTION),
        "cloudfront.GetDistribution": Permission("cloudfront:GetDistribution", _DISTRIBUTION),
        "cloudfront.GetDistributionConfig": Permission(
            "cloudfront:GetDistributionConfig", _DISTRIBUTION
        ),
        "cloudfront.ListTagsForResource": Permission(
            "cloudfront:ListTagsForResource", _DISTRIBUTION
        ),
        "cloudformation.GetTemplate": Permission("cloudformation:GetTemplate", _STACK),
    }
)
"""What a plan reads beside what the audit does, by ``service.Operation``."""

WRITES = MappingProxyType(
    {
        "apigateway.PutMethod": gateway(_METHOD, "PUT"),
        "apigateway.PutMethodResponse": gateway(f"{_METHOD}/responses/*", "PUT"),
        "apigateway.PutIntegration": gateway(f"{_METHOD}/integration", "PUT"),
        "apigateway.PutIntegrationResponse": gateway(f"{_METHOD}/integration/responses/*", "PUT"),
        "apigateway.DeleteMethod": gateway(_METHOD, "DELETE"),
        "apigateway.PutGatewayResponse": gateway("/restapis/*/gatewayresponses/*", "PUT"),
        "apigateway.DeleteGatewayResponse": gateway("/restapis/*/gatewayresponses/*", "DELETE"),
        "apigateway.CreateDeployment": gateway("/restapis/*/deployments", "POST"),
        "apigateway.UpdateStage": gateway("/restapis/*/stages/*", "PATCH"),
        "apigatewayv2.UpdateApi": gateway("/apis/*", "PATCH"),
        "apigatewayv2.DeleteCorsConfiguration": gateway("/apis/*/cors", "DELETE"),
        "lambda.UpdateFunctionUrlConfig": Permission("lambda:UpdateFunctionUrlConfig", _FUNCTION),
        "cloudfront.UpdateDistribution": Permission("cloudfront:UpdateDistribution", _DISTRIBUTION),
    }
)
"""What ``--apply`` and ``--rollback`` change, by ``service.Operation``."""
