"""An HTTP API without CORS settings, behind which nothing is known to answer pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Confidence, Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.configured import listed, whole
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for APIs with routes of which nothing says that a page may use them."""
    if api.routes and not shows_cors(api):
        yield Violation(
            subject=whole(api),
            message=f"The API has no CORS settings, and nothing that could be read answers CORS "
            f"behind {listed(api.routes)}: pages of other origins can use it only if its functions "
            "send the headers, on preflights too.",
            expected="CORS settings, if pages of other origins use the API",
            actual="no CorsConfiguration",
            confidence=Confidence.POSSIBLE,
        )


RULE = Rule(
    id="CORS207",
    slug="no-cors-config",
    severity=Severity.INFO,
    kind=Kind.HYGIENE,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    check=check,
    summary="An HTTP API has no CORS settings, and nothing is known to answer for it.",
    why="""\
Without CORS settings an HTTP API hands preflights to a route that takes OPTIONS, and answers 404
where there is none. Pages of other origins then depend on what the functions do, which a template
and the account do not hold. That is all in order for an API that only servers call; the finding
says what was not seen, and is no fault by itself.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource; where the functions
do not send it.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    ProtocolType: HTTP
    Name: orders
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsHttpApi(self, "Api", policy=policy)
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
  AllowMethods: [GET, PUT]
  AllowHeaders: [content-type]
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API --cors-configuration \\
  AllowOrigins=https://app.example.com,AllowMethods=GET,PUT,AllowHeaders=content-type
""",
    ),
    when_not="""\
No page of another origin uses the API, or its functions answer CORS themselves.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Configure CORS on the API, or decorate its functions and give them a route for "
        "OPTIONS, if pages of other origins use it.",
    ),
)
