"""A preflight that must carry an API key, which is a header that no browser sends with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.preflights import preflighted_exchanges, resources, subject_of, undecided
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for OPTIONS methods that require an API key and nothing more, which is CORS102's."""
    for resource in resources(api):
        options = resource.options
        if options is None or options.authorization != "NONE" or options.api_key_required is False:
            continue
        if is_written_by_sam(options):
            continue
        yield from _refused(api, resource, options)


def _refused(api: RestApi, resource: Resource, options: Route) -> Iterator[Violation | Undecided]:
    for _, made in preflighted_exchanges(api, resource, options):
        if made.verdict is None:
            yield from undecided(subject_of(options), made)
            return
        if not made.verdict.allowed:
            yield Violation(
                subject=subject_of(options),
                message=f"OPTIONS {options.path!r} requires an API key: a preflight never carries "
                "x-api-key, so the gateway refuses it with 403 and the browser never sends the "
                "request.",
                expected=f"ApiKeyRequired false on {OPTIONS} {options.path}",
                actual="ApiKeyRequired true",
                witness=made.witness(),
            )
            return


RULE = Rule(
    id="CORS103",
    slug="preflight-requires-api-key",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="An OPTIONS method requires an API key.",
    why="""\
A preflight carries only the names of the headers that the request will have, never their values.
A method that requires an API key answers 403 INVALID_API_KEY to it. SAM's
AddApiKeyRequiredToCorsPreflight, which is on unless it is switched off, is the usual source.
""",
    browser="""\
Response to preflight request doesn't pass access control check. The network panel shows an
OPTIONS request with status 403.
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
    AuthorizationType: NONE
    ApiKeyRequired: true
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(
    self,
    "Api",
    policy=policy,
    default_method_options=MethodOptions(api_key_required=True),  # never applied to OPTIONS
)
""",
        cloudformation="""\
ItemPreflight:
  Type: AWS::ApiGateway::Method
  Properties:
    HttpMethod: OPTIONS
    AuthorizationType: NONE
    ApiKeyRequired: false
# In SAM:
#   Auth:
#     ApiKeyRequired: true
#     AddApiKeyRequiredToCorsPreflight: false
""",
        cli="""\
aws apigateway update-method --rest-api-id $API --resource-id $RESOURCE --http-method OPTIONS \\
  --patch-operations op=replace,path=/apiKeyRequired,value=false
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
The OPTIONS method is not there for browsers at all, and no page of another origin uses the path.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html",
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Do not require an API key on the OPTIONS method; then deploy the stage anew.",
    ),
)
