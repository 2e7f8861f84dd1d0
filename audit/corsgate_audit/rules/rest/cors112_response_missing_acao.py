"""A method without a proxy integration whose answers no page can read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.header_mappings import mapped_responses, with_declared_headers
from corsgate_audit.rules.preflights import (
    candidate_origins,
    resources,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.requests import credential_headers, page_request
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import IntegrationResponse, RestApi, Route, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse

_CALLS_BACKEND = {"AWS", "HTTP"}


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for integration responses without the header, on paths whose preflights are answered.

    A header that is mapped and not declared is CORS108's part.
    """
    meant = {route for each in resources(api) if each.options for route in each.routes}
    bare = with_declared_headers(with_bare_preflights(api))
    lacking: dict[Route, list[tuple[MappedResponse, Witness]]] = {}
    for each in mapped_responses(api):
        if each.route not in meant or each.route.method == OPTIONS:
            continue
        if each.route.integration is None or each.route.integration.type not in _CALLS_BACKEND:
            continue
        unknown = _unresolved(each.response)
        if unknown:
            yield Undecided(subject=subject_of(each.route), value=unknown)
        elif not _has_origin(each):
            witness = _unreadable(bare, each)
            if witness:
                lacking.setdefault(each.route, []).append((each, witness))
    for route, found in lacking.items():
        yield _violation(route, found)


def _unresolved(response: IntegrationResponse) -> Unresolved | None:
    values = (response.headers, response.templates)
    return next((each for each in values if isinstance(each, Unresolved)), None)


def _has_origin(each: MappedResponse) -> bool:
    """Whether the header is mapped, or a template may set it."""
    name = ALLOW_ORIGIN.lower()
    templates = each.response.templates if isinstance(each.response.templates, tuple) else ()
    return any(header.lower() == name for header, _ in each.headers) or any(
        isinstance(text, Unresolved) or name in text.lower() for _, text in templates
    )


def _unreadable(api: RestApi, each: MappedResponse) -> Witness | None:
    """Return what a page gets where this response answers; None where another fault is first."""
    only = replace(each.response, selection_pattern=None)
    routes = tuple(
        replace(route, integration=replace(route.integration, responses=(only,)))
        if route.integration and (route.path, route.method) == (each.route.path, each.route.method)
        else route
        for route in api.routes
    )
    known = credential_headers(each.route)
    request = page_request(
        each.route,
        candidate_origins(api)[0],
        headers=known if isinstance(known, tuple) else (),
        body=False,
    )
    made = exchange(replace(api, routes=routes), request)
    missing = made.verdict and made.verdict.error == CorsError.MISSING_ALLOW_ORIGIN_HEADER
    return made.witness() if missing else None


def _violation(route: Route, found: list[tuple[MappedResponse, Witness]]) -> Violation:
    statuses = ", ".join(each.status for each, _ in found)
    total = len(route.integration.responses) if route.integration else 0
    some = len(found) < total
    plural = "s" * (len(found) > 1)
    return Violation(
        subject=subject_of(route),
        message=f"{route.method} {route.path!r} answers its preflights and maps no {ALLOW_ORIGIN} "
        f"in its integration response{plural} {statuses}: the gateway takes no header of the "
        "backend's along by itself, so a page cannot read "
        + ("these answers." if some else "any answer."),
        expected=f"{ALLOW_ORIGIN} in integration response{plural} {statuses}",
        actual=f"{len(found)} of {total} integration responses lack the header",
        detail=statuses,
        witness=found[0][1],
        severity=Severity.MEDIUM if some else None,
    )


RULE = Rule(
    id="CORS112",
    slug="response-missing-acao",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A method maps its backend's answers and leaves Access-Control-Allow-Origin out.",
    why="""\
With an integration of type AWS or HTTP, no proxy, every header of the answer is one that an
integration response maps; what the backend sends is not passed on. A path whose preflight is right
then lets the request through, the backend does its work, and the page cannot read the answer.
Integration responses for errors are forgotten most often: where others of the method have the
header, the finding is `medium`.

Only methods whose preflights an OPTIONS method answers are looked at: others may not be meant for
pages. Whether AWS passes headers of a backend on was not tried; its documentation says it does not.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource, while the network
panel shows the request with its status.
""",
    symptoms=(CorsError.MISSING_ALLOW_ORIGIN_HEADER,),
    example="""\
GetItem:
  Type: AWS::ApiGateway::Method
  Properties:
    HttpMethod: GET
    Integration:
      Type: AWS
      IntegrationResponses:
        - StatusCode: '200'          # maps no header
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)
api.root.add_resource("items").add_method("GET", LambdaIntegration(handler))  # proxy: @cors answers
""",
        cloudformation="""\
Integration:
  Type: AWS
  IntegrationResponses:
    - StatusCode: '200'
      ResponseParameters:
        method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
MethodResponses:
  - StatusCode: '200'
    ResponseParameters:
      method.response.header.Access-Control-Allow-Origin: true
""",
        cli="""\
aws apigateway update-method-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method GET --status-code 200 --patch-operations \\
  op=add,path=/responseParameters/method.response.header.Access-Control-Allow-Origin,value=true
aws apigateway update-integration-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method GET --status-code 200 --patch-operations \\
  "op=add,path=/responseParameters/method.response.header.Access-Control-Allow-Origin,value=\\"'https://app.example.com'\\""
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Pages call the method and need not read the answer, or the status never occurs.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html",
        "https://fetch.spec.whatwg.org/#cors-check",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Map Access-Control-Allow-Origin in each integration response and declare it in "
        "the method response of the same status; then deploy the stage anew.",
    ),
)
