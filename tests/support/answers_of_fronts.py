"""Error answers of what stands in front of an API or behind it: firewalls, CDNs, stores."""

from __future__ import annotations

from support.error_case import CDN, FUNCTION, HTTP, REST, Case
from support.heard import heard

FIREWALL = ("waf-or-resource-policy", "front-restricts-methods")
DOWN = ("upstream-down", "integration-timeout")
NO_SETTING = ("origin-not-allowed", "method-not-allowed", "headers-not-allowed")
ALB_PAGE = (
    "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n"
    "<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>"
)
EXPIRED = 'Bearer scope="" error="invalid_token" error_description="the token has expired"'
ENVOY = "upstream connect error or disconnect/reset before headers. reset reason: overflow"
REJECTED = "The requested URL was rejected. Please consult with your administrator. Your support ID"
BUCKET = {"Server": "AmazonS3", "Content-Type": "application/xml"}

TO_PREFLIGHTS = [
    Case("a load balancer without its name", heard(503, {}, ALB_PAGE), DOWN),
    Case("a proxy of another make", heard(502, {}, "Bad Gateway"), DOWN),
    Case(
        "Cloudflare's challenge",
        heard(403, {"Server": "cloudflare", "CF-RAY": "x", "cf-mitigated": "challenge"}),
        FIREWALL,
    ),
    Case("WAF's CAPTCHA", heard(405, {**REST, "x-amzn-waf-action": "captcha"}), FIREWALL),
    Case("Spring", heard(403, {}, "Invalid CORS request"), NO_SETTING),
    Case(
        "an HTTP API's authorizer denies",
        heard(403, HTTP, '{"message":"Forbidden"}'),
        ("authorizer-on-options", "authorizer-denied", "no-api-mapping"),
    ),
    Case(
        "a gateway whose error type was taken away",
        heard(403, REST, '{"message":"Missing Authentication Token"}'),
        ("no-options-method", "wrong-stage-or-path", "authorizer-on-options"),
    ),
    Case(
        "a function URL's longer message",
        heard(
            403,
            {"x-amzn-errortype": "AccessDeniedException"},
            '{"Message":"Forbidden. For troubleshooting Function URL authorization issues"}',
        ),
        ("preflight-denied", "authorizer-on-options", "waf-or-resource-policy"),
        url=FUNCTION,
    ),
]
TO_REQUESTS = [
    Case("Cloudflare's firewall", heard(403, {"CF-RAY": "x"}, "error code: 1020"), FIREWALL),
    Case("Cloudflare without its origin", heard(522, {"CF-RAY": "x"}, "error code: 522"), DOWN),
    Case("WAF's challenge", heard(202, {"x-amzn-waf-action": "challenge"}), FIREWALL),
    Case("Akamai", heard(403, {}, "Access Denied Reference&#32;&#35;18.abc"), FIREWALL),
    Case("Imperva", heard(403, {}, "Request unsuccessful. Incapsula incident ID: 1"), FIREWALL),
    Case("F5, with 200", heard(200, {}, f"<html>{REJECTED} is: 1"), FIREWALL),
    Case("Envoy", heard(503, {"Server": "envoy"}, ENVOY), DOWN),
    Case("Spring", heard(403, {}, "Invalid CORS request"), NO_SETTING),
    Case(
        "a bearer token that has expired",
        heard(401, {**HTTP, "www-authenticate": EXPIRED}, '{"message":"Unauthorized"}'),
        ("token-expired",),
    ),
    Case(
        "an HTTP API's authorizer denies",
        heard(403, HTTP, '{"message":"Forbidden"}'),
        ("authorizer-denied", "no-api-mapping"),
    ),
    Case(
        "a function at the edge",
        heard(
            502,
            {**CDN, "X-Cache": "LambdaValidationError from cloudfront", "Server": "CloudFront"},
        ),
        ("function-failed",),
    ),
    Case(
        "a CloudFront function",
        heard(503, {**CDN, "Server": "CloudFront"}, "The CloudFront function associated with"),
        ("function-failed",),
    ),
    Case(
        "a function URL's function",
        heard(502, {}, "Internal Server Error"),
        ("function-failed",),
        url=FUNCTION,
    ),
    Case(
        "a signature for S3",
        heard(403, BUCKET, "<Error><Code>SignatureDoesNotMatch</Code>"),
        ("signature-invalid",),
    ),
    Case(
        "a presigned URL that has expired",
        heard(403, BUCKET, "<Code>AccessDenied</Code><Message>Request has expired</Message>"),
        ("token-expired",),
    ),
    Case(
        "a bucket's policy",
        heard(403, BUCKET, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message>"),
        ("waf-or-resource-policy",),
    ),
    Case(
        "a gateway whose error type was taken away",
        heard(504, REST, '{"message": "Endpoint request timed out"}'),
        ("integration-timeout",),
    ),
    Case(
        "what a function behind a REST API says itself",
        heard(403, REST, '{"message":"Forbidden"}'),
        ("error-without-headers",),
    ),
]
