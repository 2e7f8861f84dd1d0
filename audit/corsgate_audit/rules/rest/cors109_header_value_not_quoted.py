"""A CORS header whose mapping is neither a text in single quotes nor an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    is_expression,
    mapped_responses,
    named_headers,
    unread_headers,
    with_mappings,
    without_headers,
)
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import GatewayResponse, RestApi, Text, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse, Pairs


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for mappings that API Gateway refuses: on methods, then on gateway responses."""
    yield from unread_headers(api)
    for each in mapped_responses(api):
        subject, where = subject_of(each.route), f"{each.route.method} {each.route.path!r}"
        yield from _unknown(subject, each.cors_headers())
        if _refused(each.cors_headers()):
            alone = around(api, each.route)
            broken, meant = without_headers(alone, _is_refused), with_mappings(alone, _meant)
            witness = blocked_witness(broken, meant, each.route)
            where = f"{where} in its integration response {each.status}"
            yield _violation(subject, where, each.cors_headers(), witness)
    for response in api.gateway_responses:
        yield from _of_gateway(response)


def _of_gateway(response: GatewayResponse) -> Iterator[Violation | Undecided]:
    subject = Subject(location=response.location)
    if isinstance(response.headers, Unresolved):
        yield Undecided(subject=subject, value=response.headers)
        return
    headers = tuple(pair for pair in response.headers if pair[0].lower() in CORS_RESPONSE_HEADERS)
    yield from _unknown(subject, headers)
    if _refused(headers):
        where = f"The gateway response {response.response_type}"
        yield _violation(subject, where, headers, None)


def _unknown(subject: Subject, headers: Pairs) -> Iterator[Undecided]:
    for _, mapping in headers:
        if isinstance(mapping, Unresolved):
            yield Undecided(subject=subject, value=mapping)


def _refused(headers: Pairs) -> dict[str, str]:
    return {
        name: mapping
        for name, mapping in headers
        if isinstance(mapping, str) and not is_expression(mapping)
    }


def _is_refused(_: MappedResponse, name: str, mapping: Text) -> bool:
    return bool(_refused(((name, mapping),)))


def _meant(name: str, mapping: Text) -> Text:
    refused = _refused(((name, mapping),))
    return _quoted(refused[name]) if refused else mapping


def _violation(subject: Subject, where: str, headers: Pairs, witness: Witness | None) -> Violation:
    refused = _refused(headers)
    names = named_headers(list(refused))
    values = ", ".join(f"{name}: {refused[name]}" for name in names.split(", "))
    return Violation(
        subject=subject,
        message=f"{where} maps {values}, which is neither a text in single quotes nor a mapping "
        "expression: API Gateway refuses it, and the deployment fails.",
        expected=", ".join(f"{name}: {_quoted(refused[name])}" for name in names.split(", ")),
        actual=values,
        detail=names,
        witness=witness,
    )


def _quoted(value: str) -> str:
    """Return what was meant: the text without the quotes that it has, in single ones."""
    text = value.strip().strip("'\"")
    return f"'{text}'"


RULE = Rule(
    id="CORS109",
    slug="header-value-not-quoted",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A CORS header's value is mapped without the single quotes that make it a text.",
    why="""\
In a REST API a response header is a mapping expression: a text in single quotes, or a place such
as integration.response.header.Origin to take it from. A bare * or https://app.example.com is
neither, and API Gateway refuses it with 'Invalid mapping expression specified'. In YAML the outer
quotes are YAML's own: "'*'" has both. The witness shows what a page would get without the header;
for a gateway response, whose headers matter only on errors, there is none.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource, from the deployment
that is still in place; most often the new one fails before any browser is asked.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
ResponseParameters:
  method.response.header.Access-Control-Allow-Origin: '*'      # YAML takes the quotes away
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # quotes what it renders
""",
        cloudformation="""\
ResponseParameters:
  method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
""",
        cli="""\
aws apigateway update-integration-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --status-code 204 --patch-operations \\
  "op=replace,path=/responseParameters/method.response.header.Access-Control-Allow-Origin,value=\\"'https://app.example.com'\\""
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Never: API Gateway takes no such mapping.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Write the value in single quotes, inside YAML's or JSON's own; then deploy the "
        "stage anew.",
    ),
)
