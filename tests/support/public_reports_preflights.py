"""Public reports whose preflight fails, each rebuilt in our own bytes; see `public_reports`."""

from __future__ import annotations

from support.heard import heard
from support.public_report import (
    ASK,
    ASKED,
    BARE,
    BLOCKED,
    BROKEN,
    BUCKET,
    FAILED,
    FORBIDDEN,
    HTTP,
    HTTP_API,
    LOCAL,
    LOG,
    NO_OPTIONS,
    NO_SUCH_HEADER,
    NONE,
    NOT_A_STAR,
    NOTHING,
    OLD,
    OTHER,
    OTHER_PORT,
    REST,
    STAR,
    STATUS,
    TOKEN,
    UNAUTHORIZED,
    WERKZEUG,
    Report,
    asked,
)

PREFLIGHTS: list[Report] = [
    asked(
        "aws/serverless-application-model#2136",
        BLOCKED + ASK + STATUS,
        "preflight-asks-for-token",
        UNAUTHORIZED,
    ),
    asked(
        "aws-amplify/amplify-js#3456",
        BLOCKED + ASK + NONE,
        "preflight-asks-for-token",
        UNAUTHORIZED,
        headers=TOKEN,
        method="GET",
    ),
    asked("aws/aws-cdk#21419", BLOCKED + ASK + STATUS, "preflight-asks-for-token", UNAUTHORIZED),
    asked("aws/aws-sam-cli#3735", BLOCKED + ASK + NONE, "preflight-asks-for-api-key", FORBIDDEN),
    asked(
        "awslabs/aws-api-gateway-developer-portal#227",
        BLOCKED + ASK + NONE,
        "authorizer-on-options",
        NO_OPTIONS,
    ),
    asked("aws/aws-cdk#28512", BLOCKED + ASK + NONE, "no-options-method", NO_OPTIONS),
    asked(
        "joostfarla/serverless-cors-plugin#28",
        "Fetch API cannot load {url}. " + ASK + NONE + " The response had HTTP status code 403.",
        "no-options-method",
        NO_OPTIONS,
    ),
    asked("aws/serverless-application-model#23", OLD + ASK + NONE, "no-options-method", NO_OPTIONS),
    asked(
        "aws-amplify/amplify-js#3007",
        LOG,
        "mock-broken",
        BROKEN,
    ),
    asked(
        "joostfarla/serverless-cors-plugin#29", BLOCKED + ASK + STATUS, "function-failed", FAILED
    ),
    asked("aws-amplify/amplify-js#10934", BLOCKED + ASK + STATUS, "function-failed", FAILED),
    asked(
        "hashicorp/terraform-provider-aws#36430",
        BLOCKED + ASK + NONE,
        "preflight-without-headers",
        BARE,
    ),
    asked(
        "hashicorp/terraform-provider-aws#33390",
        BLOCKED + ASK + NONE,
        "no-such-route",
        heard(404, HTTP, '{"message":"Not Found"}'),
        url=HTTP_API,
    ),
    asked(
        "dherault/serverless-offline#72",
        BLOCKED + ASK + NONE,
        "preflight-without-headers",
        NOTHING,
        url="http://127.0.0.1:2703/items",
    ),
    asked(
        "dherault/serverless-offline#39",
        OLD + ASK + NONE,
        "preflight-without-headers",
        NOTHING,
        url="http://127.0.0.1:3092/items",
    ),
    asked(
        "dherault/serverless-offline#1692",
        BLOCKED + ASK + NONE,
        "options-rejected",
        heard(404, {"Content-Type": "application/json"}, '{"error":"Not Found"}'),
        url="http://127.0.0.1:4001/2015-03-31/functions/f/invocations",
    ),
    asked(
        "aws/aws-sam-cli#323",
        BLOCKED + ASK + NONE,
        "sam-local",
        heard(200, WERKZEUG, "{}"),
        url=LOCAL,
    ),
    asked(
        "aws/aws-sam-cli#3864",
        BLOCKED + ASK + NONE,
        "sam-local",
        heard(403, WERKZEUG, '{"message":"Missing Authentication Token"}'),
        url=LOCAL,
    ),
    asked(
        "aws-amplify/amplify-hosting#3267",
        BLOCKED + ASK + NONE,
        "preflight-without-headers",
        heard(403, {"Server": "AmazonS3", "Content-Type": "application/xml"}, BUCKET),
        url=OTHER,
    ),
    asked(
        "wso2/carbon-apimgt#1029",
        OLD + "Response for preflight has invalid HTTP status code 403",
        "options-rejected",
        heard(403),
        url=OTHER,
    ),
    asked(
        "tkyaji/cordova-plugin-crypt-file#19",
        OLD + "Response for preflight has invalid HTTP status code 405",
        "options-rejected",
        heard(405, {"Server": "Microsoft-IIS/7.5", **STAR}),
        url=OTHER,
    ),
    asked(
        "Koredotcom/web-kore-sdk#3",
        "Failed to load {url}: Response for preflight has invalid HTTP status code 404.",
        "options-rejected",
        heard(404),
        url=OTHER,
    ),
    asked(
        "Travelport/travelport-uapi-tutorial#119",
        OLD + "Response for preflight has invalid HTTP status code 500",
        "options-rejected",
        heard(500),
        url=OTHER,
    ),
    asked(
        "MockyAbstract/Mocky#21",
        OLD + "Response for preflight has invalid HTTP status code 422",
        "options-rejected",
        heard(422),
        url=OTHER,
    ),
    asked(
        "ded/reqwest#240",
        OLD + "Response for preflight is invalid (redirect)",
        "preflight-redirected",
        heard(301, {"Location": "https://www.api.example.com/items"}),
        url=OTHER,
    ),
    asked(
        "mylittletony/ct-frontend#459",
        OLD + NO_SUCH_HEADER,
        "headers-not-allowed",
        heard(204, {**ASKED, "Access-Control-Allow-Headers": "content-type"}),
        headers=TOKEN,
        url=OTHER,
    ),
    asked(
        "aws/aws-cdk#30453",
        BLOCKED + ASK + OTHER_PORT,
        "origin-not-allowed",
        heard(204, {**REST, **ASKED, "Access-Control-Allow-Origin": "http://localhost:8080"}),
    ),
    asked(
        "ministackorg/ministack#406",
        BLOCKED + ASK + NOT_A_STAR,
        "credentials-not-allowed",
        heard(204, ASKED),
        credentials="include",
        url=OTHER,
    ),
    *(
        asked(where, BLOCKED + ASK + NONE, "preflight-asks-for-token", UNAUTHORIZED)
        for where in (
            "aws/serverless-application-model#717",
            "aws/serverless-application-model#957",
            "aws/serverless-application-model#725",
            "aws/aws-cdk#8615",
        )
    ),
    *(
        asked(where, BLOCKED + ASK + STATUS, "mock-broken", BROKEN)
        for where in (
            "aws/chalice#1248",
            "aws/aws-cdk#30984",
            "aws/serverless-application-model#3505",
        )
    ),
]
