"""Public reports told in other words than Chrome's: libraries, logs, error pages, other languages.

Each is rebuilt in our own bytes and addresses; see `public_reports`.
"""

from __future__ import annotations

from corsgate_audit.probe import Heard
from support.heard import heard
from support.public_report import (
    API,
    ASK,
    BLOCKED,
    BROKEN,
    CDN,
    EDGE,
    FORBIDDEN,
    HTTP,
    HTTP_API,
    NO_OPTIONS,
    NONE,
    OTHER,
    REST,
    STATUS,
    UNAUTHORIZED,
    Report,
    asked,
    rest,
    sent,
)

FRENCH = (
    "Blocage d\u2019une requ\u00eate multiorigine (Cross-Origin Request)\u00a0: {url}. "
    "Raison\u00a0: l\u2019en-t\u00eate CORS "
    "\u00ab\u00a0Access-Control-Allow-Origin\u00a0\u00bb est manquant. "
    "Code d\u2019\u00e9tat\u00a0: 200."
)
CHINESE = (
    "已阻止跨源请求\uff1a{url} 的远程资源。\uff08原因\uff1aCORS 头缺少 "
    "'Access-Control-Allow-Origin'\uff09。"
)
FIREFOX_503 = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource "
    "at {url}. (Reason: CORS header 'Access-Control-Allow-Origin' missing). Status code: 503."
)
NO_METHODS = (
    "403 ERROR The request could not be satisfied. This distribution is not configured to allow "
    "the HTTP request method that was used for this request. {url}"
)
ONLY_READS = heard(
    403,
    {**EDGE, "Server": "CloudFront", "X-Cache": "Error from cloudfront"},
    "This distribution is not configured to allow the HTTP request method that was used",
)
PANEL = (
    "Request URL:{url}\nRequest Method:OPTIONS\nStatus Code:403\n"
    "access-control-request-headers:x-api-key\naccess-control-request-method:GET\norigin:{app}"
)
OLD_404 = "OPTIONS {url}\nXMLHttpRequest cannot load {url}. Invalid HTTP status code 404"
ANGULAR = "HttpErrorResponse: Http failure response for {url}: 0 Unknown Error"
AXIOS = "Uncaught (in promise) Error: Network Error at createError (createError.js:16) {url}"
PARSE = (
    "HTTP Method: OPTIONS, Resource Path: /items\nExecution failed due to configuration error: "
    "Unable to parse statusCode. It should be an integer that is defined in the request template.\n"
    "Method completed with status: 500 {url}"
)
NO_PERMISSION = (
    "Execution failed due to configuration error: Invalid permissions on Lambda function {url}"
)
ERROR_TYPE = "x-amzn-ErrorType: AuthorizerConfigurationException {url}"
HEADER_403 = "x-amzn-errortype: MissingAuthenticationTokenException\n{url}"
AUTHORIZER = rest("AuthorizerConfigurationException", 500, "null")
KEY = (("x-api-key", "k"),)

IN_OTHER_WORDS: list[Report] = [
    sent("cnumr/ecoindex_api#74", FRENCH, "response-without-headers", heard(200), url=OTHER),
    sent("opensolarmap/solfront#11", FRENCH, "response-without-headers", heard(200), url=OTHER),
    sent(
        "asiainfoLDP/datafoundry-troubleshooting#25",
        CHINESE,
        "response-without-headers",
        heard(200),
        url=OTHER,
    ),
    sent("borisdayma/dalle-mini#215", FIREFOX_503, "upstream-down", heard(503), url=OTHER),
    sent(
        "ENT8R/NotesReview#83",
        "Cross-Origin Request Blocked: {url} (Reason: CORS header "
        "\u2018Access-Control-Allow-Origin\u2019 missing).",
        "integration-timeout",
        heard(504),
        url=OTHER,
    ),
    asked("magda-io/magda#736", NO_METHODS, "front-restricts-methods", ONLY_READS, url=CDN),
    asked("anomalyco/sst#2948", NO_METHODS, "front-restricts-methods", ONLY_READS, url=CDN),
    asked(
        "serverless-nextjs/serverless-next.js#454",
        NO_METHODS,
        "front-restricts-methods",
        ONLY_READS,
        url=CDN,
    ),
    asked(
        "awslabs/aws-api-gateway-developer-portal#50",
        PANEL,
        "preflight-asks-for-api-key",
        FORBIDDEN,
        method="GET",
        headers=KEY,
        past=heard(200, REST),
    ),
    asked(
        "kndt84/aws-api-gateway-client#29",
        HEADER_403 + " OPTIONS",
        "authorizer-on-options",
        NO_OPTIONS,
    ),
    sent("danielireson/formplug#16", HEADER_403, "wrong-stage-or-path", NO_OPTIONS),
    asked(
        "mlops-club/awscdk-minecraft#36",
        "OPTIONS {url} 401 (Unauthorized)\n" + BLOCKED + ASK + STATUS,
        "preflight-asks-for-token",
        heard(401, {**HTTP, "www-authenticate": "Bearer"}, '{"message":"Unauthorized"}'),
        url=HTTP_API,
    ),
    asked("alma-cdk/openapix#37", PARSE, "mock-broken", BROKEN),
    asked("lynndylanhurley/ng-token-auth#135", OLD_404, "options-rejected", heard(404), url=OTHER),
    asked("angular/angular#22022", ANGULAR, "upstream-down", heard(503), url=OTHER),
    asked(
        "axios/axios#2755",
        AXIOS,
        "options-rejected",
        heard(404, {"Server": "PERL"}, "Not found"),
        url=OTHER,
    ),
    sent(
        "auth0-samples/jwt-rsa-aws-custom-authorizer#6", ERROR_TYPE, "function-failed", AUTHORIZER
    ),
    sent("propublica/congress-api-docs#253", ERROR_TYPE, "function-failed", AUTHORIZER),
    sent("bustle/shep#303", NO_PERMISSION, "function-failed", BROKEN),
    asked(
        "gulikholmatova/serverless-app#1",
        BLOCKED + ASK + NONE,
        "preflight-without-headers",
        heard(200, REST),
    ),
    asked("evanchiu/serverless-galleria#7", "OPTIONS {url} 403", "no-options-method", NO_OPTIONS),
    sent(
        "react/react-native#29487",
        "TypeError: Network request failed {url}",
        "unreachable",
        Heard(None, problem="the connection was refused"),
        url=OTHER,
    ),
    sent(
        "sbarski/serverless-architectures-aws#11",
        "GET {url} net::ERR_FAILED 401 (Unauthorized)",
        "authorizer-denied",
        UNAUTHORIZED,
        url=API,
    ),
]
