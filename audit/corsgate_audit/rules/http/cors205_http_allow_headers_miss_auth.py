"""CORS settings of an HTTP API that leave out a header without which its routes refuse."""

from __future__ import annotations

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.configured import headers_missed
from corsgate_audit.rules.rule import Rule, UseInstead

RULE = Rule(
    id="CORS205",
    slug="http-allow-headers-miss-auth",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    check=headers_missed,
    summary="An HTTP API's routes need a credential header that its CORS settings do not allow.",
    why="""\
A route behind a JWT or Lambda authorizer or IAM is of use only to requests that carry what the
authorizer reads, most often Authorization, and a browser sends that only if the answer to the
preflight lists it. `*` covers every header but Authorization, which has to be named, and covers
nothing where cookies are sent along.
""",
    browser="""\
Request header field authorization is not allowed by Access-Control-Allow-Headers in preflight
response.
""",
    symptoms=(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,),
    example="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
  AllowHeaders: [content-type]      # and a route has AuthorizationType JWT
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(
    allow_origins=["https://app.example.com"], allow_headers=["authorization", "content-type"]
)
api = CorsHttpApi(self, "Api", policy=policy)  # adds what authorizers need
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
  AllowHeaders: [authorization, content-type]
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API --cors-configuration \\
  AllowOrigins=https://app.example.com,AllowHeaders=authorization,content-type
""",
    ),
    when_not="""\
No page of another origin uses the routes that need the header. X-Amz-Security-Token alone may be
left out where pages sign with long-term keys, which they should not hold.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Add the missing names to AllowHeaders of the HTTP API's CORS settings.",
    ),
)
