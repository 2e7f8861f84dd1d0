"""A gateway response that is customised without the header that its default has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway_errors import NOT_CUSTOMISABLE, OWN_STATUS, default_of
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import GatewayResponse, RestApi


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for gateway responses of one type without the header that their default has."""
    customised = {response.response_type: response for response in api.gateway_responses}
    for error in sorted(OWN_STATUS.keys() - NOT_CUSTOMISABLE):
        response, default = customised.get(error), customised.get(default_of(error))
        if response is None or default is None or _allows(response) is True:
            continue
        for each in (response, default):
            if isinstance(each.headers, Unresolved):
                yield Undecided(subject=Subject(location=each.location), value=each.headers)
                break
        else:
            if _allows(default):
                yield _violation(api, response, default)


def _allows(response: GatewayResponse) -> bool:
    headers = response.headers if isinstance(response.headers, tuple) else ()
    return any(name.lower() == ALLOW_ORIGIN.lower() for name, _ in headers)


def _violation(api: RestApi, response: GatewayResponse, default: GatewayResponse) -> Violation:
    error = response.response_type
    witness = error_witness(api, error, response)
    return Violation(
        subject=Subject(location=response.location),
        message=f"{error} is customised without {ALLOW_ORIGIN}, and so takes nothing of "
        f"{default.response_type}, which has it: a page sees a CORS error in place of the status "
        f"{witness.response.status if witness.response else OWN_STATUS[error]}.",
        expected=f"{ALLOW_ORIGIN} on {error}, as on {default.response_type}",
        actual=f"{error} lacks the header",
        detail=error,
        witness=witness,
    )


RULE = Rule(
    id="CORS114",
    slug="gateway-override-drops-cors",
    severity=Severity.MEDIUM,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A gateway response is customised without the CORS header that its default carries.",
    why="""\
DEFAULT_4XX and DEFAULT_5XX stand for the errors that have no gateway response of their own. Who
customises one, for its body or its status, takes it out of the default's reach with all headers:
nothing is inherited. The one error that somebody cared about is then the one that no page can read.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource, for this error alone.
""",
    symptoms=(CorsError.MISSING_ALLOW_ORIGIN_HEADER,),
    example="""\
Unauthorized:
  Type: AWS::ApiGateway::GatewayResponse
  Properties:
    RestApiId: !Ref Api
    ResponseType: UNAUTHORIZED          # DEFAULT_4XX has the headers, this has not
    ResponseTemplates: {application/json: '{"error": "sign in"}'}
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)
api.add_gateway_response(
    "Unauthorized",
    type=ResponseType.UNAUTHORIZED,
    response_headers={"Access-Control-Allow-Origin": "'https://app.example.com'"},
    templates={"application/json": '{"error": "sign in"}'},
)
""",
        cloudformation="""\
ResponseType: UNAUTHORIZED
ResponseTemplates: {application/json: '{"error": "sign in"}'}
ResponseParameters:
  gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
  gatewayresponse.header.Vary: "'Origin'"
""",
        cli="""\
aws apigateway update-gateway-response --rest-api-id $API --response-type UNAUTHORIZED \\
  --patch-operations \\
  "op=add,path=/responseParameters/gatewayresponse.header.Access-Control-Allow-Origin,value=\\"'https://app.example.com'\\""
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
No page needs to read this error.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
        "https://fetch.spec.whatwg.org/#cors-check",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Put the default's CORS headers on this gateway response too; then deploy the "
        "stage anew.",
    ),
)
