"""`cors_behavior`: CloudFront lets CORS through, whole and to the right page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Fn, Stack
from aws_cdk.aws_apigateway import HttpIntegration
from aws_cdk.aws_cloudfront import (
    AllowedMethods,
    CachedMethods,
    CacheHeaderBehavior,
    CachePolicy,
    CfnCachePolicy,
    Distribution,
    OriginRequestPolicy,
    ResponseHeadersCorsBehavior,
    ResponseHeadersPolicy,
    ViewerProtocolPolicy,
)
from aws_cdk.aws_cloudfront_origins import FunctionUrlOrigin, HttpOrigin, RestApiOrigin

from corsgate_cdk import CorsFunctionUrl, CorsRestApi, cors_behavior
from support.synthesis import (
    POLICY,
    Properties,
    by_logical_id,
    linted,
    new_function,
    new_stack,
    template_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
EVERY_ORIGIN = POLICY.replace(allow_origins=["*"], allow_credentials=False)
WAY_OUT = 'write CachePolicy(..., header_behavior=CacheHeaderBehavior.allow_list("Origin"))'


def key(scope: Stack, *headers: str) -> CachePolicy:
    """Return a cache policy with these headers in its key."""
    behavior = CacheHeaderBehavior.allow_list(*headers) if headers else CacheHeaderBehavior.none()
    return CachePolicy(scope, "Key", header_behavior=behavior)


def behaviors(template: Properties) -> list[Properties]:
    """Return what the one distribution does, but for which origin it asks."""
    (distribution,) = by_logical_id(template, "AWS::CloudFront::Distribution").values()
    config = distribution["DistributionConfig"]
    found = [config["DefaultCacheBehavior"], *config.get("CacheBehaviors", [])]
    return [{k: v for k, v in each.items() if k != "TargetOriginId"} for each in found]


def test_trap_36_all_that_cors_needs_goes_through_and_nothing_is_kept() -> None:
    """In front of a REST API and of a function URL; not Host, and nobody else's headers."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", HttpIntegration("https://backend.example.com"))
    url = CorsFunctionUrl(stack, "Url", function=new_function(stack), policy=POLICY)
    Distribution(
        stack,
        "Distribution",
        default_behavior=cors_behavior(RestApiOrigin(api), POLICY),
        additional_behaviors={"/function": cors_behavior(FunctionUrlOrigin(url), POLICY)},
    )
    template = template_of(stack)
    expected = {
        "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
        "CachePolicyId": CACHING_DISABLED,
        "Compress": True,
        "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST_HEADER,
        "ViewerProtocolPolicy": "https-only",
    }
    assert behaviors(template) == [expected, {**expected, "PathPattern": "/function"}]
    assert linted(template) == []


def test_what_has_nothing_to_do_with_cors_is_left_to_the_caller() -> None:
    """A cache with Origin in its key, security headers, a redirect of pages to HTTPS."""
    stack = new_stack()
    behavior = cors_behavior(
        HttpOrigin("api.example.com"),
        POLICY,
        cache_policy=key(stack, "X-Tenant", "ORIGIN"),
        compress=False,
        response_headers_policy=ResponseHeadersPolicy.SECURITY_HEADERS,
        viewer_protocol_policy=ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    )
    Distribution(stack, "Distribution", default_behavior=behavior)
    template = template_of(stack)
    (logical_id,) = by_logical_id(template, "AWS::CloudFront::CachePolicy")
    assert behaviors(template) == [
        {
            "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
            "CachePolicyId": {"Ref": logical_id},
            "Compress": False,
            "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST_HEADER,
            "ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
            "ViewerProtocolPolicy": "redirect-to-https",
        }
    ]
    assert linted(template) == []


def test_one_answer_for_every_origin_may_be_shared() -> None:
    """``*`` without credentials: the only policy that does not depend on who asks."""
    cache_policy = key(Stack(), "X-Tenant")
    options = cors_behavior(HttpOrigin("a.test"), EVERY_ORIGIN, cache_policy=cache_policy)
    assert options.cache_policy is cache_policy


def test_what_this_app_does_not_know_is_not_guessed() -> None:
    """An imported policy, and one whose headers are tokens only in part."""
    stack = Stack()
    imported = CachePolicy.from_cache_policy_id(stack, "Imported", Fn.import_value("policy"))
    headers = ResponseHeadersPolicy.from_response_headers_policy_id(
        stack, "Headers", Fn.import_value("headers")
    )
    plain = CfnCachePolicy(
        stack,
        "Plain",
        cache_policy_config={
            "name": "plain",
            "minTtl": 0,
            "maxTtl": 1,
            "defaultTtl": 1,
            "parametersInCacheKeyAndForwardedToOrigin": {
                "enableAcceptEncodingGzip": False,
                "cookiesConfig": {"cookieBehavior": "none"},
                "queryStringsConfig": {"queryStringBehavior": "none"},
                "headersConfig": {
                    "headerBehavior": "whitelist",
                    "headers": ["origin", Fn.import_value("header")],
                },
            },
        },
    )
    for cache_policy in (imported, plain):
        options = cors_behavior(
            HttpOrigin("a.test"),
            POLICY,
            cache_policy=cache_policy,
            response_headers_policy=headers,
        )
        assert options.cache_policy is cache_policy


