"""Which cause an answer shows: the answers of AWS, of proxies and of frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.probe import Family, Heard, Server, probe
from support.heard import ALLOW, APP, URL, Wire, heard

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.probe import Cause

REST = {"x-amzn-RequestId": "r", "x-amz-apigw-id": "a", "Content-Type": "application/json"}
HTTP = {"Apigw-Requestid": "a", "Content-Type": "application/json"}
CLOUDFRONT = {"Server": "CloudFront", "X-Amz-Cf-Id": "c", "Via": "1.1 x (CloudFront)"}
NGINX_PAGE = "<html><body><center><h1>405 Not Allowed</h1></center><hr><center>nginx/1.26</center>"
PUT = BrowserRequest(URL, APP, "PUT", (("content-type", "application/json"),))
GET = BrowserRequest(URL, APP)


def rest_error(kind: str, status: int = 403, message: str = "Forbidden") -> Heard:
    """Return an error of a REST API's own."""
    return heard(status, {**REST, "x-amzn-ErrorType": kind}, f'{{"message":"{message}"}}')


PREFLIGHTS: list[tuple[str, Heard, str, Family, Server | None, str]] = [
    (
        "no OPTIONS method",
        rest_error("MissingAuthenticationTokenException", 403, "Missing Authentication Token"),
        "no-options-method",
        Family.PREFLIGHT,
        Server.REST_API,
        (
            "API Gateway (REST API) has no OPTIONS method on this path, so it answers the "
            "preflight itself with 403. A wrong stage or path gives the same response."
        ),
    ),
    (
        "API key on OPTIONS",
        rest_error("ForbiddenException"),
        "preflight-asks-for-api-key",
        Family.FRONT,
        Server.REST_API,
        (
            "API Gateway (REST API) answers the preflight itself with 403 Forbidden: OPTIONS "
            "requires an API key, which browsers do not send with a preflight. If OPTIONS "
            "requires none, AWS WAF blocks it."
        ),
    ),
    (
        "authorizer on OPTIONS",
        rest_error("UnauthorizedException", 401, "Unauthorized"),
        "preflight-asks-for-token",
        Family.PREFLIGHT,
        Server.REST_API,
        (
            "API Gateway (REST API) requires authentication for the preflight (401), but browsers "
            "send neither cookies nor Authorization with it. Answer OPTIONS before the "
            "authentication."
        ),
    ),
    (
        "IAM on OPTIONS",
        rest_error("AccessDeniedException"),
        "preflight-denied",
        Family.FRONT,
        Server.REST_API,
        (
            "API Gateway (REST API) denies the preflight: OPTIONS has IAM authorization, or a "
            "resource policy does not allow it, and browsers do not sign a preflight."
        ),
    ),
    (
        "HTTP API without CORS",
        heard(404, HTTP, '{"message":"Not Found"}'),
        "no-such-route",
        Family.PREFLIGHT,
        Server.HTTP_API,
        (
            "API Gateway (HTTP API) answers the preflight with 404: the API has no route for this "
            "method and path."
        ),
    ),
    (
        "CloudFront without OPTIONS",
        heard(403, CLOUDFRONT, "This distribution is not configured to allow the HTTP request"),
        "front-restricts-methods",
        Family.FRONT,
        Server.CLOUDFRONT,
        (
            "CloudFront answers the preflight itself with 403 and does not forward it: its "
            "settings do not forward OPTIONS."
        ),
    ),
    (
        "nginx",
        heard(405, {"Server": "nginx"}, NGINX_PAGE),
        "front-restricts-methods",
        Family.FRONT,
        Server.NGINX,
        (
            "Nginx answers the preflight itself with 405 and does not forward it: its settings do "
            "not forward OPTIONS."
        ),
    ),
    (
        "an application behind nginx",
        heard(404, {"Server": "nginx"}, "not here"),
        "options-rejected",
        Family.PREFLIGHT,
        Server.NGINX,
        (
            "Nginx rejects the preflight with 404: nothing answers OPTIONS on this path, or a "
            "proxy in front blocks it."
        ),
    ),
    (
        "a redirect",
        heard(301, {**ALLOW, "Location": "https://api.example.com/items/"}),
        "preflight-redirected",
        Family.PREFLIGHT,
        None,
        (
            "The server redirects the preflight to 'https://api.example.com/items/', which "
            "browsers do not follow. Call that address: the usual reasons are http instead of "
            "https, and an extra or missing slash at the end."
        ),
    ),
    (
        "headers but an error status",
        heard(500, {**ALLOW, "Access-Control-Allow-Methods": "PUT"}),
        "options-rejected",
        Family.PREFLIGHT,
        None,
        (
            "The server rejects the preflight with 500: nothing answers OPTIONS on this path, or a "
            "proxy in front blocks it."
        ),
    ),
    (
        "no headers",
        heard(204),
        "preflight-without-headers",
        Family.PREFLIGHT,
        None,
        (
            "The server answers the preflight with 204 and without Access-Control-Allow-Origin: "
            "CORS is not configured there, or does not allow https://app.example.com."
        ),
    ),
    (
        "a list without the method",
        heard(204, {**ALLOW, "Access-Control-Allow-Methods": "GET, PATCH"}),
        "method-not-allowed",
        Family.METHOD,
        None,
        (
            "The server answers the preflight, but its Access-Control-Allow-Methods lists GET, "
            "PATCH and not PUT."
        ),
    ),
    (
        "a list without the header",
        heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PUT"}),
        "headers-not-allowed",
        Family.POLICY,
        None,
        (
            "The server answers the preflight, but its Access-Control-Allow-Headers does not list "
            "content-type."
        ),
    ),
    (
        "another origin",
        heard(204, {"Access-Control-Allow-Origin": "https://other.test"}),
        "origin-not-allowed",
        Family.POLICY,
        None,
        (
            "The server allows 'https://other.test', not https://app.example.com; the header must "
            "hold one origin, exactly as the browser sends it."
        ),
    ),
    (
        "a list that is none",
        heard(204, {**ALLOW, "Access-Control-Allow-Methods": "GET PUT"}),
        "blocked",
        Family.POLICY,
        None,
        "",
    ),
    (
        "Starlette's origins",
        heard(400, {"Server": "uvicorn"}, "Disallowed CORS origin"),
        "origin-not-allowed",
        Family.POLICY,
        Server.STARLETTE,
        (
            "The application (Starlette) rejects https://app.example.com in the preflight: its "
            "CORS settings do not allow this origin."
        ),
    ),
    (
        "Starlette's headers",
        heard(400, ALLOW, "Disallowed CORS headers"),
        "headers-not-allowed",
        Family.POLICY,
        Server.STARLETTE,
        (
            "The application (Starlette) rejects a header of the preflight: its CORS settings do "
            "not allow it."
        ),
    ),
    (
        "nobody there",
        Heard(None, problem="no connection: refused"),
        "unreachable",
        Family.NETWORK,
        None,
        "There is no answer: no connection: refused.",
    ),
]


