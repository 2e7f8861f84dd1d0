"""Error answers of gateways, CDNs, proxies and applications, each with the causes that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.answers_of_fronts import TO_PREFLIGHTS, TO_REQUESTS
from support.error_case import CDN, FUNCTION, HTTP, LOCAL, NGINX, REST, Case
from support.heard import ALLOW, APP, heard

if TYPE_CHECKING:
    from corsgate_audit.probe import Heard


def rest(kind: str, status: int, message: str) -> Heard:
    """Return an error of a REST API's own."""
    return heard(status, {**REST, "x-amzn-ErrorType": kind}, f'{{"message":"{message}"}}')


def http(status: int, message: str) -> Heard:
    """Return an error of an HTTP API's own."""
    return heard(status, HTTP, f'{{"message":"{message}"}}')


TOKEN = rest("MissingAuthenticationTokenException", 403, "Missing Authentication Token")
FORBIDDEN = rest("ForbiddenException", 403, "Forbidden")
FAILED = rest("InternalServerErrorException", 502, "Internal server error")
ERROR_500 = rest("InternalServerErrorException", 500, "Internal server error")
LATE = rest("InternalServerErrorException", 504, "Endpoint request timed out")
AWAY = rest("InternalServerErrorException", 504, "Network error communicating with endpoint")
EXECUTE = "https://a1.execute-api.eu-west-1.amazonaws.com/prod/items"

