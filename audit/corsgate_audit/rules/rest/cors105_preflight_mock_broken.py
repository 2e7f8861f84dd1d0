"""A MOCK preflight that cannot answer, or answers without the header that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.origin_values import allows_by_condition
from corsgate_audit.rules.preflights import (
    beside,
    has_ok_status,
    mock_preflights,
    preflight_status,
    preflighted_exchanges,
    subject_of,
    undecided,
    with_bare_preflights,
)
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Integration, RestApi, Route

_BROKEN = {
    CorsError.PREFLIGHT_INVALID_STATUS: "answers {status}, and a browser takes no answer to a "
    "preflight but 200 to 299",
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: "answers {status} without "
    "Access-Control-Allow-Origin",
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: "answers with an "
    "Access-Control-Allow-Methods that no browser can parse",
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: "answers with an "
    "Access-Control-Allow-Headers that no browser can parse",
}


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for MOCK preflights whose own answer no request can pass.

    Headers that the method does not declare are CORS108's part.
    """
    given = {(route.path, route.method): route for route in api.routes}
    bare = with_declared_headers(with_bare_preflights(api))
    for resource, options in mock_preflights(bare):
        route = given[options.path, options.method]
        for _, made in preflighted_exchanges(bare, resource, options):
            outcome = tuple(_judged(api, route, made))
            yield from outcome
            if outcome:
                break


def _judged(api: RestApi, route: Route, made: Exchange) -> Iterator[Violation | Undecided]:
    if made.verdict is None:
        yield from undecided(subject_of(route), made)
        return
    error = made.verdict.error
    if error not in _BROKEN or made.preflight_answer is None or route.integration is None:
        return
    if has_ok_status(made) and _may_allow_others(error, route.integration):
        # It may well answer other origins: which ones, its template does not show.
        yield Undecided(subject=subject_of(route), value=_UNKNOWN_ORIGIN)
        return
    yield _violation(api, route, made)


def _may_allow_others(error: str | None, integration: Integration) -> bool:
    missing = error == CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    return missing and allows_by_condition(integration)


_UNKNOWN_ORIGIN = Unresolved(
    "Access-Control-Allow-Origin",
    "the preflight sets it by a condition under which no origin that the source names passes",
)


def _violation(api: RestApi, route: Route, made: Exchange) -> Violation:
    error = CorsError(str(made.verdict and made.verdict.error))
    status = preflight_status(made)
    if not has_ok_status(made):
        error = CorsError.PREFLIGHT_INVALID_STATUS
    return Violation(
        subject=subject_of(route),
        message=f"OPTIONS {route.path!r} is a MOCK that {_BROKEN[error].format(status=status)}: no "
        f"request that needs a preflight gets through.{_note(made)}{beside(api, route, made)}",
        expected="a MOCK whose request template gives a statusCode that an integration response "
        "has, and that maps Access-Control-Allow-Origin",
        actual=f"status {status}, headers: {_names(made) or 'none'}",
        detail=error.value,
        witness=made.witness(),
    )


def _note(made: Exchange) -> str:
    """Return the gateway's reason; of an answer with its own status, what follows that."""
    note = made.preflight_answer.note if made.preflight_answer else ""
    reason = note.partition(". ")[2] if has_ok_status(made) else note
    return f" {reason}" if reason else ""


def _names(made: Exchange) -> str:
    answer = made.preflight_answer
    headers = answer.response.headers if answer and answer.response else ()
    return ", ".join(sorted({name for name, _ in headers}))


RULE = Rule(
    id="CORS105",
    slug="preflight-mock-broken",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A MOCK preflight answers with an error, or without the CORS headers.",
    why="""\
A MOCK integration takes its status from the statusCode that its request template renders, and its
headers from the integration response that this status selects. Without a template for
application/json, with a template that is no JSON, or with a status that no integration response
has, API Gateway answers 500. An integration response that maps no Access-Control-Allow-Origin
answers 200 and permits nothing.
""",
    browser="""\
It does not have HTTP ok status, or: No 'Access-Control-Allow-Origin' header is present on the
requested resource. The execution log says 'Unable to parse statusCode. It should be an integer
that is defined in the request template'.
""",
    symptoms=tuple(_BROKEN),
    example="""\
ItemPreflight:
  Type: AWS::ApiGateway::Method
  Properties:
    HttpMethod: OPTIONS
    AuthorizationType: NONE
    Integration:
      Type: MOCK                  # no request template: no statusCode
      IntegrationResponses:
        - StatusCode: '200'
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # renders the MOCK
""",
        cloudformation="""\
Integration:
  Type: MOCK
  PassthroughBehavior: NEVER
  ContentHandling: CONVERT_TO_TEXT
  RequestTemplates: {application/json: '{"statusCode": 204}'}
  IntegrationResponses:
    - StatusCode: '204'
      ContentHandling: CONVERT_TO_TEXT
      ResponseParameters:
        method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
        method.response.header.Access-Control-Allow-Methods: "'PUT'"
MethodResponses:
  - StatusCode: '204'
    ResponseParameters:
      method.response.header.Access-Control-Allow-Origin: true
      method.response.header.Access-Control-Allow-Methods: true
""",
        cli="""\
aws apigateway update-integration --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --patch-operations \\
  'op=add,path=/requestTemplates/application~1json,value="{\\"statusCode\\": 204}"'
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Never: such an OPTIONS method serves no request that a browser makes.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary='Give the MOCK the request template {"statusCode": 204} for application/json and '
        "an integration response 204 that maps the CORS headers; then deploy the stage anew.",
    ),
)
