"""Distributions as the CloudFront API answers them: lists are wrapped with their quantity."""

from __future__ import annotations

from typing import Any

from corsgate_audit.collect.cloudfront import (
    Policies,
    read_cache_policy,
    read_distribution,
    read_header_set,
    read_response_headers_policy,
)
from corsgate_audit.model import (
    CachePolicy,
    CorsConfiguration,
    HeaderMode,
    HeaderSet,
    Location,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    Unresolved,
)

LOCATION = Location(
    source="aws",
    pointer="ListDistributions",
    arn="arn:aws:cloudfront::123456789012:distribution/E1A2B3",
)


def _wrapped(*items: Any) -> dict[str, Any]:  # noqa: ANN401 - what AWS answers
    return {"Quantity": len(items), "Items": [*items]} if items else {"Quantity": 0}


CACHE = {
    "Name": "keys",
    "MinTTL": 0,
    "DefaultTTL": 0,
    "MaxTTL": 60,
    "ParametersInCacheKeyAndForwardedToOrigin": {
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": _wrapped("Origin")}
    },
}
HEADERS = {
    "Name": "cors",
    "CorsConfig": {
        "AccessControlAllowOrigins": _wrapped("*"),
        "AccessControlAllowHeaders": _wrapped("x-a"),
        "AccessControlAllowMethods": _wrapped("ALL"),
        "AccessControlExposeHeaders": _wrapped(),
        "AccessControlAllowCredentials": False,
        "OriginOverride": False,
    },
    "RemoveHeadersConfig": _wrapped({"Header": "Vary"}),
}
CONFIG = {
    "Aliases": _wrapped(),
    "Comment": "",
    "Origins": _wrapped({"Id": "api", "DomainName": "api.example.com", "OriginPath": "/prod"}),
    "OriginGroups": _wrapped(),
    "CacheBehaviors": _wrapped(),
    "DefaultCacheBehavior": {
        "TargetOriginId": "api",
        "AllowedMethods": _wrapped("GET", "HEAD", "OPTIONS")
        | {"CachedMethods": _wrapped("GET", "HEAD")},
        "CachePolicyId": "c",
        "OriginRequestPolicyId": "o",
        "ResponseHeadersPolicyId": "r",
        "FunctionAssociations": _wrapped(),
        "LambdaFunctionAssociations": _wrapped(
            {"EventType": "viewer-response", "LambdaFunctionARN": "x"}, {"LambdaFunctionARN": "y"}
        ),
    },
}
POLICIES = Policies(
    cache=lambda identifier: {"c": read_cache_policy(CACHE)}[str(identifier)],
    origin_request=lambda identifier: {
        "o": read_header_set({"HeadersConfig": {"HeaderBehavior": "allViewer"}})
    }[str(identifier)],
    response_headers=lambda identifier: {"r": read_response_headers_policy(HEADERS)}[
        str(identifier)
    ],
)


def test_a_distribution_as_an_account_holds_it() -> None:
    """The same values as from a template; without a domain and a comment its id names it."""
    origin = Origin(id="api", domain="api.example.com", path="/prod", kind=OriginKind.OTHER)
    api = read_distribution(
        CONFIG, policies=POLICIES, origin_of=lambda _: origin, location=LOCATION
    )

    assert api.name == Unresolved("E1A2B3", "a distribution has no name")
    (found,) = api.behaviors
    assert found.origin is origin
    assert (found.allowed_methods, found.cached_methods) == (
        ("GET", "HEAD", "OPTIONS"),
        ("GET", "HEAD"),
    )
    assert found.cache == CachePolicy(
        name="keys",
        default_ttl=0,
        max_ttl=60,
        key_headers=HeaderSet(mode=HeaderMode.LISTED, names=("origin",)),
    )
    assert found.forwarded_headers == HeaderSet(mode=HeaderMode.ALL)
    assert found.response_headers == ResponseHeadersPolicy(
        name="cors",
        cors=CorsConfiguration(
            allow_origins=("*",), allow_headers=("x-a",), allow_methods=("ALL",)
        ),
        removed_headers=("vary",),
    )
    assert found.edge_events == ("null", "viewer-response")  # one without an event could be any


def test_parts_that_are_open_are_not_taken_for_empty() -> None:
    """Each of them could hold anything."""
    unknown = Unresolved("!Ref X", "no default")
    cache = read_cache_policy({"ParametersInCacheKeyAndForwardedToOrigin": unknown, "Name": "a"})
    headers = read_response_headers_policy(
        {"Name": "a", "CorsConfig": unknown, "RemoveHeadersConfig": unknown}
    )

    assert cache.key_headers.includes("origin") == unknown
    assert (headers.cors, headers.removed_headers) == (unknown, unknown)
