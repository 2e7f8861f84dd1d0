"""Binary media types that make a MOCK preflight fail, because it does not ask for text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.preflights import (
    beside,
    has_ok_status,
    mock_preflights,
    preflighted_exchanges,
    subject_of,
    undecided,
    with_bare_preflights,
    with_open_preflights,
)
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Integration, RestApi, Route, Texts

TEXT = "CONVERT_TO_TEXT"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for MOCK preflights that would answer if it were not for the binary media types."""
    if api.binary_media_types == ():
        return
    given = {(route.path, route.method): route for route in api.routes}
    opened, bare = with_open_preflights(api), with_bare_preflights(api)
    for resource, options in mock_preflights(opened):
        route = given[options.path, options.method]
        without = dict(preflighted_exchanges(bare, resource, options))
        for asked, made in preflighted_exchanges(opened, resource, options):
            if made.verdict is None:
                yield from undecided(subject_of(route), made)
            elif not has_ok_status(made) and has_ok_status(without[asked]):
                yield _violation(api, route, made)
            break


def _violation(api: RestApi, route: Route, made: Exchange) -> Violation:
    types = ", ".join(map(repr, _resolved(api.binary_media_types)))
    lacking = " and ".join(_lacking(route.integration)) if route.integration else ""
    return Violation(
        subject=subject_of(route),
        message=f"The API's binary media types ({types}) cover the empty body of a preflight, and "
        f"the MOCK behind OPTIONS {route.path!r} does not ask for text: API Gateway answers 500 "
        f"to every preflight.{beside(api, route, made)}",
        expected=f"ContentHandling {TEXT} on the integration and on its integration responses",
        actual=f"no {TEXT} on {lacking}",
        detail=types,
        witness=made.witness(),
    )


def _resolved(values: Texts) -> tuple[str, ...]:
    texts = values if isinstance(values, tuple) else ()
    return tuple(sorted(value for value in texts if isinstance(value, str)))


def _lacking(integration: Integration) -> Iterator[str]:
    if integration.content_handling != TEXT:
        yield "the integration"
    for response in integration.responses:
        if response.content_handling != TEXT:
            yield f"integration response {response.status_code}"


RULE = Rule(
    id="CORS107",
    slug="binary-types-break-preflight",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="Binary media types make the MOCK preflights answer 500.",
    why="""\
With */* among an API's binary media types API Gateway treats the body of a preflight, empty as it
is, as binary, and cannot put it through the MOCK's templates. The execution log says 'Unable to
transform request' where the integration does not ask for text, and 'Unable to transform response'
where the integration response does not. The CDK's and the Serverless Framework's own preflights
set neither or one of them; the console cannot set the second.
""",
    browser="""\
Response to preflight request doesn't pass access control check: It does not have HTTP ok status.
The network panel shows an OPTIONS request with status 500.
""",
    symptoms=(
        CorsError.PREFLIGHT_INVALID_STATUS,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    BinaryMediaTypes: ['*/*']
ItemPreflight:
  Type: AWS::ApiGateway::Method
  Properties:
    HttpMethod: OPTIONS
    Integration:
      Type: MOCK
      RequestTemplates: {application/json: '{"statusCode": 204}'}
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy, binary_media_types=["*/*"])  # asks for text
""",
        cloudformation="""\
Integration:
  Type: MOCK
  ContentHandling: CONVERT_TO_TEXT
  RequestTemplates: {application/json: '{"statusCode": 204}'}
  IntegrationResponses:
    - StatusCode: '204'
      ContentHandling: CONVERT_TO_TEXT
""",
        cli="""\
aws apigateway update-integration --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --patch-operations op=replace,path=/contentHandling,value=CONVERT_TO_TEXT
aws apigateway update-integration-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --status-code 204 \\
  --patch-operations op=replace,path=/contentHandling,value=CONVERT_TO_TEXT
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Never: every preflight of the path fails.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
        "https://github.com/aws/aws-cdk/issues/18297",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Set contentHandling to CONVERT_TO_TEXT on the MOCK integration and on its "
        "integration responses; then deploy the stage anew.",
    ),
)
