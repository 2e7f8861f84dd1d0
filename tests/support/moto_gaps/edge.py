"""Gaps around CloudFront: moto's CloudFormation knows none of it, and its API no policies."""

from __future__ import annotations

from typing import Any

from support.moto_gaps import Gap, client, deploy, destroy

_POLICIES = {
    "Cached": {
        "Type": "AWS::CloudFront::CachePolicy",
        "Properties": {
            "CachePolicyConfig": {
                "Name": "by-origin",
                "MinTTL": 0,
                "DefaultTTL": 60,
                "MaxTTL": 600,
                "ParametersInCacheKeyAndForwardedToOrigin": {
                    "EnableAcceptEncodingGzip": True,
                    "CookiesConfig": {"CookieBehavior": "none"},
                    "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Origin"]},
                    "QueryStringsConfig": {"QueryStringBehavior": "all"},
                },
            }
        },
    },
    "Forwarded": {
        "Type": "AWS::CloudFront::OriginRequestPolicy",
        "Properties": {
            "OriginRequestPolicyConfig": {
                "Name": "all",
                "CookiesConfig": {"CookieBehavior": "all"},
                "HeadersConfig": {"HeaderBehavior": "allExcept", "Headers": ["Host"]},
                "QueryStringsConfig": {"QueryStringBehavior": "all"},
            }
        },
    },
    "Written": {
        "Type": "AWS::CloudFront::ResponseHeadersPolicy",
        "Properties": {
            "ResponseHeadersPolicyConfig": {
                "Name": "cors",
                "CorsConfig": {
                    "AccessControlAllowCredentials": False,
                    "AccessControlAllowHeaders": {"Items": ["*"]},
                    "AccessControlAllowMethods": {"Items": ["GET"]},
                    "AccessControlAllowOrigins": {"Items": ["https://a.example"]},
                    "OriginOverride": True,
                },
                "RemoveHeadersConfig": {"Items": [{"Header": "Server"}]},
            }
        },
    },
}
_EDGE = {
    "Edge": {
        "Type": "AWS::CloudFront::Function",
        "Properties": {
            "Name": "edge",
            "AutoPublish": True,
            "FunctionCode": "function handler(event) { return event.request; }",
            "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"},
        },
    }
}


def _distribution(comment: str = "front") -> dict[str, Any]:
    behavior = {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": ["GET", "HEAD", "OPTIONS"],
        "CachedMethods": ["GET", "HEAD"],
        "CachePolicyId": {"Ref": "Cached"},
        "OriginRequestPolicyId": {"Ref": "Forwarded"},
        "ResponseHeadersPolicyId": {"Fn::GetAtt": ["Written", "Id"]},
    }
    edge = {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["Edge", "FunctionARN"]}}
    config = {
        "Comment": comment,
        "Enabled": True,
        "IPV6Enabled": True,
        "DefaultCacheBehavior": {**behavior, "FunctionAssociations": [edge]},
        "CacheBehaviors": [{**behavior, "PathPattern": "/prod/*"}],
        "Origins": [
            {
                "Id": "api",
                "DomainName": "a1b2c3.execute-api.eu-west-1.amazonaws.com",
                "OriginPath": "/prod",
                "CustomOriginConfig": {
                    "OriginProtocolPolicy": "https-only",
                    "OriginSSLProtocols": ["TLSv1.2"],
                },
                "OriginCustomHeaders": [{"HeaderName": "x-front", "HeaderValue": "1"}],
            }
        ],
        "Restrictions": {"GeoRestriction": {"RestrictionType": "whitelist", "Locations": ["DE"]}},
    }
    return {
        **_POLICIES,
        **_EDGE,
        "Front": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": config},
        },
    }


def _summaries() -> list[dict[str, Any]]:
    return list(client("cloudfront").list_distributions()["DistributionList"].get("Items", []))


