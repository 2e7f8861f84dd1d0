"""The calls that a fix makes, and the permission of IAM that each of them needs.

Sources:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
"""

from __future__ import annotations

from types import MappingProxyType

_GET, _PUT = "apigateway:GET", "apigateway:PUT"
_POST, _PATCH, _DELETE = "apigateway:POST", "apigateway:PATCH", "apigateway:DELETE"

READS = MappingProxyType(
    {
        "apigateway.GetRestApi": _GET,
        "apigateway.GetResources": _GET,
        "apigateway.GetMethod": _GET,
        "apigateway.GetAuthorizers": _GET,
        "apigateway.GetRequestValidators": _GET,
        "apigateway.GetGatewayResponse": _GET,
        "apigateway.GetGatewayResponses": _GET,
        "apigateway.GetStage": _GET,
        "apigateway.GetDeployments": _GET,
        "apigateway.GetExport": _GET,
        "apigatewayv2.GetApi": _GET,
        "apigatewayv2.GetStages": _GET,
        "lambda.GetFunctionUrlConfig": "lambda:GetFunctionUrlConfig",
        "lambda.ListTags": "lambda:ListTags",
        "cloudfront.GetDistribution": "cloudfront:GetDistribution",
        "cloudfront.GetDistributionConfig": "cloudfront:GetDistributionConfig",
        "cloudfront.ListTagsForResource": "cloudfront:ListTagsForResource",
        "cloudformation.GetTemplate": "cloudformation:GetTemplate",
    }
)
"""What a plan reads beside what the audit does, by ``service.Operation``."""

WRITES = MappingProxyType(
    {
        "apigateway.PutMethod": _PUT,
        "apigateway.PutMethodResponse": _PUT,
        "apigateway.PutIntegration": _PUT,
        "apigateway.PutIntegrationResponse": _PUT,
        "apigateway.DeleteMethod": _DELETE,
        "apigateway.PutGatewayResponse": _PUT,
        "apigateway.DeleteGatewayResponse": _DELETE,
        "apigateway.CreateDeployment": _POST,
        "apigateway.UpdateStage": _PATCH,
        "apigatewayv2.UpdateApi": _PATCH,
        "apigatewayv2.DeleteCorsConfiguration": _DELETE,
        "lambda.UpdateFunctionUrlConfig": "lambda:UpdateFunctionUrlConfig",
        "cloudfront.UpdateDistribution": "cloudfront:UpdateDistribution",
    }
)
"""What ``--apply`` and ``--rollback`` change, by ``service.Operation``."""
