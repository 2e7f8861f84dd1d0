"""A preflight that leaves out a method which its path has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_METHODS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.preflights import (
    allowed,
    beside,
    mock_preflights,
    named,
    preflighted_exchanges,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for methods of a path that its preflight does not permit.

    ``ANY`` is left out: which methods the code behind it takes, the source does not tell.
    """
    given = {(route.path, route.method): route for route in api.routes}
    # A header that is not declared is another rule's fault: CORS108.
    bare = with_declared_headers(with_bare_preflights(api))
    for resource, options in mock_preflights(bare):
        missing = [
            (route, made)
            for route, made in preflighted_exchanges(bare, resource, options)
            if route.method != "ANY"
            and made.verdict is not None
            and made.verdict.error == CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
        ]
        if missing:
            yield _violation(api, given[options.path, options.method], missing)


def _violation(api: RestApi, route: Route, missing: list[tuple[Route, Exchange]]) -> Violation:
    methods = named((each for each, _ in missing), route.path)
    listing = ", ".join(sorted({each.method for each, _ in missing}))
    made = missing[0][1]
    listed = allowed(made, ALLOW_METHODS)
    return Violation(
        subject=subject_of(route),
        message=f"The preflight of {route.path!r} answers for {methods}, and does not list "
        f"{'it' if len(missing) == 1 else 'them'}: a browser never sends {listing} from another "
        f"origin.{beside(api, route, made)}",
        expected=f"{ALLOW_METHODS} with {listing}",
        actual=f"{ALLOW_METHODS}: {listed}" if listed else "no such header",
        detail=methods,
        witness=made.witness(),
    )


RULE = Rule(
    id="CORS110",
    slug="allow-methods-incomplete",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A path has a method that its preflight does not allow.",
    why="""\
A browser sends PUT, PATCH and DELETE only if the preflight's answer lists them in
Access-Control-Allow-Methods, in upper case. GET, HEAD and POST pass whenever the origin does, so
a hand-written list goes unnoticed until somebody adds a method to the path and not to the list.
`*` lists every method, but not for requests with credentials.
""",
    browser="""\
Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.
""",
    symptoms=(CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,),
    example="""\
# The path also has PUT.
IntegrationResponses:
  - StatusCode: '204'
    ResponseParameters:
      method.response.header.Access-Control-Allow-Methods: "'GET,OPTIONS'"
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # lists the methods that each path has
""",
        cloudformation="""\
IntegrationResponses:
  - StatusCode: '204'
    ResponseParameters:
      method.response.header.Access-Control-Allow-Methods: "'GET,PUT'"
""",
        cli="""\
aws apigateway update-integration-response --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --status-code 204 --patch-operations \\
  "op=replace,path=/responseParameters/method.response.header.Access-Control-Allow-Methods,value=\\"'GET,PUT'\\""
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
The method is not for pages of other origins; then leaving it out is the point.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Add the missing methods to Access-Control-Allow-Methods in the integration "
        "response of the OPTIONS method; then deploy the stage anew.",
    ),
)