def _a_distribution_and_its_end() -> object:
    domain = {"Fn::GetAtt": ["Front", "DomainName"]}
    first = deploy(_distribution(), {"Domain": domain})["Domain"]
    deploy(_distribution("changed"), {"Domain": domain})
    (changed,) = _summaries()
    destroy()
    return [changed["DomainName"] == first, changed["Comment"], _summaries()]


def _behaviors() -> object:
    ids = {name: {"Ref": name} for name in _POLICIES}
    given = deploy(_distribution(), ids)
    (made,) = _summaries()
    default, other = made["DefaultCacheBehavior"], made["CacheBehaviors"]["Items"][0]
    named = [
        [each["CachePolicyId"], each["OriginRequestPolicyId"], each["ResponseHeadersPolicyId"]]
        for each in (default, other)
    ]
    methods = default["AllowedMethods"]
    return {
        "policies": [each == [given[name] for name in _POLICIES] for each in named],
        "methods": [sorted(methods["Items"]), sorted(methods["CachedMethods"]["Items"])],
        "pattern": other["PathPattern"],
        "origin": [made["Origins"]["Items"][0][name] for name in ("DomainName", "OriginPath")],
        "functions": [
            each["EventType"] for each in default["FunctionAssociations"].get("Items", [])
        ],
        "countries": made["Restrictions"]["GeoRestriction"]["Items"],
    }


def _policies() -> object:
    deploy({**_POLICIES})
    edge = client("cloudfront")
    listed = [
        [each[kind][f"{kind}Config"] for each in page[f"{kind}List"].get("Items", [])]
        for kind, page in (
            ("CachePolicy", edge.list_cache_policies(Type="custom")),
            ("OriginRequestPolicy", edge.list_origin_request_policies(Type="custom")),
            ("ResponseHeadersPolicy", edge.list_response_headers_policies(Type="custom")),
        )
    ]
    destroy()
    ((cached,), (forwarded,), (written,)) = listed
    return [
        cached["ParametersInCacheKeyAndForwardedToOrigin"]["HeadersConfig"],
        forwarded["HeadersConfig"],
        written["CorsConfig"]["AccessControlAllowOrigins"],
        written["RemoveHeadersConfig"],
        edge.list_cache_policies(Type="custom")["CachePolicyList"].get("Items", []),
    ]


def _functions() -> object:
    given = deploy({**_EDGE}, {"Arn": {"Ref": "Edge"}})
    (made,) = client("cloudfront").list_functions()["FunctionList"]["Items"]
    destroy()
    left = client("cloudfront").list_functions()["FunctionList"].get("Items", [])
    metadata = made["FunctionMetadata"]
    return [made["Name"], metadata["FunctionARN"] == given["Arn"], metadata["Stage"], left]


GAPS = (
    Gap(
        "a stack makes, changes and removes a distribution",
        _a_distribution_and_its_end,
        [True, "changed", []],
    ),
    Gap(
        "the behaviors of a stack's distribution have their policies, methods and functions",
        _behaviors,
        {
            "policies": [True, True],
            "methods": [["GET", "HEAD", "OPTIONS"], ["GET", "HEAD"]],
            "pattern": "/prod/*",
            "origin": ["a1b2c3.execute-api.eu-west-1.amazonaws.com", "/prod"],
            "functions": ["viewer-request"],
            "countries": ["DE"],
        },
    ),
    Gap(
        "the policies of a distribution are made by a stack, and listed",
        _policies,
        [
            {"HeaderBehavior": "whitelist", "Headers": {"Quantity": 1, "Items": ["Origin"]}},
            {"HeaderBehavior": "allExcept", "Headers": {"Quantity": 1, "Items": ["Host"]}},
            {"Quantity": 1, "Items": ["https://a.example"]},
            {"Quantity": 1, "Items": [{"Header": "Server"}]},
            [],
        ],
    ),
    Gap(
        "a stack makes and removes a function at the edge",
        _functions,
        ["edge", True, "LIVE", []],
    ),
)
