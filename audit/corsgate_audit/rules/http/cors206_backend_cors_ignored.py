"""A function that answers CORS behind an HTTP API that drops what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.configured import listed, unread, whole
from corsgate_audit.rules.doubled import second_writers
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for functions with a policy behind an HTTP API with CORS settings."""
    yield from unread(api)
    # A function that could not be read is not reported: whatever it says is dropped, so that no
    # verdict on this API depends on it.
    writers = second_writers(api, "http_api")
    if writers.routes:
        yield Violation(
            subject=whole(api),
            message=f"The functions of {listed(writers.routes)} have a CORS policy of their own, "
            "and the API has CORS settings: API Gateway drops the functions' CORS headers, so the "
            "policy has no effect here.",
            expected="CORS in one place",
            actual="CorsConfiguration on the API, and CORSGATE_POLICY on its functions",
        )


RULE = Rule(
    id="CORS206",
    slug="backend-cors-ignored",
    severity=Severity.INFO,
    kind=Kind.HYGIENE,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    check=check,
    summary="An HTTP API with CORS settings drops the CORS headers that its functions send.",
    why="""\
Where an HTTP API has CORS settings, API Gateway ignores the CORS headers of what stands behind it.
Pages then get what the settings say, whatever the functions' policy says; who changes the policy
wonders why nothing happens. CORSGATE_GATEWAY_OWNS=http_api tells the function so, and says it to
the next reader.
""",
    browser="""\
What the API's settings allow, and not what the functions' policy allows: for a page that only the
policy lets in, No 'Access-Control-Allow-Origin' header is present on the requested resource.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    CorsConfiguration: {AllowOrigins: ['https://app.example.com']}
Function:
  Type: AWS::Lambda::Function
  Properties:
    Environment:
      Variables: {CORSGATE_POLICY: '{"allow_origins": ["https://other.example.com"]}'}
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsHttpApi(self, "Api", policy=policy)  # tells its functions that it owns CORS
""",
        cloudformation="""\
Environment:
  Variables:
    CORSGATE_POLICY: '{"allow_origins": ["https://app.example.com"]}'
    CORSGATE_GATEWAY_OWNS: http_api
""",
        cli="""\
aws lambda update-function-configuration --function-name $FUNCTION \\
  --environment "$(jq -n --arg policy "$POLICY" \\
    '{Variables: {CORSGATE_POLICY: $policy, CORSGATE_GATEWAY_OWNS: "http_api"}}')"
""",
    ),
    when_not="""\
The function stands behind another front door too, which leaves CORS to it, and both say the same.
""",
    sources=("https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Decide who answers CORS: add http_api to the function's CORSGATE_GATEWAY_OWNS, or "
        "remove the CORS settings from the API.",
    ),
)
