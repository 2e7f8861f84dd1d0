"""What a verification may make, and the permissions of IAM that this needs.

CloudFormation makes and deletes each resource with the credentials of the caller, so the caller
needs what the resource's handlers call. They are named in the ``handlers`` of each type's schema.

Sources:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
https://github.com/aws-cloudformation?q=aws-cloudformation-resource-providers

Not verified on AWS.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from corsgate_audit.collect.live.actions import Permission, gateway

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "CorsgateVerify"
"""Beginning of the name of each stack, and so of each function and role in it."""

_STACK = (f"arn:{{partition}}:cloudformation:*:*:stack/{NAME}-*",)
_FUNCTION = (f"arn:{{partition}}:lambda:*:*:function:{NAME}-*",)
_ROLE = (f"arn:{{partition}}:iam::*:role/{NAME}-*",)

CALLS: Mapping[str, Permission | None] = MappingProxyType(
    {
        "cloudformation.CreateStack": Permission("cloudformation:CreateStack", _STACK),
        "cloudformation.DeleteStack": Permission("cloudformation:DeleteStack", _STACK),
        "cloudformation.DescribeStackEvents": Permission(
            "cloudformation:DescribeStackEvents", _STACK
        ),
        "cloudformation.DescribeStacks": Permission("cloudformation:DescribeStacks", _STACK),
        "cloudformation.ListStackResources": Permission(
            "cloudformation:ListStackResources", _STACK
        ),
        "sts.GetCallerIdentity": None,
    }
)
"""The calls that the command makes itself, by ``service.Operation``; None: every caller may."""


def _of_gateway(path: str) -> tuple[Permission, ...]:
    """Return what making, reading and deleting below a path of API Gateway's needs."""
    within = tuple(gateway(f"{path}/*", verb) for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"))
    return (gateway(path, "GET"), gateway(path, "POST"), *within)


def _named(service: str, operations: str, resources: tuple[str, ...]) -> tuple[Permission, ...]:
    return tuple(Permission(f"{service}:{each}", resources) for each in operations.split())


# A tag of a stack is put on each of its APIs and stages.
_REST = (*_of_gateway("/restapis"), gateway("/tags/*", "PUT"), gateway("/tags/*", "POST"))
_HTTP = (*_of_gateway("/apis"), gateway("/tags/*", "PUT"), gateway("/tags/*", "POST"))
_CODE = _named(
    "lambda",
    "CreateFunction DeleteFunction GetFunction GetFunctionCodeSigningConfig"
    " GetRuntimeManagementConfig ListTags TagResource",
    _FUNCTION,
)
_PERMISSION = _named("lambda", "AddPermission RemovePermission GetPolicy", _FUNCTION)
_URL = _named(
    "lambda",
    "CreateFunctionUrlConfig DeleteFunctionUrlConfig GetFunctionUrlConfig",
    _FUNCTION,
)
_ROLES = _named(
    "iam",
    "CreateRole DeleteRole GetRole TagRole PassRole PutRolePolicy DeleteRolePolicy GetRolePolicy"
    " ListRolePolicies ListAttachedRolePolicies",
    _ROLE,
)


def _of_cloudfront(name: str, more: str = "") -> tuple[Permission, ...]:
    """Return what a kind of CloudFront's needs; its ids are not known before it is made."""
    operations = f"Create{name} Get{name} Get{name}Config Update{name} Delete{name} {more}"
    return _named("cloudfront", operations, ("*",))


TYPES: Mapping[str, tuple[Permission, ...]] = MappingProxyType(
    {
        "AWS::ApiGateway::Authorizer": _REST,
        "AWS::ApiGateway::Deployment": _REST,
        "AWS::ApiGateway::GatewayResponse": _REST,
        "AWS::ApiGateway::Method": _REST,
        "AWS::ApiGateway::Model": _REST,
        "AWS::ApiGateway::RequestValidator": _REST,
        "AWS::ApiGateway::Resource": _REST,
        "AWS::ApiGateway::RestApi": _REST,
        "AWS::ApiGateway::Stage": _REST,
        "AWS::ApiGatewayV2::Api": _HTTP,
        "AWS::ApiGatewayV2::Authorizer": _HTTP,
        "AWS::ApiGatewayV2::Deployment": _HTTP,
        "AWS::ApiGatewayV2::Integration": _HTTP,
        "AWS::ApiGatewayV2::Route": _HTTP,
        "AWS::ApiGatewayV2::Stage": _HTTP,
        "AWS::CloudFront::CachePolicy": _of_cloudfront("CachePolicy"),
        "AWS::CloudFront::Distribution": _of_cloudfront(
            "Distribution", "TagResource ListTagsForResource"
        ),
        "AWS::CloudFront::OriginAccessControl": _of_cloudfront("OriginAccessControl"),
        "AWS::CloudFront::OriginRequestPolicy": _of_cloudfront("OriginRequestPolicy"),
        "AWS::CloudFront::ResponseHeadersPolicy": _of_cloudfront("ResponseHeadersPolicy"),
        "AWS::IAM::Role": _ROLES,
        "AWS::Lambda::Function": (*_CODE, *_ROLES),
        "AWS::Lambda::Permission": _PERMISSION,
        "AWS::Lambda::Url": _URL,
    }
)
"""The types of resources that the app may have: none costs anything for being there."""


def permissions() -> Iterator[Permission]:
    """Yield everything that a verification needs; the same permission may come twice."""
    yield from filter(None, CALLS.values())
    for each in TYPES.values():
        yield from each
