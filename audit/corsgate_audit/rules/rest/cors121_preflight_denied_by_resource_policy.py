"""A resource policy that lets no preflight through, because a preflight is nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import (
    BrowserRequest,
    CorsError,
    judge,
    permissive_answer,
    preflight_request,
)
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.received import receive
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved, Witness
from corsgate_audit.rules.preflights import candidate_origins, resources
from corsgate_audit.rules.requests import path_of, preflighted_request
from corsgate_audit.rules.resource_policies import lets_preflight_through
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Flag, RestApi
    from corsgate_audit.rules.preflights import Resource

_ANY_STAGE = "stage"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for preflights that the resource policy refuses, before any method is asked."""
    if api.resource_policy is None:
        return
    said = [
        (resource, request, _passes(api, resource))
        for resource in resources(api)
        for request in [_request(api, resource)]
        if request is not None
    ]
    refused = [(resource, request) for resource, request, passes in said if passes is False]
    witness = _witness(api, refused[0][1]) if refused else None
    if witness and not witness.verdict.allowed:
        yield _violation(api, [resource.path for resource, _ in refused], witness)
    unknown = dict.fromkeys(passes for *_, passes in said if isinstance(passes, Unresolved))
    for value in unknown:
        yield Undecided(subject=Subject(location=api.location), value=value)


def _request(api: RestApi, resource: Resource) -> BrowserRequest | None:
    """Return a request that needs leave, where an open ``OPTIONS`` is there to give it."""
    if resource.options is None or resource.options.authorization != "NONE":
        return None  # CORS101 and CORS102
    origin = candidate_origins(api, resource.options)[0]
    asked = (preflighted_request(route, origin) for route in resource.routes)
    return next((each for each in asked if isinstance(each, BrowserRequest)), None)


def _passes(api: RestApi, resource: Resource) -> Flag:
    """Whether preflights of a path get past the policy, in all stages."""
    policy = api.resource_policy
    if policy is None or isinstance(policy, Unresolved):
        return policy or True
    path = path_of(resource.path)
    stages = api.stages or (_ANY_STAGE,)
    said = [lets_preflight_through(policy, stage, path) for stage in stages]
    return next((each for each in said if each is not True), True)


def _witness(api: RestApi, request: BrowserRequest) -> Witness | None:
    """Show the error that the gateway answers to a preflight; it could be a customised one."""
    preflight = preflight_request(request)
    if preflight is None:
        return None
    note = "The resource policy of the API refuses the preflight."
    answered = gateway_response(api, receive(api, preflight), "ACCESS_DENIED", note=note).response
    if answered is None:
        return None
    leave = permissive_answer(request, request.origin)
    verdict = judge(request, preflight=answered, response=leave)
    return Witness(request=request, preflight=answered, verdict=verdict)


def _violation(api: RestApi, paths: list[str], witness: Witness) -> Violation:
    more = f" and {len(paths) - 1} more" * (len(paths) > 1)
    return Violation(
        subject=Subject(location=api.location),
        message=f"The resource policy of the API refuses preflights, of {paths[0]!r}{more}: a "
        "preflight carries no credentials and no signature, so that it is nobody whom the policy "
        "allows, and the browser never sends the request.",
        expected="execute-api:Invoke on OPTIONS allowed to everybody, and denied by no statement",
        actual=f"a preflight of {paths[0]!r}{more} is not allowed, or denied",
        witness=witness,
    )


RULE = Rule(
    id="CORS121",
    slug="preflight-denied-by-resource-policy",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="The resource policy of a REST API refuses preflights.",
    why="""\
A resource policy is asked before any method is. Without a method's own authorization, a request
needs an Allow that covers it. A policy that allows accounts, roles or users covers signed requests
alone, and the Fetch standard sends preflights without signature and without credentials: they are
nobody's. The preflight that the API so carefully answers is refused with 403 before it is asked.

What restricts addresses, VPCs, endpoints or times holds for a preflight as it does for the request
that follows, and is no fault. Of other conditions, of NotPrincipal, NotAction and NotResource the
report says that it could not tell. A policy takes effect when the API is deployed. In a Terraform
plan, a policy of the API itself that is known only after apply is taken for none: the provider
leaves it open where nobody has set one.
""",
    browser="""\
Response to preflight request doesn't pass access control check. The network panel shows an OPTIONS
request with status 403 and the message "User: anonymous is not authorized to perform:
execute-api:Invoke".
""",
    symptoms=(
        CorsError.PREFLIGHT_INVALID_STATUS,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    Policy:
      Statement:
        - Effect: Allow
          Principal: {AWS: "arn:aws:iam::123456789012:root"}
          Action: execute-api:Invoke
          Resource: execute-api:/*
""",
    use_instead=UseInstead(
        cdk="""\
preflights = PolicyStatement(
    principals=[AnyPrincipal()],
    actions=["execute-api:Invoke"],
    resources=["execute-api:/*/OPTIONS/*"],
)
document = PolicyDocument(statements=[preflights, members])
api = CorsRestApi(self, "Api", policy=policy, resource_policy=document)
""",
        cloudformation="""\
# Beside the statement that allows the account:
- Effect: Allow
  Principal: "*"
  Action: execute-api:Invoke
  Resource: execute-api:/*/OPTIONS/*
""",
        cli="""\
aws apigateway update-rest-api --rest-api-id $API \\
  --patch-operations op=replace,path=/policy,value="$(jq -c tostring policy.json)"
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
No page of another origin uses the API, and its OPTIONS methods are not there for browsers.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Allow everybody execute-api:Invoke on OPTIONS in the resource policy, and deny it "
        "nowhere; then deploy the stage anew.",
    ),
)
