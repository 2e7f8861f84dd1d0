"""A CORS header that an integration response maps and the method does not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    mapped_responses,
    named_headers,
    unread_headers,
    with_declared_headers,
    without_headers,
)
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Text
    from corsgate_audit.rules.header_mappings import MappedResponse


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for mapped CORS headers that the method response of the same status lacks."""
    yield from unread_headers(api)
    for each in mapped_responses(api):
        names = [name for name, _ in each.cors_headers() if _is_undeclared(each, name)]
        unknown = _unknown_status(each)
        if names and unknown:
            yield Undecided(subject=subject_of(each.route), value=unknown)
        elif names:
            yield _violation(api, each, names)


def _is_undeclared(each: MappedResponse, name: str) -> bool:
    return not any(
        declared.lower() == name.lower()
        for response in each.route.responses
        if response.status_code == each.response.status_code
        for declared in response.headers
    )


def _unknown_status(each: MappedResponse) -> Unresolved | None:
    """Return a status that keeps the two from being told to belong together."""
    codes = [each.response.status_code, *(said.status_code for said in each.route.responses)]
    return next((code for code in codes if isinstance(code, Unresolved)), None)


def _violation(api: RestApi, each: MappedResponse, names: list[str]) -> Violation:
    told = named_headers(names)
    alone = around(api, each.route)
    has = next(
        (
            ", ".join(response.headers) or "no header"
            for response in each.route.responses
            if response.status_code == each.response.status_code
        ),
        "no method response of this status",
    )
    return Violation(
        subject=subject_of(each.route),
        message=f"{each.route.method} {each.route.path!r} maps {told} in its integration response "
        f"{each.status}, and its method response {each.status} does not declare "
        f"{'it' if len(names) == 1 else 'them'}: API Gateway refuses the mapping, so the "
        "deployment fails, or the header never reaches a page.",
        expected=f"method response {each.status} that declares {told}",
        actual=f"method response {each.status}: {has}" if each.route.responses else has,
        detail=f"{each.status} {told}",
        witness=blocked_witness(
            without_headers(alone, _lost), with_declared_headers(alone), each.route
        ),
    )


def _lost(each: MappedResponse, name: str, _: Text) -> bool:
    return _is_undeclared(each, name)


RULE = Rule(
    id="CORS108",
    slug="header-not-declared",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="An integration response maps a CORS header that its method response does not declare.",
    why="""\
API Gateway maps a response header only where the method response of the same status declares it.
PutIntegrationResponse, and with it a deployment, is refused with 'Invalid mapping expression
specified: ... output header not declared'; the order in which a template's parts reach API Gateway
decides whether that happens at once or a later change uncovers it. The witness shows what a page
would get without the header.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource, where that is the
header; most often the deployment fails before any browser is asked.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
        CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    example="""\
Integration:
  IntegrationResponses:
    - StatusCode: '204'
      ResponseParameters:
        method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
MethodResponses:
  - StatusCode: '204'            # declares no header
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # declares what it maps
""",
        cloudformation="""\
MethodResponses:
  - StatusCode: '204'
    ResponseParameters:
      method.response.header.Access-Control-Allow-Origin: true
""",
        cli="""\
aws apigateway update-method-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --status-code 204 --patch-operations \\
  op=add,path=/responseParameters/method.response.header.Access-Control-Allow-Origin,value=true
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Never: API Gateway takes no such mapping.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-method-integrationresponse.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Declare the header, with the value true, in the method response of the same "
        "status; then deploy the stage anew.",
    ),
)
