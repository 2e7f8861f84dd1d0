"""The error behind a CORS error: which cause an error answer names, by whoever made it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.causes import CAUSES, described
from corsgate_audit.causes.gateway_errors import ERRORS, gateway_error, message_in
from corsgate_audit.probe import Heard, Probe, probe
from corsgate_audit.probe.answers import ANSWERS
from corsgate_audit.probe.causes import CAUSES as KINDS
from corsgate_audit.probe.causes import FAMILIES, SENTENCES
from corsgate_audit.probe.origins import origin_difference
from corsgate_audit.probe.values import RealError
from support.heard import ALLOW, APP, URL, Wire, heard

REST = {"x-amzn-RequestId": "r", "x-amz-apigw-id": "a", "Content-Type": "application/json"}
HTTP = {"Apigw-Requestid": "a", "Content-Type": "application/json"}
CDN = {"Via": "1.1 x (CloudFront)", "X-Amz-Cf-Id": "c"}
FUNCTION = "https://abc.lambda-url.eu-west-1.on.aws/"
LOCAL = "http://127.0.0.1:3000/items"
NGINX = {"Server": "nginx"}
PASS = heard(204, {**ALLOW, "Access-Control-Allow-Methods": "*"})


class Case(NamedTuple):
    """One answer.

    Args:
        what: it is.
        answer: to the preflight, where it is `asked`, or to the request.
        slugs: the cause, and the others that show the same bytes.
        asked: whether it answers the preflight.
        url: that is asked.
        get: what a GET of the same URL is answered, where that tells causes apart.
    """

    what: str
    answer: Heard
    slugs: tuple[str, ...]
    asked: bool = True
    url: str = URL
    get: Heard | None = None


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
        "a company's proxy",
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
]


def found_for(case: Case) -> Probe:
    """Probe with an answer to the preflight, or to the request behind it."""
    if case.asked:
        request = BrowserRequest(case.url, APP, "PUT")
        return probe(request, Wire(case.answer, case.get))
    return probe(BrowserRequest(case.url, APP), Wire(PASS, case.answer))


@pytest.mark.parametrize(
    "case",
    [*ASKED, *(case._replace(asked=False) for case in SENT)],
    ids=lambda case: f"{'preflight' if case.asked else 'request'}: {case.what}",
)
def test_an_error_answer_names_its_cause(case: Case) -> None:
    """And the others of the same bytes, in order; each has a sentence."""
    found = found_for(case)
    assert found.cause is not None
    assert (found.cause.slug, *(each.slug for each in found.cause.also)) == case.slugs
    assert all(described(each.slug).meaning in each.sentence for each in found.cause.also)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            FAILED,
            RealError(
                "function-failed",
                502,
                "InternalServerErrorException",
                "Internal server error",
                "API Gateway (REST API) answers the request with 502 "
                "(InternalServerErrorException): Internal server error.",
            ),
        ),
        (
            heard(500, NGINX, "<html>oops</html>"),
            RealError(
                "error-without-headers",
                500,
                None,
                None,
                "Nginx answers the request with 500.",
            ),
        ),
        (heard(502, ALLOW), None),
        (heard(200), None),
    ],
)
def test_what_the_page_would_have_been_told(answer: Heard, error: RealError | None) -> None:
    """Nothing where it can read the answer, or where there is no error."""
    assert probe(BrowserRequest(URL, APP), Wire(PASS, answer)).real_error == error


def test_a_response_header_in_the_request_is_the_pages_fault() -> None:
    """Whatever the server answers to the preflight."""
    request = BrowserRequest(URL, APP, headers=(("Access-Control-Allow-Origin", "*"),))
    cause = probe(request, Wire(heard(204, ALLOW))).cause
    assert cause is not None
    assert cause.slug == "response-header-in-request"
    assert cause.sentence.startswith("The page sends Access-Control-Allow-Origin in its request")


@pytest.mark.parametrize(
    ("allowed", "origin", "difference"),
    [
        ("https://a.example/", "https://a.example", "in the slash at the end"),
        ("https://A.example:443", "https://a.example", "in the spelling: scheme and host alone"),
        ("http://a.example", "https://a.example", "in the scheme: http, not https"),
        ("https://www.a.example", "https://a.example", "in www. alone"),
        ("https://a.example", "https://www.a.example", "in www. alone"),
        ("http://a.example:3000", "http://a.example:3001", "in the port: 3000, not 3001"),
        ("http://a.example:3000", "http://a.example", "in the port: 3000, not the default"),
        ("https://b.example", "https://a.example", ""),
        ("http://b.example:1", "https://a.example", ""),
        ("*", "https://a.example", ""),
        ("a b", "https://a.example", ""),
    ],
)
def test_in_what_two_origins_differ(allowed: str, origin: str, difference: str) -> None:
    """Where that is easily overlooked; the cause says it."""
    assert origin_difference(allowed, origin) == difference
    if difference and "spelling" not in difference:
        answer = heard(200, {"Access-Control-Allow-Origin": allowed})
        cause = probe(BrowserRequest(URL, origin), Wire(answer, answer)).cause
        assert cause is not None
        assert cause.sentence.endswith(f" They differ {difference}.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"message":"Forbidden"}', "Forbidden"),
        ('{"Message" : "a \\"b\\""}', 'a "b"'),
        ("{'message': 'x'}", "x"),
        ('{"message":null}', "null"),
        (" plain ", "plain"),
        ("", ""),
    ],
)
def test_the_message_of_a_body(body: str, message: str) -> None:
    """JSON as gateways write it, or text."""
    assert message_in(body) == message


def test_an_error_that_no_table_holds() -> None:
    """Is none: its type alone does not tell what it means."""
    assert gateway_error("TeapotException", "I am a teapot", 418) is None
    assert gateway_error("", "Service Unavailable", 500) is None


def test_the_set_of_causes_is_closed() -> None:
    """Every slug of every table is described, once, and every rule has an id."""
    slugs = [cause.slug for cause in CAUSES]
    assert len(set(slugs)) == len(slugs)
    named = {slug for error in ERRORS for slug in (error.slug, *error.preflight)}
    named |= {slug for answer in ANSWERS for slug in answer.slugs}
    named |= {kind.slug for kind in KINDS} | set(FAMILIES) | set(SENTENCES)
    assert named <= set(slugs)
