"""Errors of the gateway itself that no page can read, because they carry no CORS headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.error_defaults import (
    bare_defaults,
    bare_witness,
    customised_responses,
    is_the_cdks,
)
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for defaults without Access-Control-Allow-Origin that some error still falls back to.

    Where the CDK wrote all there is, CORS602 says which construct to use.
    """
    found = list(bare_defaults(api))
    yield from (each for each in found if isinstance(each, Undecided))
    bare = dict(each for each in found if not isinstance(each, Undecided))
    if bare and not is_the_cdks(api):
        yield _violation(api, bare)


def _violation(api: RestApi, bare: dict[str, str]) -> Violation:
    names = " and ".join(bare)
    witness = bare_witness(api, bare)
    status = witness.response.status if witness.response else None
    customised = customised_responses(api)
    return Violation(
        subject=Subject(location=api.location),
        message=f"{names} {'carry' if len(bare) > 1 else 'carries'} no {ALLOW_ORIGIN}: when the "
        f"gateway itself refuses a request, such as with {status}, the page sees a CORS error and "
        "cannot tell an expired session from a throttled call or a crash.",
        expected=f"{ALLOW_ORIGIN} on {names}",
        actual=", ".join(
            f"{name} {'lacks the header' if name in customised else 'is not customised'}"
            for name in bare
        ),
        detail=names,
        witness=witness,
    )


RULE = Rule(
    id="CORS113",
    slug="gateway-errors-without-cors",
    severity=Severity.MEDIUM,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="The gateway's own error responses carry no CORS headers.",
    why="""\
Some errors never reach your code: a missing or expired token, a throttled or oversized request, a
function that times out. API Gateway answers them with its gateway responses, which carry no CORS
headers unless somebody adds them. The browser then hides the status and the body from the page
and reports a CORS error, which sends people looking in the wrong place. The headers on
DEFAULT_4XX and DEFAULT_5XX reach every error that has no gateway response of its own.

With several allowed origins a gateway response cannot choose, since it has no Velocity: it can
name one origin, or reflect method.request.header.Origin, which lets every page read the error,
and nothing but the error.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource, beside a status 401,
403, 429 or 504 in the network panel.
""",
    symptoms=(CorsError.MISSING_ALLOW_ORIGIN_HEADER,),
    example="""\
Api:
  Type: AWS::ApiGateway::RestApi     # and no AWS::ApiGateway::GatewayResponse
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # adds both
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
Errors5xx:
  Type: AWS::ApiGateway::GatewayResponse
  Properties:
    RestApiId: !Ref Api
    ResponseType: DEFAULT_5XX
    ResponseParameters:
      gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
      gatewayresponse.header.Vary: "'Origin'"
""",
        cli="""\
for type in DEFAULT_4XX DEFAULT_5XX; do
  aws apigateway put-gateway-response --rest-api-id $API --response-type $type \\
    --response-parameters "{\\"gatewayresponse.header.Access-Control-Allow-Origin\\": \\"'https://app.example.com'\\"}"
done
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Pages need not tell one error from another, or the API is not meant for pages.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html",
        "https://fetch.spec.whatwg.org/#cors-check",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Put Access-Control-Allow-Origin on the gateway responses DEFAULT_4XX and "
        "DEFAULT_5XX; then deploy the stage anew.",
    ),
)