def writer(scope: Stack) -> ResponseHeadersPolicy:
    """Return a response headers policy with CORS settings."""
    return ResponseHeadersPolicy(
        scope,
        "Writer",
        cors_behavior=ResponseHeadersCorsBehavior(
            access_control_allow_credentials=False,
            access_control_allow_headers=["*"],
            access_control_allow_methods=["GET"],
            access_control_allow_origins=["https://app.example.com"],
            origin_override=True,
        ),
    )


SECOND_WRITER = (
    "response_headers_policy has CORS settings, which set headers that the API already sets; "
    "remove them (ResponseHeadersPolicy.SECURITY_HEADERS has none)"
)


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        (
            lambda _: {"allowed_methods": AllowedMethods.ALLOW_GET_HEAD},
            (
                "allowed_methods cannot be set: CloudFront allows all methods, because the API "
                "behind it decides; remove it"
            ),
        ),
        (
            lambda _: {"cached_methods": CachedMethods.CACHE_GET_HEAD_OPTIONS},
            (
                "cached_methods cannot be set: a preflight must not be cached: it answers for one "
                "method and its headers; remove it"
            ),
        ),
        (
            lambda _: {"origin_request_policy": OriginRequestPolicy.ALL_VIEWER},
            (
                "origin_request_policy cannot be set: all headers but Host go to the API, which "
                "needs Origin and both Access-Control-Request-... headers, and does not answer "
                "for CloudFront's host name; remove it"
            ),
        ),
        (
            lambda _: {"cache_policy": CachePolicy.CACHING_OPTIMIZED},
            (
                "cache_policy is CachePolicy.CACHING_OPTIMIZED, which does not fit an API with "
                f"CORS; remove it, so that nothing is cached, or {WAY_OUT}"
            ),
        ),
        (
            lambda scope: {"cache_policy": key(scope, "X-Tenant")},
            (
                "cache_policy has ['x-tenant'] in its key but not 'origin', so a page could "
                f"receive the response for another origin; {WAY_OUT}"
            ),
        ),
        (
            lambda scope: {"cache_policy": key(scope)},
            (
                "cache_policy has [] in its key but not 'origin', so a page could receive the "
                f"response for another origin; {WAY_OUT}"
            ),
        ),
        (
            lambda scope: {"cache_policy": key(scope, "Host", "Origin")},
            (
                "cache_policy has 'host' in its key, which forwards it to the API, but the API "
                "does not answer for CloudFront's host name; remove it"
            ),
        ),
        (lambda scope: {"response_headers_policy": writer(scope)}, SECOND_WRITER),
        (
            lambda _: {"response_headers_policy": ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS},
            SECOND_WRITER,
        ),
    ],
)
def test_trap_36_fails_on_a_property_that_breaks_cors(
    properties: Callable[[Stack], dict[str, Any]], sentence: str
) -> None:
    """At once, where the behavior is written, and with the way out."""
    with pytest.raises(ValueError, match="cors_behavior") as caught:
        cors_behavior(HttpOrigin("api.example.com"), POLICY, **properties(Stack()))
    assert str(caught.value) == f"cors_behavior: {sentence}"


def test_fails_on_a_method_that_cloudfront_does_not_know_and_names_all_problems() -> None:
    """Whoever fixes one must not run into the next."""
    policy = POLICY.replace(allow_methods=["GET", "PROPFIND", "REPORT"])
    with pytest.raises(ValueError, match="cors_behavior") as caught:
        cors_behavior(
            HttpOrigin("api.example.com"),
            policy,
            response_headers_policy=ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS,
        )
    assert str(caught.value) == (
        "cors_behavior: allow_methods has ['PROPFIND', 'REPORT'], but CloudFront supports only "
        "['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']; remove them, or let pages "
        f"call the API without CloudFront; {SECOND_WRITER}"
    )


def test_every_managed_policy_of_the_cdk_has_been_judged() -> None:
    """A new one must not slip through as one that the app imports."""
    caches = {name for name in dir(CachePolicy) if name.isupper()} - {"PROPERTY_INJECTION_ID"}
    refused = set()
    for name in caches:
        try:
            cors_behavior(HttpOrigin("a.test"), POLICY, cache_policy=getattr(CachePolicy, name))
        except ValueError:
            refused.add(name)
    assert caches - refused == {"CACHING_DISABLED"}
    writers = {name for name in dir(ResponseHeadersPolicy) if name.startswith("CORS_")}
    for name in writers:
        with pytest.raises(ValueError, match="which set headers that the API already sets"):
            cors_behavior(
                HttpOrigin("a.test"),
                POLICY,
                response_headers_policy=getattr(ResponseHeadersPolicy, name),
            )
