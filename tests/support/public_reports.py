"""Public reports, each rebuilt as the answers of a small server: in our own bytes and addresses.

The reports are cited by repository and number; none of their text, templates or code is here.
"""

from __future__ import annotations

from support.heard import ALLOW, heard
from support.public_report import (
    BARE,
    BLOCKED,
    BROKEN,
    CDN,
    EDGE,
    FAILED,
    LATE,
    LIMIT,
    LOCAL,
    MISSING,
    NO_OPTIONS,
    NONE,
    OLD,
    OTHER,
    OTHER_PAGE,
    REST,
    SEVERAL,
    STAR,
    TOO_MANY,
    UNAUTHORIZED,
    URL,
    WERKZEUG,
    Report,
    rest,
    sent,
)
from support.public_reports_in_other_words import IN_OTHER_WORDS
from support.public_reports_preflights import PREFLIGHTS

REPORTS: list[Report] = [
    *PREFLIGHTS,
    *IN_OTHER_WORDS,
    sent("tinrab/url-shortener-lambda#1", MISSING, "response-without-headers", BARE),
    sent("serverless/serverless#1955", OLD + NONE, "response-without-headers", BARE),
    sent(
        "serverless/serverless#4037",
        OLD + NONE + " The response had HTTP status code 502.",
        "function-failed",
        FAILED,
    ),
    sent(
        "aws-samples/amazon-rekognition-engagement-meter#43",
        BLOCKED + NONE,
        "function-failed",
        BROKEN,
    ),
    sent(
        "evanchiu/serverless-galleria#3",
        "POST {url} net::ERR_FAILED 502 (Bad Gateway)",
        "function-failed",
        FAILED,
    ),
    sent(
        "Miserlou/Zappa#1983",
        '{{"message": "Internal server error"}} {url}',
        "function-failed",
        FAILED,
    ),
    sent(
        "serverless/serverless#2099",
        "Fetch API cannot load {url}. " + NONE,
        "error-without-headers",
        heard(401, REST, "Please log in"),
    ),
    sent("aws-amplify/amplify-js#4607", BLOCKED + NONE, "integration-timeout", LATE),
    sent("aws/serverless-application-model#840", BLOCKED + NONE, "integration-timeout", LATE),
    sent(
        "aws/serverless-application-model#1983", BLOCKED + NONE, "authorizer-denied", UNAUTHORIZED
    ),
    sent(
        "serverless/serverless#3896",
        MISSING + " Status code: 401.",
        "authorizer-denied",
        UNAUTHORIZED,
    ),
    sent(
        "aws-amplify/amplify-cli#5763",
        BLOCKED + NONE,
        "authorizer-denied",
        rest("AccessDeniedException", 403, "User is not authorized to access this resource"),
    ),
    sent("mantil-io/mantil#13", BLOCKED + NONE, "wrong-stage-or-path", NO_OPTIONS),
    sent(
        "dod-ccpo/atat-web-api#316",
        BLOCKED + NONE,
        "authorizer-denied",
        rest(
            "AccessDeniedException",
            403,
            "User is not authorized to access this resource with an explicit deny",
        ),
    ),
    sent("massif-press/compcon#2237", MISSING, "throttled", LIMIT),
    sent("reapit/foundations#4215", BLOCKED + NONE, "throttled", heard(429, REST, "")),
    sent(
        "openfoodfacts/openfoodfacts-server#13475",
        BLOCKED + NONE,
        "throttled",
        heard(429, {"Server": "nginx/1.18.0"}, TOO_MANY),
        url=OTHER,
    ),
    sent("jikan-me/jikan-rest#148", BLOCKED + NONE, "throttled", heard(429), url=OTHER),
    sent("Giphy/GiphyAPI#190", BLOCKED + NONE, "throttled", heard(429), url=OTHER),
    sent(
        "internetarchive/openlibrary#11140",
        MISSING,
        "throttled",
        heard(429, {"Server": "nginx"}, TOO_MANY),
        url=OTHER,
    ),
    sent(
        "loculus-project/loculus#1635",
        BLOCKED + NONE,
        "payload-too-large",
        heard(413, {"Server": "nginx"}, "<center>nginx</center>"),
        url=OTHER,
    ),
    sent("firefox-devtools/profiler#998", MISSING, "payload-too-large", heard(413), url=OTHER),
    sent(
        "awslabs/aws-api-gateway-developer-portal#296",
        BLOCKED + NONE,
        "payload-too-large",
        heard(413, REST, "PayloadTooLargeError"),
    ),
    sent(
        "aws/aws-sdk-js#432",
        "XMLHttpRequest cannot load {url}. " + NONE,
        "aws-control-plane",
        heard(403, {"x-amzn-requestid": "1", "x-amzn-errortype": "InvalidAPICallException"}),
        url="https://lambda.us-east-1.amazonaws.com/2014-11-13/functions/f/invoke-async/",
    ),
    sent(
        "OSU-Sustainability-Office/energy-dashboard#140",
        MISSING,
        "sam-local",
        heard(200, WERKZEUG, "[]"),
        url=LOCAL,
    ),
    sent(
        "hummingbird-project/hummingbird-examples#130",
        BLOCKED + SEVERAL,
        "two-writers",
        heard(200, {"Access-Control-Allow-Origin": "*, *"}),
        url=URL,
    ),
    sent(
        "samvera/serverless-iiif#111",
        BLOCKED + OTHER_PAGE,
        "cached-for-another-origin",
        heard(
            200,
            {
                **EDGE,
                "X-Cache": "Hit from cloudfront",
                "Age": "60",
                "Access-Control-Allow-Origin": "https://viewer.example",
            },
        ),
        url=CDN,
    ),
    sent(
        "awslabs/speke-reference-server#37",
        MISSING,
        "cached-for-another-origin",
        heard(200, {**EDGE, "X-Cache": "Hit from cloudfront", "Server": "AmazonS3"}),
        url=CDN,
        past=heard(200, {**EDGE, **STAR}),
    ),
    sent(
        "awslabs/speke-reference-server#3",
        MISSING,
        "cached-for-another-origin",
        heard(200, {**EDGE, "X-Cache": "Hit from cloudfront"}),
        url=CDN,
        past=heard(200, {**EDGE, **STAR}),
    ),
    sent(
        "aws-solutions-library-samples/live-streaming-on-aws-with-amazon-s3#8",
        BLOCKED + NONE,
        "cached-for-another-origin",
        heard(200, {**EDGE, "X-Cache": "Hit from cloudfront", "Age": "3"}),
        url=CDN,
        past=heard(200, {**EDGE, **ALLOW}),
    ),
    sent(
        "porsche-design-system/porsche-design-system#1469",
        MISSING,
        "cached-for-another-origin",
        heard(200, {**EDGE, "X-Cache": "Hit from cloudfront", "Server": "AmazonS3"}),
        url=CDN,
        past=heard(200, {**EDGE, **STAR}),
    ),
    sent(
        "PRX/Infrastructure#412",
        BLOCKED + NONE,
        "cached-for-another-origin",
        heard(200, {**EDGE, "X-Cache": "Hit from cloudfront"}),
        url=CDN,
        past=heard(200, {**EDGE, **STAR}),
    ),
    *(
        sent(where, BLOCKED + NONE, "response-without-headers", BARE)
        for where in (
            "serverless/serverless#4681",
            "aws/aws-cdk#16876",
            "aws/aws-cdk#17924",
            "onmyway133/blog#1051",
            "jeremydaly/lambda-api#194",
            "serverless/serverless#4225",
            "aws-samples/aws-serverless-workshops#111",
        )
    ),
    *(
        sent(where, BLOCKED + NONE, "function-failed", FAILED)
        for where in (
            "serverless/serverless#4614",
            "aws-amplify/amplify-cli#8219",
            "apollographql/apollo-server#4112",
        )
    ),
]
