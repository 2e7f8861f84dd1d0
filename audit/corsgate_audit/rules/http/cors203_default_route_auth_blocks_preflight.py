"""A route with an authorizer that preflights run into, since they reach it too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import BrowserRequest, CorsError
from corsgate_audit.gateway import Layer, match_route
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.configured import asked_from_inside, listed
from corsgate_audit.rules.preflights import shows_cors, subject_of, undecided
from corsgate_audit.rules.requests import PAGE, path_of, preflighted_request
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import HttpApi, Route


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for routes whose authorizer is asked about preflights."""
    if not shows_cors(api):
        return
    answering = replace(
        api, routes=tuple(route for route in api.routes if route.method in {OPTIONS, "ANY"})
    )
    blocked: dict[Route, list[tuple[Route, Exchange]]] = {}
    for route in api.routes:
        guard = match_route(answering, OPTIONS, path_of(route.path))
        if route.method == OPTIONS or guard is None or guard.authorization == "NONE":
            continue
        request = preflighted_request(route, PAGE)
        if not isinstance(request, BrowserRequest):
            continue
        made = asked_from_inside(replace(api, routes=tuple({route, guard})), request)
        if _stopped(made):
            blocked.setdefault(guard, []).append((route, made))
        else:
            yield from undecided(subject_of(guard), made)
    for guard, stopped in blocked.items():
        yield _violation(guard, stopped)


def _stopped(made: Exchange) -> bool:
    asked = made.preflight_answer
    return (
        made.verdict is not None
        and not made.verdict.allowed
        and asked is not None
        and asked.layer is Layer.AUTHORIZER
    )


def _violation(guard: Route, stopped: list[tuple[Route, Exchange]]) -> Violation:
    key = guard.path if guard.path == "$default" else f"{guard.method} {guard.path}"
    routes = listed(route for route, _ in stopped)
    name = f" {guard.authorizer.name!r}" if guard.authorizer else ""
    return Violation(
        subject=subject_of(guard),
        message=f"Preflights reach the route {key!r}, and its authorizer{name} refuses them: a "
        f"browser never sends credentials with a preflight, so no page can use {routes}.",
        expected="a route for OPTIONS without an authorizer, such as OPTIONS /{proxy+}",
        actual=f"{key} has authorization {guard.authorization}, and nothing more specific answers "
        "OPTIONS",
        witness=stopped[0][1].witness(),
    )


RULE = Rule(
    id="CORS203",
    slug="default-route-auth-blocks-preflight",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    check=check,
    summary="An HTTP API's preflights run into the authorizer of a $default or ANY route.",
    why="""\
An HTTP API with CORS settings answers preflights itself, unless a route takes them: $default and
ANY take OPTIONS too, and where they have an authorizer it is asked first. A preflight never carries
credentials, so it is answered with 401, and a browser takes no 401 for leave. AWS's documentation
tells users of $default with an authorizer to add OPTIONS /{proxy+} without one.

That the authorizer of an ANY route on a path of its own stops preflights in the same way follows
from that page's words about routes; it has not been tried on an account.
""",
    browser="""\
Response to preflight request doesn't pass access control check: It does not have HTTP ok status;
or: No 'Access-Control-Allow-Origin' header is present on the requested resource.
""",
    symptoms=(
        CorsError.PREFLIGHT_INVALID_STATUS,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    ProtocolType: HTTP
    CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowHeaders: [authorization]}
DefaultRoute:
  Type: AWS::ApiGatewayV2::Route
  Properties:
    RouteKey: $default
    AuthorizationType: JWT
    AuthorizerId: !Ref Users
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsHttpApi(self, "Api", policy=policy)  # adds the open OPTIONS routes that it needs
""",
        cloudformation="""\
PreflightRoute:
  Type: AWS::ApiGatewayV2::Route
  Properties:
    ApiId: !Ref Api
    RouteKey: OPTIONS /{proxy+}
    AuthorizationType: NONE
    Target: !Sub integrations/${Integration}
""",
        cli="""\
aws apigatewayv2 create-route --api-id $API --route-key 'OPTIONS /{proxy+}' \\
  --authorization-type NONE --target integrations/$INTEGRATION
""",
    ),
    when_not="""\
No page of another origin uses the API; remove its CORS settings then, which say the opposite.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    ),
    fix=Fix(
        safety=FixSafety.UNSAFE,
        summary="Add a route OPTIONS /{proxy+} (and OPTIONS / for the root) without an authorizer. "
        "Its integration gets no preflight while CORS is configured, but any other OPTIONS.",
    ),
)