ASKED = [
    Case(
        "no OPTIONS method",
        TOKEN,
        ("no-options-method", "wrong-stage-or-path", "authorizer-on-options"),
    ),
    Case(
        "a wrong path",
        TOKEN,
        ("wrong-stage-or-path", "no-options-method", "authorizer-on-options"),
        get=TOKEN,
    ),
    Case(
        "a key",
        FORBIDDEN,
        ("preflight-asks-for-api-key", "no-api-mapping", "waf-or-resource-policy"),
    ),
    Case(
        "a key on AWS's domain",
        FORBIDDEN,
        ("preflight-asks-for-api-key", "waf-or-resource-policy"),
        url=EXECUTE,
    ),
    Case(
        "an authorizer",
        rest("UnauthorizedException", 401, "Unauthorized"),
        ("preflight-asks-for-token", "authorizer-on-options"),
    ),
    Case(
        "a policy",
        rest("AccessDeniedException", 403, "User is not authorized to access this resource"),
        ("preflight-denied", "authorizer-on-options", "waf-or-resource-policy"),
    ),
    Case(
        "a resource policy",
        rest(
            "AccessDeniedException",
            403,
            "User: anonymous is not authorized to perform: execute-api:Invoke",
        ),
        ("waf-or-resource-policy", "preflight-denied"),
    ),
    Case("a broken MOCK", ERROR_500, ("mock-broken", "function-failed")),
    Case("too many", rest("TooManyRequestsException", 429, "Too Many Requests"), ("throttled",)),
    Case(
        "a type",
        rest("UnsupportedMediaTypeException", 415, "Unsupported Media Type"),
        ("unsupported-media-type", "mock-broken"),
    ),
    Case(
        "a validator",
        rest("BadRequestException", 400, "Missing required request parameters: [x]"),
        ("options-rejected", "mock-broken"),
    ),
    Case("no route", http(404, "Not Found"), ("no-such-route", "options-rejected")),
    Case(
        "an origin that an HTTP API leaves out",
        heard(204, HTTP),
        ("origin-not-allowed", "preflight-without-headers"),
    ),
    Case(
        "CloudFront cannot reach the origin",
        heard(504, {**CDN, "Server": "CloudFront"}),
        ("upstream-down", "integration-timeout"),
    ),
    Case(
        "CloudFront's firewall",
        heard(403, {**CDN, "Server": "CloudFront"}, "Request blocked. We can't connect"),
        ("waf-or-resource-policy", "front-restricts-methods"),
    ),
    Case(
        "CloudFront without OPTIONS",
        heard(403, {**CDN, "Server": "CloudFront"}, "not configured to allow"),
        ("front-restricts-methods",),
    ),
    Case(
        "nginx without its application",
        heard(502, NGINX, "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>"),
        ("upstream-down", "integration-timeout"),
    ),
    Case(
        "nginx refuses", heard(405, NGINX, "<center>nginx</center>"), ("front-restricts-methods",)
    ),
    Case(
        "a load balancer's firewall",
        heard(403, {"Server": "awselb/2.0"}, "<center><h1>403 Forbidden"),
        ("waf-or-resource-policy", "front-restricts-methods"),
    ),
    Case(
        "a load balancer without targets",
        heard(503, {"Server": "awselb/2.0"}),
        ("upstream-down", "integration-timeout"),
    ),
    Case(
        "a corporate proxy",
        heard(403, {"Server": "Zscaler/6.2"}),
        ("front-restricts-methods", "waf-or-resource-policy"),
    ),
    Case(
        "another company's proxy",
        heard(403, {"X-Squid-Error": "ERR_ACCESS_DENIED 0"}),
        ("front-restricts-methods", "waf-or-resource-policy"),
    ),
    Case(
        "a router without OPTIONS",
        heard(404, REST, '{"message":"Route OPTIONS not found"}'),
        ("options-rejected",),
    ),
    Case(
        "SAM CLI",
        heard(200, {"Server": "Werkzeug/2.0", "Content-Type": "application/json"}, "{}"),
        ("sam-local", "preflight-without-headers"),
        url=LOCAL,
    ),
    Case(
        "Flask on this machine",
        heard(200, {"Server": "Werkzeug/3.1", "Content-Type": "text/html", "Allow": "GET"}),
        ("preflight-without-headers",),
        url=LOCAL,
    ),
    Case(
        "a cache",
        heard(
            200,
            {
                **CDN,
                "X-Cache": "Hit from cloudfront",
                "Age": "9",
                "Access-Control-Allow-Origin": "https://other.test",
            },
        ),
        ("cached-for-another-origin", "origin-not-allowed"),
    ),
    Case(
        "a fresh answer of a cache",
        heard(
            200,
            {
                **CDN,
                "X-Cache": "Miss from cloudfront",
                "Access-Control-Allow-Origin": "https://other.test",
            },
        ),
        ("origin-not-allowed",),
    ),
    Case(
        "two writers",
        heard(200, {"Access-Control-Allow-Origin": f"{APP}, *"}),
        ("two-writers", "origin-not-allowed"),
    ),
    Case(
        "an AWS service",
        heard(
            200,
            {
                "x-amzn-requestid": "1",
                **ALLOW,
                "Access-Control-Allow-Headers": "x-amz-content-sha256,x-amz-user-agent",
            },
        ),
        ("aws-control-plane",),
    ),
    Case(
        "a function URL with IAM",
        heard(403, {"x-amzn-errortype": "AccessDeniedException"}, '{"Message":"Forbidden"}'),
        ("preflight-denied", "authorizer-on-options", "waf-or-resource-policy"),
        url=FUNCTION,
    ),
    Case("a redirect", heard(301, {"Location": "https://x.example/"}), ("preflight-redirected",)),
    *TO_PREFLIGHTS,
]
SENT = [
    Case("a wrong path", TOKEN, ("wrong-stage-or-path",)),
    Case("forbidden", FORBIDDEN, ("waf-or-resource-policy", "no-api-mapping")),
    Case("the function failed", FAILED, ("function-failed",)),
    Case("the function is slow", LATE, ("integration-timeout",)),
    Case("a backend that is away", AWAY, ("upstream-down",)),
    Case(
        "the authorizer failed",
        heard(
            500,
            {**REST, "x-amzn-errortype": "AuthorizerConfigurationException"},
            '{"message":null}',
        ),
        ("function-failed",),
    ),
    Case(
        "the authorizer denies",
        rest(
            "AccessDeniedException",
            403,
            "User is not authorized to access this resource with an explicit deny",
        ),
        ("authorizer-denied",),
    ),
    Case("no token", rest("UnauthorizedException", 401, "Unauthorized"), ("authorizer-denied",)),
    Case(
        "an old token",
        rest("UnauthorizedException", 401, "The incoming token has expired"),
        ("token-expired",),
    ),
    Case(
        "old credentials",
        rest("ExpiredTokenException", 403, "The security token included in the request is expired"),
        ("token-expired",),
    ),
    Case(
        "a signature",
        heard(
            403,
            {**CDN, "x-amzn-errortype": "InvalidSignatureException"},
            '{"message":"The request signature we calculated does not match"}',
        ),
        ("signature-invalid",),
    ),
    Case(
        "a token where a signature belongs",
        rest(
            "IncompleteSignatureException",
            403,
            "Authorization header requires 'Credential' parameter",
        ),
        ("signature-invalid",),
    ),
    Case("the quota", rest("LimitExceededException", 429, "Limit Exceeded"), ("throttled",)),
    Case(
        "concurrency",
        heard(
            429,
            {"x-amzn-errortype": "TooManyRequestsException"},
            '{"Reason":"ConcurrentInvocationLimitExceeded"}',
        ),
        ("throttled",),
        url=FUNCTION,
    ),
    Case(
        "a large body",
        heard(413, CDN, "HTTP content length exceeded 10485760 bytes."),
        ("payload-too-large",),
    ),
    Case(
        "a type",
        rest("UnsupportedMediaTypeException", 415, "Unsupported Media Type"),
        ("unsupported-media-type",),
    ),
    Case("an HTTP API's function", http(500, "Internal Server Error"), ("function-failed",)),
    Case(
        "an HTTP API that waits no longer",
        http(503, "Service Unavailable"),
        ("integration-timeout",),
    ),
    Case("an HTTP API's authorizer", http(401, "Unauthorized"), ("authorizer-denied",)),
    Case(
        "a slow origin behind CloudFront",
        heard(504, {**CDN, "Server": "CloudFront"}),
        ("integration-timeout", "upstream-down"),
    ),
    Case("an error of the application", heard(502, REST), ("error-without-headers",)),
    Case(
        "a service",
        heard(403, {**REST, "x-amzn-errortype": "InvalidAPICallException"}),
        ("aws-control-plane",),
    ),
    Case("a redirect", heard(302, {"Location": "https://login.example/"}), ("redirected",)),
    Case(
        "SAM CLI",
        heard(200, {"Server": "Werkzeug/2.0", "Content-Type": "application/json"}, "{}"),
        ("sam-local", "response-without-headers"),
        url=LOCAL,
    ),
    *TO_REQUESTS,
]
