"""CloudFront distributions that spoil what the API behind them does right."""

from __future__ import annotations

from functools import partial
from typing import Any

from support.planted.fault import Fault
from support.planted.function_urls import url
from support.planted.http_apis import SETTINGS, http_api
from support.planted.rest import APP, Resources

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
_NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_KEPT = "658327ea-f89d-4fab-a63d-7e88639e58f6"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
_ALL_FORWARDED = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
_SIGNER = {
    "Name": "signer",
    "OriginAccessControlOriginType": "lambda",
    "SigningBehavior": "always",
    "SigningProtocol": "sigv4",
}
_SIGNED = ["authorization", "content-type", "x-amz-date", "x-amz-security-token"]
_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

FAULTS = (
    Fault("CORS401", "CdnReading", "OPTIONS is not let through"),
    Fault("CORS402", "CdnKeeping", "one page's answer is kept for all"),
    Fault("CORS404", "CdnWriting", "CloudFront and the API both write the headers"),
    Fault("CORS403", "CdnRefused", "* beside credentials"),
    Fault("CORS405", "CdnSigning", "the hash of a body is not allowed"),
)


def resources() -> Resources:
    """Return the distributions, and the API behind them."""
    domain = "${CdnApi}.execute-api.${AWS::Region}.amazonaws.com"
    before_api = partial(_distribution, {"Fn::Sub": domain})
    return {
        **http_api("CdnApi", {**SETTINGS, "AllowMethods": ["GET", "PUT"]}, RouteKey="ANY /items"),
        "CdnReading": before_api(AllowedMethods=["GET", "HEAD"]),
        "CdnKeeping": before_api(CachePolicyId=_ALL_KEPT),
        "CdnWriting": before_api(ResponseHeadersPolicyId={"Ref": "CdnWritingHeaders"}),
        "CdnWritingHeaders": _headers("writing", [APP, "https://other.example.com"]),
        "CdnRefused": _distribution(
            "pictures.example.com", ResponseHeadersPolicyId={"Ref": "CdnRefusedHeaders"}
        ),
        **url("Behind", {**SETTINGS, "AllowHeaders": _SIGNED}, auth="AWS_IAM", decorated=False),
        "CdnSigner": {
            "Type": "AWS::CloudFront::OriginAccessControl",
            "Properties": {"OriginAccessControlConfig": _SIGNER},
        },
        "CdnSigning": _signing(),
        "CdnRefusedHeaders": _headers("refused", [APP], headers=["*"], credentials=True),
    }


def _signing() -> dict[str, Any]:
    address = {
        "Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": ["UrlBehind", "FunctionUrl"]}]}]
    }
    made = _distribution(address)
    (origin,) = made["Properties"]["DistributionConfig"]["Origins"]
    origin["OriginAccessControlId"] = {"Fn::GetAtt": ["CdnSigner", "Id"]}
    return made


def _distribution(domain: str | dict[str, Any], **behavior: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    config = {
        "Enabled": True,
        "Origins": [
            {
                "Id": "api",
                "DomainName": domain,
                "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
            }
        ],
        "DefaultCacheBehavior": {
            "TargetOriginId": "api",
            "ViewerProtocolPolicy": "https-only",
            "AllowedMethods": _METHODS,
            "CachePolicyId": _NOTHING_KEPT,
            "OriginRequestPolicyId": _ALL_FORWARDED,
            **behavior,
        },
    }
    return {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}}


def _headers(
    name: str, origins: list[str], headers: list[str] | None = None, *, credentials: bool = False
) -> dict[str, Any]:
    cors = {
        "AccessControlAllowOrigins": {"Items": origins},
        "AccessControlAllowMethods": {"Items": ["ALL"]},
        "AccessControlAllowHeaders": {"Items": headers or ["authorization", "content-type"]},
        "AccessControlAllowCredentials": credentials,
        "OriginOverride": True,
    }
    config = {"Name": name, "CorsConfig": cors}
    return {
        "Type": "AWS::CloudFront::ResponseHeadersPolicy",
        "Properties": {"ResponseHeadersPolicyConfig": config},
    }
