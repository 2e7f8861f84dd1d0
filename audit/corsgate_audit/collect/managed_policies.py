"""CloudFront's managed policies, which templates and accounts name by id and hold nowhere.

Sources:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import (
    CachePolicy,
    CorsConfiguration,
    HeaderMode,
    HeaderSet,
    ResponseHeadersPolicy,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def _listed(*names: str) -> HeaderSet:
    return HeaderSet(mode=HeaderMode.LISTED, names=names)


_ALL = HeaderSet(mode=HeaderMode.ALL)
_NONE = HeaderSet()
_OVERRIDES = ("x-http-method-override", "x-http-method", "x-method-override")
_YEAR = 31_536_000

# id: name, headers of the cache key, minimum, default and maximum time to live in seconds.
_CACHE = {
    "2e54312d-136d-493c-8eb9-b001f22f67d2": (
        "Amplify", _listed("authorization", "cloudfront-viewer-country", "host"), 2, 2, 600
    ),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": ("CachingDisabled", _NONE, 0, 0, 0),
    "658327ea-f89d-4fab-a63d-7e88639e58f6": ("CachingOptimized", _NONE, 1, 86_400, _YEAR),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": (
        "CachingOptimizedForUncompressedObjects", _NONE, 1, 86_400, _YEAR
    ),
    "08627262-05a9-4f76-9ded-b50ca2e3a84f": (
        "Elemental-MediaPackage", _listed("origin"), 0, 86_400, _YEAR
    ),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": (
        "UseOriginCacheControlHeaders", _listed("host", "origin", *_OVERRIDES), 0, 0, _YEAR
    ),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": (
        "UseOriginCacheControlHeaders-QueryStrings",
        _listed("host", "origin", *_OVERRIDES), 0, 0, _YEAR,
    ),
}  # fmt: skip

CACHE_POLICIES: Mapping[str, CachePolicy] = {
    identifier: CachePolicy(
        name=name, key_headers=headers, min_ttl=least, default_ttl=default, max_ttl=most
    )
    for identifier, (name, headers, least, default, most) in _CACHE.items()
}
"""By id."""

_PREFLIGHT = ("access-control-request-headers", "access-control-request-method")

ORIGIN_REQUEST_POLICIES: Mapping[str, HeaderSet] = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": _ALL,  # AllViewer
    "33f36d7e-f396-46d9-90e0-52428a34d9dc": _ALL,  # AllViewerAndCloudFrontHeaders-2022-06
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": HeaderSet(  # AllViewerExceptHostHeader
        mode=HeaderMode.ALL_EXCEPT, names=("host",)
    ),
    "59781a5b-3903-41f3-afcb-af62929ccde1": _listed("origin"),  # CORS-CustomOrigin
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": _listed("origin", *_PREFLIGHT),  # CORS-S3Origin
    "775133bc-15f2-49f9-abea-afb2e0bf67d2": _listed(  # Elemental-MediaTailor-PersonalizedManifests
        "origin", *_PREFLIGHT, "user-agent", "x-forwarded-for"
    ),
    "bf0718e1-ba1e-49d1-88b1-f726733018ae": _listed("host"),  # HostHeaderOnly
    "acba4595-bd28-49b8-b9fe-13317c0390fa": _listed(  # UserAgentRefererHeaders
        "user-agent", "referer"
    ),
}
"""The request headers that each forwards, by id."""

_ANYONE = CorsConfiguration(allow_origins=("*",))
_ANYONE_WITH_PREFLIGHT = CorsConfiguration(
    allow_origins=("*",),
    allow_methods=("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"),
    expose_headers=("*",),
)

# id: name and what it writes of CORS. None of them overrides the origin's own CORS headers.
_RESPONSE = {
    "60669652-455b-4ae9-85a4-c4c02393f86c": ("SimpleCORS", _ANYONE),
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": ("CORS-With-Preflight", _ANYONE_WITH_PREFLIGHT),
    "67f7725c-6f97-4210-82d7-5512b31e9d03": ("SecurityHeadersPolicy", None),
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": ("CORS-and-SecurityHeadersPolicy", _ANYONE),
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63": (
        "CORS-with-preflight-and-SecurityHeadersPolicy", _ANYONE_WITH_PREFLIGHT
    ),
}  # fmt: skip

RESPONSE_HEADERS_POLICIES: Mapping[str, ResponseHeadersPolicy] = {
    identifier: ResponseHeadersPolicy(name=name, cors=cors)
    for identifier, (name, cors) in _RESPONSE.items()
}
"""By id."""
