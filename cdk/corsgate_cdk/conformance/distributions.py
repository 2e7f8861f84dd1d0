"""A distribution whose behaviors are those of the cases, and a REST API as its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import ORIGIN, Exhibit, Properties, mock
from corsgate_cdk.conformance.resources import add
from corsgate_cdk.conformance.rest_apis import STAGE, rest_api

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Stack

    from corsgate_audit.verify.cases import Case
    from corsgate_audit.verify.questions import Front

_CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html"""
_ORIGIN_ID = "api"
_ECHO = Exhibit(
    path="/{proxy+}",
    method="ANY",
    properties=mock("api", headers={"Access-Control-Allow-Origin": "method.request.header.Origin"}),
)
_BASE: Properties = {
    "TargetOriginId": _ORIGIN_ID,
    "ViewerProtocolPolicy": "https-only",
    "CachePolicyId": _CACHING_DISABLED,
}
_CORS: Properties = {
    "AccessControlAllowOrigins": {"Items": [ORIGIN, "https://*.preview.example.com"]},
    "AccessControlAllowMethods": {"Items": ["GET", "PUT"]},
    "AccessControlAllowHeaders": {"Items": ["content-type"]},
    "AccessControlAllowCredentials": True,
    "AccessControlMaxAgeSec": 600,
}


def distributions(stack: Stack, fronts: Mapping[Front, Sequence[Case]]) -> Mapping[Front, str]:
    """Add the distribution of a stack, and return where it answers.

    Args:
        stack: stack to add it to.
        fronts: front doors with their cases.
    """
    return {front: _distribution(stack, front, cases) for front, cases in fronts.items()}


def _distribution(stack: Stack, front: Front, cases: Sequence[Case]) -> str:
    api = rest_api(stack, "Origin", [_ECHO])
    for name, overrides in (("PolicyOver", True), ("PolicyUnder", False)):
        policy: Properties = {
            "Name": f"{stack.stack_name}-{name}",
            "CorsConfig": {**_CORS, "OriginOverride": overrides},
        }
        add(stack, name, "CloudFront::ResponseHeadersPolicy", ResponseHeadersPolicyConfig=policy)
    origin: Properties = {
        "Id": _ORIGIN_ID,
        "DomainName": api.removeprefix("https://").removesuffix(f"/{STAGE}"),
        "OriginPath": f"/{STAGE}",
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
    }
    exhibits = [each for case in cases for each in case.exhibits]
    config: Properties = {
        "Enabled": True,
        "Comment": "corsgate verify: delete",
        "PriceClass": "PriceClass_100",
        "HttpVersion": "http2",
        "Origins": [origin],
        "DefaultCacheBehavior": _BASE,
        "CacheBehaviors": [
            {**_BASE, "PathPattern": each.path, **each.properties} for each in exhibits
        ],
    }
    made = add(stack, front, "CloudFront::Distribution", DistributionConfig=config)
    return f"https://{made.get_att('DomainName').to_string()}"