@pytest.mark.parametrize(
    ("preflight", "slug", "family", "server", "sentence"),
    [row[1:] for row in PREFLIGHTS],
    ids=[row[0] for row in PREFLIGHTS],
)
def test_the_answer_to_a_preflight(
    preflight: Heard, slug: str, family: Family, server: Server | None, sentence: str
) -> None:
    """The whole sentence, the family, and the server that has to be changed."""
    cause = found(PUT, preflight)
    assert (cause.slug, cause.family, cause.server) == (slug, family, server)
    assert cause.sentence == sentence or slug == "blocked"


@pytest.mark.parametrize(
    ("request_", "response", "slug", "family", "sentence"),
    [
        (
            GET,
            heard(200),
            "response-without-headers",
            Family.RESPONSE,
            (
                "The server answers 200 without Access-Control-Allow-Origin: CORS is not "
                "configured there, or does not allow https://app.example.com."
            ),
        ),
        (
            GET,
            heard(502, REST),
            "error-without-headers",
            Family.RESPONSE,
            (
                "API Gateway (REST API) answers 502 without Access-Control-Allow-Origin, so the "
                "page sees a CORS error in place of the real one."
            ),
        ),
        (
            GET,
            heard(405, {**ALLOW, "Allow": "POST"}),
            "method-not-served",
            Family.METHOD,
            "The server has no GET on this path (405); it serves POST.",
        ),
        (
            BrowserRequest(URL, APP, credentials="include"),
            heard(200, {"Access-Control-Allow-Origin": "*"}),
            "credentials-not-allowed",
            Family.POLICY,
            (
                "The page sends credentials: Access-Control-Allow-Origin must be "
                "https://app.example.com itself, not '*', beside "
                "Access-Control-Allow-Credentials: true."
            ),
        ),
    ],
)
def test_the_answer_to_the_request_itself(
    request_: BrowserRequest, response: Heard, slug: str, family: Family, sentence: str
) -> None:
    """The preflight is past, or there was none."""
    cause = found(request_, heard(204), response)
    assert (cause.slug, cause.family, cause.sentence) == (slug, family, sentence)


def test_what_the_browser_never_sends(snapshot: SnapshotAssertion) -> None:
    """Nothing reaches the wire."""
    wire = Wire(heard(204))
    result = probe(BrowserRequest(URL, APP, "TRACE"), wire)
    assert wire.sent == []
    assert result.cause is not None
    assert result.cause.slug == "never-sent"
    assert result.cause.sentence == snapshot


def found(request: BrowserRequest, *answers: Any) -> Cause:  # noqa: ANN401 - Wire's own
    """Probe with an answer to the preflight and one to the request."""
    result = probe(request, Wire(*answers))
    assert result.cause is not None
    return result.cause
