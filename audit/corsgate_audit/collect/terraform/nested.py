"""Resources whose blocks nest as CloudFormation's properties do: CloudFront's, and all of awscc.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution
and https://registry.terraform.io/providers/hashicorp/awscc/latest/docs
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONFIGURED: Final[Mapping[str, tuple[str, str]]] = {
    "aws_cloudfront_distribution": ("AWS::CloudFront::Distribution", "DistributionConfig"),
    "aws_cloudfront_response_headers_policy": (
        "AWS::CloudFront::ResponseHeadersPolicy",
        "ResponseHeadersPolicyConfig",
    ),
    "aws_cloudfront_cache_policy": ("AWS::CloudFront::CachePolicy", "CachePolicyConfig"),
    "aws_cloudfront_origin_request_policy": (
        "AWS::CloudFront::OriginRequestPolicy",
        "OriginRequestPolicyConfig",
    ),
    "aws_cloudfront_origin_access_control": (
        "AWS::CloudFront::OriginAccessControl",
        "OriginAccessControlConfig",
    ),
}
"""CloudFormation's type, and the property that holds the settings."""

CLOUD_CONTROL: Final[Mapping[str, str]] = {
    f"awscc_{service.lower()}_{name}": f"AWS::{service}::{kind}"
    for service, kinds in {
        "ApiGateway": (
            "Authorizer",
            "Deployment",
            "GatewayResponse",
            "Method",
            "RequestValidator",
            "Resource",
            "RestApi",
            "Stage",
        ),
        "ApiGatewayV2": ("Api", "Authorizer", "Integration", "Route", "Stage"),
        "CloudFront": (
            "CachePolicy",
            "Distribution",
            "OriginAccessControl",
            "OriginRequestPolicy",
            "ResponseHeadersPolicy",
        ),
        "Lambda": ("Alias", "Function", "Permission", "Url"),
    }.items()
    for kind in kinds
    for name in ["".join(f"_{c.lower()}" if c.isupper() else c for c in kind).strip("_")]
}
"""The Cloud Control provider has CloudFormation's types and properties, in snake case."""

NESTED: Final = frozenset((*CONFIGURED, *CLOUD_CONTROL))
_NAMES: Final[Mapping[str, str]] = {
    "default_ttl": "DefaultTTL",
    "max_ttl": "MaxTTL",
    "min_ttl": "MinTTL",
    "origin": "Origins",
    "ordered_cache_behavior": "CacheBehaviors",
    "custom_error_response": "CustomErrorResponses",
    "function_association": "FunctionAssociations",
    "lambda_function_association": "LambdaFunctionAssociations",
    "member": "Members",
    "origin_group": "OriginGroups",
}
_NAMES_WITHIN: Final[Mapping[tuple[str, str], str]] = {("origin", "origin_id"): "Id"}
_REPEATED: Final = frozenset(
    {*_NAMES, "items", "integration_responses", "method_responses", "origins", "cache_behaviors"}
)
_AS_WRITTEN: Final = frozenset(
    {
        "body",
        "request_parameters",
        "request_templates",
        "response_parameters",
        "response_templates",
        "stage_variables",
        "variables",
    }
)
"""Maps whose keys are names of headers, of content types or of variables."""


def written(kind: str, content: Mapping[str, object]) -> dict[str, object]:
    """Write a resource as CloudFormation has it.

    Args:
        kind: type of the resource, one of `NESTED`.
        content: its arguments, with links to other resources in CloudFormation's form.
    """
    if kind in CLOUD_CONTROL:
        return {"Type": CLOUD_CONTROL[kind], "Properties": _properties(content)}
    made, name = CONFIGURED[kind]
    return {"Type": made, "Properties": {name: _properties(content)}}


def _properties(content: Mapping[str, object], around: str = "") -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in content.items():
        if value is not None:
            own = _NAMES_WITHIN.get((around, name)) or _NAMES.get(name) or _pascal(name)
            made[own] = value if name in _AS_WRITTEN else _value(name, value)
    return made


def _value(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        is_link = len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
        return value if is_link else _properties(value, name)
    if not isinstance(value, list):
        return value
    items = [_properties(each, name) if _is_block(each) else each for each in value]
    is_single = len(items) == 1 and _is_block(value[0]) and name not in _REPEATED
    return items[0] if is_single else items


def _is_block(value: object) -> bool:
    """Whether a value is a block, and no link."""
    return isinstance(value, Mapping) and not (set(value) & {"Ref", "Fn::GetAtt", "Fn::Join"})


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))
