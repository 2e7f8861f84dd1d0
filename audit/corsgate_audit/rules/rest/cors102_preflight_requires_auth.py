"""A preflight that must carry credentials, which no browser ever sends with one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import Layer
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.preflights import preflighted_exchanges, resources, subject_of, undecided
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for OPTIONS methods with an authorization type other than NONE."""
    for resource in resources(api):
        options = resource.options
        if options is None or options.authorization == "NONE" or is_written_by_sam(options):
            continue
        yield from _refused(api, resource, options)


def _refused(api: RestApi, resource: Resource, options: Route) -> Iterator[Violation | Undecided]:
    for _, made in preflighted_exchanges(api, resource, options):
        if made.verdict is None:
            yield from undecided(subject_of(options), made)
            yield from _only_the_authorizer_knows(options, made)
            return
        if not made.verdict.allowed:
            key = " and an API key" * (options.api_key_required is True)
            yield Violation(
                subject=subject_of(options),
                message=f"OPTIONS {options.path!r} requires authorization "
                f"({options.authorization}){key}: a preflight never carries credentials, so the "
                "gateway refuses it and the browser never sends the request.",
                expected=f"AuthorizationType NONE on {OPTIONS} {options.path}",
                actual=f"AuthorizationType {options.authorization}"
                + ", ApiKeyRequired true" * bool(key),
                detail=str(options.authorization),
                witness=made.witness(),
                fix=RULE.fix if _is_mock(options) else replace(RULE.fix, safety=FixSafety.UNSAFE),
            )
            return


def _only_the_authorizer_knows(options: Route, made: Exchange) -> Iterator[Undecided]:
    """Yield that an authorizer which reads no header is asked, and may let preflights pass."""
    answer = made.preflight_answer
    if answer and answer.layer is Layer.AUTHORIZER and not answer.unresolved:
        name = options.authorizer.name if options.authorizer else options.authorization
        expression = name.expression if isinstance(name, Unresolved) else name
        reason = "only the authorizer knows what it answers to a preflight"
        yield Undecided(subject=subject_of(options), value=Unresolved(expression, reason))


def _is_mock(options: Route) -> bool:
    """Whether opening the method runs no code of the owner's."""
    return options.integration is not None and options.integration.type == "MOCK"


RULE = Rule(
    id="CORS102",
    slug="preflight-requires-auth",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="An OPTIONS method requires authorization.",
    why="""\
The Fetch standard sends preflights without credentials: no Authorization header, no cookie, no
signature. An authorizer on OPTIONS therefore refuses every preflight with 401 or 403, before any
CORS header is added. It usually gets there by itself: a default authorizer of the API or of a
resource tree, or SAM's AddDefaultAuthorizerToCorsPreflight, which is on unless it is switched
off.

Linters that want every method authorized report the opposite; an open preflight gives nothing
away, since a MOCK integration runs no code of yours.
""",
    browser="""\
Response to preflight request doesn't pass access control check. The network panel shows an
OPTIONS request with status 401 or 403.
""",
    symptoms=(
        CorsError.PREFLIGHT_INVALID_STATUS,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
ItemPreflight:
  Type: AWS::ApiGateway::Method
  Properties:
    HttpMethod: OPTIONS
    AuthorizationType: COGNITO_USER_POOLS
    AuthorizerId: !Ref Authorizer
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(
    self,
    "Api",
    policy=policy,
    default_method_options=MethodOptions(authorizer=authorizer),  # never applied to OPTIONS
)
""",
        cloudformation="""\
ItemPreflight:
  Type: AWS::ApiGateway::Method
  Properties:
    HttpMethod: OPTIONS
    AuthorizationType: NONE
# In SAM:
#   Auth:
#     DefaultAuthorizer: Users
#     AddDefaultAuthorizerToCorsPreflight: false
""",
        cli="""\
aws apigateway update-method --rest-api-id $API --resource-id $RESOURCE --http-method OPTIONS \\
  --patch-operations op=replace,path=/authorizationType,value=NONE
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
The OPTIONS method is not there for browsers at all, and no page of another origin uses the path.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Set the authorization type of the OPTIONS method to NONE; then deploy the stage "
        "anew. Where a function answers OPTIONS, see first what it does for strangers.",
    ),
)
