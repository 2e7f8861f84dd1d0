"""The IAM actions that a scan uses: one entry for each call that it makes, and no other.

Sources:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_APIGATEWAY = "arn:{partition}:apigateway:*::"


class Permission(NamedTuple):
    """What a call needs.

    Args:
        action: action of IAM.
        resources: ARNs with ``{partition}``; ``*`` where IAM knows none for the action.
        option: option of the command line without which the call is never made: ``--organization``;
            None for every scan.
    """

    action: str
    resources: tuple[str, ...] = ("*",)
    option: str | None = None


def gateway(path: str, verb: str = "GET") -> Permission:
    """Return the permission for a path of API Gateway's, which has one action for each HTTP verb.

    Args:
        path: path with ``*`` for ids.
        verb: verb of the call.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/security_iam_service-with-iam.html
    """
    return Permission(f"apigateway:{verb}", (_APIGATEWAY + path,))


PERMISSIONS: Mapping[str, Permission | None] = {
    "apigateway.GetAuthorizers": gateway("/restapis/*/authorizers"),
    "apigateway.GetBasePathMappings": gateway("/domainnames/*/basepathmappings"),
    "apigateway.GetDomainNames": gateway("/domainnames"),
    "apigateway.GetExport": gateway("/restapis/*/stages/*/exports/*"),
    "apigateway.GetGatewayResponses": gateway("/restapis/*/gatewayresponses"),
    "apigateway.GetModels": gateway("/restapis/*/models"),
    "apigateway.GetRequestValidators": gateway("/restapis/*/requestvalidators"),
    "apigateway.GetResources": gateway("/restapis/*/resources"),
    "apigateway.GetRestApis": gateway("/restapis"),
    "apigateway.GetStages": gateway("/restapis/*/stages"),
    "apigatewayv2.GetApiMappings": gateway("/domainnames/*/apimappings"),
    "apigatewayv2.GetApis": gateway("/apis"),
    "apigatewayv2.GetAuthorizers": gateway("/apis/*/authorizers"),
    "apigatewayv2.GetDomainNames": gateway("/domainnames"),
    "apigatewayv2.GetIntegrations": gateway("/apis/*/integrations"),
    "apigatewayv2.GetRoutes": gateway("/apis/*/routes"),
    "apigatewayv2.GetStages": gateway("/apis/*/stages"),
    "cloudfront.ListCachePolicies": Permission("cloudfront:ListCachePolicies"),
    "cloudfront.ListDistributions": Permission("cloudfront:ListDistributions"),
    "cloudfront.ListOriginRequestPolicies": Permission("cloudfront:ListOriginRequestPolicies"),
    "cloudfront.ListResponseHeadersPolicies": Permission("cloudfront:ListResponseHeadersPolicies"),
    "ec2.DescribeRegions": Permission("ec2:DescribeRegions", option="--regions all"),
    "lambda.GetFunction": Permission(
        "lambda:GetFunction", ("arn:{partition}:lambda:*:*:function:*",), option="--code"
    ),
    "lambda.GetFunctionConfiguration": Permission(
        "lambda:GetFunctionConfiguration", ("arn:{partition}:lambda:*:*:function:*",)
    ),
    "lambda.ListFunctionUrlConfigs": Permission(
        "lambda:ListFunctionUrlConfigs", ("arn:{partition}:lambda:*:*:function:*",)
    ),
    "lambda.ListFunctions": Permission("lambda:ListFunctions"),
    "organizations.ListAccounts": Permission("organizations:ListAccounts", option="--organization"),
    "sts.AssumeRole": Permission(
        "sts:AssumeRole", ("arn:{partition}:iam::*:role/{role}",), option="--organization"
    ),
    "sts.GetCallerIdentity": None,
}
"""By call, service and operation as botocore names them. None: every caller may make it.

``{role}`` stands for the name that ``--role`` gives.
"""
