"""CloudFront in front of an API: it passes CORS through, and does not take part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from aws_cdk.aws_cloudfront import (
    AllowedMethods,
    BehaviorOptions,
    CachePolicy,
    CfnCachePolicy,
    CfnResponseHeadersPolicy,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
    ViewerProtocolPolicy,
)
from constructs import Construct

from corsgate.names import ORIGIN, WILDCARD

from ._public_suffixes import check_public_suffixes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aws_cdk.aws_cloudfront import IOrigin

    from corsgate import CorsPolicy

    from ._typed_properties import BehaviorProperties

# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

_FIXED = {
    "allowed_methods": "CloudFront allows all methods, because the API behind it decides",
    "cached_methods": "a preflight must not be cached: it answers for one method and its headers",
    "origin_request_policy": "all headers but Host go to the API, which needs Origin and both "
    "Access-Control-Request-... headers, and does not answer for CloudFront's host name",
}
_KEEPING_MANAGED = (
    "AMPLIFY",
    "CACHING_OPTIMIZED",
    "CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS",
    "ELEMENTAL_MEDIA_PACKAGE",
    "USE_ORIGIN_CACHE_CONTROL_HEADERS",
    "USE_ORIGIN_CACHE_CONTROL_HEADERS_QUERY_STRINGS",
)
"""Each lacks Origin or has Host in its key, but for the one that is made for video."""
_WRITING_MANAGED = (
    "CORS_ALLOW_ALL_ORIGINS",
    "CORS_ALLOW_ALL_ORIGINS_AND_SECURITY_HEADERS",
    "CORS_ALLOW_ALL_ORIGINS_WITH_PREFLIGHT",
    "CORS_ALLOW_ALL_ORIGINS_WITH_PREFLIGHT_AND_SECURITY_HEADERS",
)
_KEY = 'CachePolicy(..., header_behavior=CacheHeaderBehavior.allow_list("Origin"))'


def cors_behavior(
    origin: IOrigin,
    policy: CorsPolicy,
    **properties: Unpack[BehaviorProperties],
) -> BehaviorOptions:
    """Put CloudFront in front of an API, a function URL or a load balancer that has the policy.

    All methods go through, ``OPTIONS`` among them; so do all headers but ``Host``. Nothing is
    cached, unless a ``cache_policy`` with ``Origin`` in its key is given. What is behind answers
    for CORS and is the only one to write its headers.

    The alternative, CORS settings in a response headers policy of CloudFront, is refused: it would
    be a second writer, and one that knows less than a policy. Its origins take ``*`` as the
    leftmost part of a domain alone, its methods are the seven that CloudFront knows, and it
    answers no preflight by itself.

    What CloudFront answers itself carries no CORS headers: its firewall's refusals, its errors
    when the API cannot be reached, and the refusal of plain HTTP. A page sees "no
    Access-Control-Allow-Origin header" for those.

    Args:
        origin: the API; in front of a REST API, its path is that of the stage.
        policy: policy of the API.
        properties: properties of `aws_cloudfront.BehaviorOptions`, but for ``allowed_methods``,
            ``cached_methods`` and ``origin_request_policy``. Unless given, ``cache_policy`` caches
            nothing and ``viewer_protocol_policy`` is HTTPS only: a preflight that is redirected has
            failed. Policies that this app merely imports are not known, and not checked.

    Returns:
        A behavior, for ``default_behavior`` and ``additional_behaviors`` of a distribution.

    Raises:
        TypeError: the policy is none.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        ValueError: the policy has methods that CloudFront does not know; a property would break
            CORS. All problems at once.

    Example:
        >>> cors_behavior(RestApiOrigin(api), policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/header-caching.html#header-caching-web-cors,
        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html#managed-origin-request-policy-all-viewer-except-host-header
        and
        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#understanding-response-headers-policies-cors
    """
    check_public_suffixes(policy)
    if problems := list(_problems(policy, properties)):
        message = f"cors_behavior: {'; '.join(problems)}"
        raise ValueError(message)
    given: BehaviorProperties = {
        "cache_policy": CachePolicy.CACHING_DISABLED,
        "viewer_protocol_policy": ViewerProtocolPolicy.HTTPS_ONLY,
        **properties,
    }
    return BehaviorOptions(
        origin=origin,
        allowed_methods=AllowedMethods.ALLOW_ALL,
        origin_request_policy=OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        **given,
    )


def _problems(policy: CorsPolicy, properties: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted({*policy.allow_methods} - _METHODS - {WILDCARD})
    if unknown:
        yield (
            f"allow_methods has {unknown!r}, but CloudFront supports only {sorted(_METHODS)!r}; "
            "remove them, or let pages call the API without CloudFront"
        )
    for name in sorted(_FIXED.keys() & properties.keys()):
        yield f"{name} cannot be set: {_FIXED[name]}; remove it"
    yield from _cache_problems(policy, properties.get("cache_policy"))
    yield from _writer_problems(properties.get("response_headers_policy"))


def _cache_problems(policy: CorsPolicy, cache_policy: Any) -> Iterator[str]:  # noqa: ANN401 - jsii
    if cache_policy is None:
        return
    if name := _managed(cache_policy, CachePolicy, "cache_policy_id", _KEEPING_MANAGED):
        yield (
            f"cache_policy is CachePolicy.{name}, which does not fit an API with CORS; remove it, "
            f"so that nothing is cached, or write {_KEY}"
        )
    keys = _keys(cache_policy)
    if keys is None:
        return
    if ORIGIN.lower() not in keys and WILDCARD not in policy.allow_origins:
        yield (
            f"cache_policy has {sorted(keys)!r} in its key but not 'origin', so a page could "
            f"receive the response for another origin; write {_KEY}"
        )
    if "host" in keys:
        yield (
            "cache_policy has 'host' in its key, which forwards it to the API, but the API does "
            "not answer for CloudFront's host name; remove it"
        )


def _keys(cache_policy: Any) -> frozenset[str] | None:  # noqa: ANN401 - any of jsii's
    """Return the headers in the key, lower-case; None where this app does not hold them."""
    settings = _settings(cache_policy, CfnCachePolicy)
    if settings is None:
        return None
    resolved = settings.stack.resolve(settings.cache_policy_config)
    parameters = resolved["parametersInCacheKeyAndForwardedToOrigin"]
    names = parameters["headersConfig"].get("headers") or ()
    return frozenset(name.lower() for name in names if isinstance(name, str))


def _writer_problems(headers_policy: Any) -> Iterator[str]:  # noqa: ANN401 - any of jsii's
    if headers_policy is None:
        return
    names = ("response_headers_policy_id", _WRITING_MANAGED)
    managed = _managed(headers_policy, ResponseHeadersPolicy, *names)
    settings = _settings(headers_policy, CfnResponseHeadersPolicy)
    config = settings.stack.resolve(settings.response_headers_policy_config) if settings else {}
    if managed or config.get("corsConfig"):
        yield (
            "response_headers_policy has CORS settings, which set headers that the API already "
            "sets; remove them (ResponseHeadersPolicy.SECURITY_HEADERS has none)"
        )


def _managed(given: Any, kind: Any, attribute: str, names: tuple[str, ...]) -> str | None:  # noqa: ANN401 - jsii
    """Return the name of AWS's own policy among some."""
    identifier = getattr(given, attribute, None)
    found = (name for name in names if getattr(getattr(kind, name), attribute) == identifier)
    return next(found, None)


def _settings(given: Any, kind: Any) -> Any:  # noqa: ANN401 - any of jsii's
    """Return the CloudFormation resource of a policy that this app defines."""
    resource = given.node.default_child if isinstance(given, Construct) else given
    return next((each for each in (given, resource) if isinstance(each, kind)), None)
