"""A resource policy that lets no preflight through, because a preflight is nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import (
    BrowserRequest,
    judge,
    permissive_answer,
    preflight_request,
)
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.received import receive
from corsgate_audit.model import (
    PolicyStatement,
    ResourcePolicy,
    Unknowns,
    Witness,
    known,
)
from corsgate_audit.rules.preflights import candidate_origins, resources
from corsgate_audit.rules.requests import path_of, preflighted_request
from corsgate_audit.rules.resource_policies import lets_preflight_through
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi
    from corsgate_audit.rules.preflights import Resource
    from corsgate_audit.rules.wanted import Wanted

_ANY_STAGE = "stage"


def subjects(api: RestApi) -> Iterator[RestApi]:
    """List the API as a whole, where it has a resource policy: there is one policy to be fixed."""
    if api.resource_policy is not None:
        yield api


def check(_: RestApi, api: RestApi) -> Violation | None:
    """Look for preflights that the resource policy refuses, before any method is asked."""
    unknown = Unknowns()
    refused: list[tuple[Resource, BrowserRequest]] = []
    for resource in resources(api):
        request = _request(api, resource)
        with unknown.about(api):
            if request is not None and not _passes(api, resource):
                refused.append((resource, request))
    witness = _witness(api, refused[0][1]) if refused else None
    if witness and not witness.verdict.allowed:
        return _violation([resource.path for resource, _ in refused], witness)
    unknown.name_them()
    return None


def _request(api: RestApi, resource: Resource) -> BrowserRequest | None:
    """Return a request that needs leave, where an open ``OPTIONS`` is there to give it."""
    if resource.options is None or resource.options.authorization != "NONE":
        return None  # CORS101 and CORS102
    origin = candidate_origins(api, resource.options)[0]
    asked = (preflighted_request(route, origin) for route in resource.routes)
    return next(filter(None, asked), None)


def _passes(api: RestApi, resource: Resource) -> bool:
    """Whether preflights of a path get past the policy, in all stages."""
    policy = known(api.resource_policy)
    if policy is None:
        return True
    path = path_of(resource.path)
    said = [lets_preflight_through(policy, stage, path) for stage in api.stages or (_ANY_STAGE,)]
    return known(next((each for each in said if each is not True), True))


def _witness(api: RestApi, request: BrowserRequest) -> Witness | None:
    """Show the error that the gateway answers to a preflight; it could be a customised one."""
    preflight = preflight_request(request)
    if preflight is None:
        return None
    note = "The resource policy of the API denies the preflight."
    answered = gateway_response(api, receive(api, preflight), "ACCESS_DENIED", note=note).response
    if answered is None:
        return None
    leave = permissive_answer(request, request.origin)
    verdict = judge(request, preflight=answered, response=leave)
    return Witness(request=request, preflight=answered, verdict=verdict)


def _violation(paths: list[str], witness: Witness) -> Violation:
    more = f" and {len(paths) - 1} more" * (len(paths) > 1)
    return Violation(
        message=f"The resource policy of the API denies the preflights of {paths[0]!r}{more}, "
        "because a preflight carries no credentials and no signature, so the browser blocks the "
        "request. Allow execute-api:Invoke on OPTIONS for everybody.",
        expected="execute-api:Invoke on OPTIONS allowed for everybody, and not denied",
        actual=f"a preflight of {paths[0]!r}{more} is not allowed, or denied",
        witness=witness,
    )


def repair(api: RestApi, _: Violation, __: Wanted) -> RestApi:
    """Allow everybody to ask with OPTIONS, and deny it to nobody."""
    policy = api.resource_policy
    if not isinstance(policy, ResourcePolicy):
        return api
    kept = [each for each in policy.statements if each.allows is not False]
    statements = tuple(dict.fromkeys([*kept, _OPTIONS_FOR_ALL]))
    return replace(api, resource_policy=replace(policy, statements=statements))


_OPTIONS_FOR_ALL = PolicyStatement(
    allows=True,
    for_anonymous=True,
    actions=("execute-api:Invoke",),
    resources=(f"execute-api:/*/{OPTIONS}/*",),
)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
