"""The preflights of a REST API: one MOCK method for each resource that has routes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk.aws_apigateway import CfnMethod
from constructs import Construct

from corsgate.names import OPTIONS
from corsgate.render import mock_preflight

from ._caching import key_by_origin
from ._completed_answers import complete_answers
from ._functions import Handover
from ._javascript import in_javascript
from ._linters import asks_for_cfn_nag, excuse_preflight
from ._routes import hand_to_functions
from ._token_origins import prepare_origins
from ._written_preflights import preflight_problems
from .overrides import Overrides

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IRestApi

    from corsgate import CorsPolicy

    from ._census import Census
    from ._own_policies import OwnPolicies
    from ._routes import ResourceRoutes

_ANY = "ANY"


@dataclass(frozen=True, slots=True)
class Preflight:
    """An OPTIONS method that was added.

    Args:
        key: key of its resource.
        settings: the CloudFormation resource.
        properties: as rendered.
    """

    key: str
    settings: CfnMethod
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Completed:
    """What was done to the resources of an API.

    Args:
        preflights: preflights that were added, in the order of the resources.
        written: what was written into other methods, as JSON has it.
        problems: a sentence for each thing that is wrong.
    """

    preflights: list[Preflight]
    written: list[object]
    problems: list[str]


def add_preflights(  # noqa: PLR0913 - of one API
    api: IRestApi,
    resources: list[ResourceRoutes],
    policy: CorsPolicy,
    *,
    own_policies: OwnPolicies,
    made: dict[str, Preflight],
    census: Census,
    cached: bool,
) -> Completed:
    """Complete resources: a preflight for each, and the policy for the functions behind them.

    Args:
        api: the API.
        resources: resources of it, with routes.
        policy: policy of the resources for which `corsgate_cdk.cors_for` says nothing else.
        own_policies: the functions to leave alone.
        made: the preflights of an earlier synthesis of the same app, by resource, to which those of
            this one are added.
        census: the app.
        cached: a stage of the API keeps responses.

    Returns:
        What was added and written.
    """
    preflights: list[Preflight] = []
    written: list[object] = []
    problems: list[str] = []
    handover = Handover(own_policies)
    prepared: set[CorsPolicy] = set()
    overrides = Overrides(api, census)
    mocks = _MockMethods(api, census, made)
    for found in resources:
        effective = overrides.policy_for(found, policy)
        if effective is None:
            continue
        if effective not in prepared:
            prepared.add(effective)
            prepare_origins(effective, api)
        problems += refused_methods(found, effective)
        answers, unreadable = complete_answers(found, effective)
        written += [(found.key, *each) for each in answers]
        problems += unreadable
        problems += hand_to_functions(found, effective, handover)
        added = None
        if found.options is None:
            preflights.append(mocks.preflight(found, effective))
            added = preflights[-1].settings
        else:
            problems += preflight_problems(found, effective)
        if cached:
            key_by_origin(found, added, effective)
    return Completed(preflights, written, problems)


class _MockMethods:
    """Makes the preflights of one API, or brings those of an earlier synthesis up to date.

    Args:
        api: the API.
        census: the app.
        made: the preflights by resource, to which new ones are added.
    """

    def __init__(self, api: IRestApi, census: Census, made: dict[str, Preflight]) -> None:
        self._census = census
        self._made = made
        self._to_cfn_nag = asks_for_cfn_nag(api)

    def preflight(self, found: ResourceRoutes, policy: CorsPolicy) -> Preflight:
        properties = mock_preflight(policy, methods=found.methods(), headers=found.headers())
        made = self._made.get(found.key)
        if made is None:
            settings = self._new_method(found, properties)
        else:
            settings = made.settings
            if made.properties != properties:  # an app that went on after a synthesis, as tests do
                settings.integration = in_javascript(properties["Integration"])
                settings.method_responses = in_javascript(properties["MethodResponses"])
        self._made[found.key] = Preflight(found.key, settings, properties)
        return self._made[found.key]

    def _new_method(self, found: ResourceRoutes, properties: dict[str, Any]) -> CfnMethod:
        # In the place where the CDK's own add_method puts it, so that the logical id is the one
        # that default_cors_preflight_options leads to: an API that had that keeps its OPTIONS
        # resources. Not by that method: it would add the API's default_method_options, to be taken
        # away again.
        rest_api_id, resource_id = found.ids_at_home(self._census)
        method = CfnMethod(
            Construct(found.owner, OPTIONS),
            "Resource",
            resource_id=resource_id,
            rest_api_id=rest_api_id,
            http_method=properties["HttpMethod"],
            authorization_type=properties["AuthorizationType"],
            api_key_required=properties["ApiKeyRequired"],
            integration=in_javascript(properties["Integration"]),
            method_responses=in_javascript(properties["MethodResponses"]),
        )
        excuse_preflight(method, to_cfn_nag=self._to_cfn_nag)
        return method


def refused_methods(found: ResourceRoutes, policy: CorsPolicy) -> list[str]:
    """Say which routes of a resource the policy lets no page call.

    GET, HEAD and POST are let through by every policy that allows the origin,
    https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 step 7.

    Args:
        found: the resource and its routes.
        policy: policy of the resource.
    """
    allowed = policy.answers.methods
    return [
        f"the route {route.http_method} {found.path} is outside the policy, which allows "
        f"{list(policy.allow_methods)!r}; add {route.http_method!r} to allow_methods, or give the "
        "resource a policy of its own with cors_for(resource, other_policy), or none, if no "
        "browser calls it, with cors_for(resource, None)"
        for route in found.routes
        if allowed is not None and route.http_method not in {*allowed, _ANY}
    ]


def fingerprint(completed: Completed, responses: dict[str, dict[str, Any]], *, cached: bool) -> str:
    """Return a text that changes whenever what the gateway answers itself does.

    Args:
        completed: what was added to one API, in the order of its resources.
        responses: its error responses, as rendered.
        cached: a stage of the API keeps responses, so that methods have cache keys.
    """
    rendered = [[each.key, each.properties] for each in completed.preflights]
    beside = [*completed.written, *(["cached"] if cached else [])]
    return json.dumps([rendered, responses, *beside], sort_keys=True)
