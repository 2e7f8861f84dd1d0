"""A path that pages must ask for before using it, and no method that answers the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange, match_route
from corsgate_audit.model import (
    Confidence,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.preflights import (
    candidate_origins,
    narrowed,
    resources,
    shows_cors,
    subject_of,
    undecided,
)
from corsgate_audit.rules.requests import path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for paths whose preflight no method answers."""
    for resource in resources(api):
        if resource.options is None and match_route(api, OPTIONS, path_of(resource.path)) is None:
            yield from _unanswered(api, resource)


def _unanswered(api: RestApi, resource: Resource) -> Iterator[Violation | Undecided]:
    """Ask for each method of a path; the surest one makes the finding."""
    origin = candidate_origins(api)[0]
    alone = narrowed(api, resource)
    needing: list[tuple[Route, Exchange]] = []
    for route in resource.routes:
        request = preflighted_request(route, origin)
        if isinstance(request, Unresolved):
            yield Undecided(subject=subject_of(route), value=request)
        elif request is not None:
            needing.append((route, exchange(alone, request)))
    blocked = [
        (route, made) for route, made in needing if made.verdict and not made.verdict.allowed
    ]
    if blocked:
        yield _violation(api, resource, sorted(blocked, key=_only_by_its_body))
    elif needing:
        yield from undecided(subject_of(needing[0][0]), needing[0][1])


def _only_by_its_body(blocked: tuple[Route, Exchange]) -> bool:
    """Whether only a JSON body would make a browser ask: a form or a webhook sends none."""
    _, made = blocked
    return made.request.method == "POST" and len(made.request.headers) == 1


def _violation(
    api: RestApi, resource: Resource, blocked: list[tuple[Route, Exchange]]
) -> Violation:
    methods = ", ".join(sorted(route.method for route, _ in blocked))
    witness_route, made = blocked[0]
    likely = _only_by_its_body(blocked[0])
    body = " with a JSON body" * likely
    return Violation(
        subject=Subject(path=resource.path, method=OPTIONS, location=witness_route.location),
        message=f"{resource.path!r} answers {methods}, but has no OPTIONS method: a browser asks "
        f"before it sends {methods}{body} from another origin, gets the gateway's error, and never "
        "sends the request.",
        expected=f"an OPTIONS method on {resource.path}, without authorization, that answers 2xx",
        actual=f"methods: {', '.join(sorted(route.method for route in resource.routes))}",
        detail=methods,
        witness=made.witness(),
        severity=_severity(api, likely=likely),
        confidence=Confidence.LIKELY if likely else Confidence.CONFIRMED,
    )


def _severity(api: RestApi, *, likely: bool) -> Severity | None:
    if not shows_cors(api):
        return Severity.INFO
    return Severity.MEDIUM if likely else None


RULE = Rule(
    id="CORS101",
    slug="preflight-missing",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A path has methods that pages must ask for first, and no OPTIONS method.",
    why="""\
Before a browser sends PUT, PATCH or DELETE, a JSON body, or a header such as Authorization to
another origin, it sends a preflight: OPTIONS with Access-Control-Request-Method. A REST API
answers a method that a path does not have with 403 MISSING_AUTHENTICATION_TOKEN, so the browser
never sends the request. Neither the console's 'Enable CORS' nor addCorsPreflight reaches the
paths below the one it is used on.

The finding is `info` where nothing in the API is about CORS, since such an API may not be meant
for pages at all; and `medium` where only a POST with a JSON body would need leave.
""",
    browser="""\
Response to preflight request doesn't pass access control check: It does not have HTTP ok status,
or: No 'Access-Control-Allow-Origin' header is present. The network panel shows an OPTIONS request
with status 403.
""",
    symptoms=(
        CorsError.PREFLIGHT_INVALID_STATUS,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
PutItem:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref Item        # and no OPTIONS method on Item
    HttpMethod: PUT
    AuthorizationType: NONE
    Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Ref Invoke}
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # every path gets its preflight
item = api.root.add_resource("items").add_resource("{id}")
item.add_method("PUT", LambdaIntegration(handler))
""",
        cloudformation="""\
ItemPreflight:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref Item
    HttpMethod: OPTIONS
    AuthorizationType: NONE
    ApiKeyRequired: false
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
            method.response.header.Access-Control-Allow-Headers: "'authorization,content-type'"
    MethodResponses:
      - StatusCode: '204'
        ResponseParameters:
          method.response.header.Access-Control-Allow-Origin: true
          method.response.header.Access-Control-Allow-Methods: true
          method.response.header.Access-Control-Allow-Headers: true
""",
        cli="""\
aws apigateway put-method --rest-api-id $API --resource-id $RESOURCE --http-method OPTIONS \\
  --authorization-type NONE --no-api-key-required
aws apigateway put-method-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --status-code 204 --response-parameters \\
  method.response.header.Access-Control-Allow-Origin=true,method.response.header.Access-Control-Allow-Methods=true
aws apigateway put-integration --rest-api-id $API --resource-id $RESOURCE --http-method OPTIONS \\
  --type MOCK --passthrough-behavior NEVER --content-handling CONVERT_TO_TEXT \\
  --request-templates '{"application/json": "{\\"statusCode\\": 204}"}'
aws apigateway put-integration-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --status-code 204 --content-handling CONVERT_TO_TEXT \\
  --response-parameters file://headers.json
# headers.json:
# {"method.response.header.Access-Control-Allow-Origin": "'https://app.example.com'",
#  "method.response.header.Access-Control-Allow-Methods": "'PUT'"}
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
No page of another origin uses the path: it is called by servers, by mobile apps, or by pages that
the same host serves.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Add an OPTIONS method with a MOCK integration, no authorization and no API key, "
        "whose answer carries the CORS headers; then deploy the stage anew.",
    ),
)
