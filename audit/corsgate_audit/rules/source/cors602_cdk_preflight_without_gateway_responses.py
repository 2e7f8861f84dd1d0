"""The CDK writes preflights, and leaves the gateway's own errors as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.error_defaults import bare_defaults, bare_witness, is_the_cdks
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi


def check(api: RestApi) -> Iterator[Violation]:
    """Look for APIs of the CDK with preflights, and without a single error response."""
    if not is_the_cdks(api):
        return
    bare = dict(each for each in bare_defaults(api) if not isinstance(each, Undecided))
    if not bare:
        return
    witness = bare_witness(api, bare)
    status = witness.response.status if witness.response else None
    construct = (api.location.construct or "").removesuffix("/Resource")
    yield Violation(
        subject=Subject(location=api.location),
        message=f"The CDK wrote the preflights of {construct!r}, and no gateway responses: when "
        f"the gateway itself refuses a request, such as with {status}, the page sees a CORS error "
        "and cannot tell an expired session from a throttled call or a crash.",
        expected=f"{ALLOW_ORIGIN} on DEFAULT_4XX and DEFAULT_5XX",
        actual="OPTIONS methods, and no gateway response",
        witness=witness,
    )


RULE = Rule(
    id="CORS602",
    slug="cdk-preflight-without-gateway-responses",
    severity=Severity.MEDIUM,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="default_cors_preflight_options of the CDK is used, and nothing for error responses.",
    why="""\
The CDK's default_cors_preflight_options and add_cors_preflight write OPTIONS methods and nothing
else. A missing token, a throttled request, a function that times out: API Gateway answers these
itself, without CORS headers, and the browser hides status and body from the page. CORS113 says the
same of what no CDK wrote.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource, beside a status 401,
403, 429 or 504 in the network panel.
""",
    symptoms=(CorsError.MISSING_ALLOW_ORIGIN_HEADER,),
    example="""\
# What RestApi(self, "Api", default_cors_preflight_options=...) leaves out.
Api:
  Type: AWS::ApiGateway::RestApi     # and no AWS::ApiGateway::GatewayResponse
  Metadata:
    aws:cdk:path: Shop/Api/Resource
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # or, for an API that is there:
CorsGatewayResponses(self, "Errors", rest_api=api, policy=policy)
""",
        cloudformation="""\
Errors4xx:
  Type: AWS::ApiGateway::GatewayResponse
  Properties:
    RestApiId: !Ref Api
    ResponseType: DEFAULT_4XX
    ResponseParameters:
      gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
      gatewayresponse.header.Vary: "'Origin'"
""",
        cli="""\
cdk deploy   # after the change to the app
""",
    ),
    when_not="""\
Pages need not tell one error from another.
""",
    sources=(
        "https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_apigateway/CorsOptions.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
        "https://github.com/aws/aws-cdk/issues/16876",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Use CorsRestApi, or CorsGatewayResponses beside the API that is there; then "
        "deploy.",
    ),
)
