"""What makes a REST API answer for CORS, whichever class has built the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_cdk.aws_apigateway import CfnRestApi, RestApiBase
from constructs import DependencyGroup

from ._caching import is_cached
from ._census import RestParts
from ._covered import cover, overlapping
from ._cycles import check_circles
from ._deployments import Deployments, warn_of_undeployed
from ._gateway_responses import answer_errors
from ._policy_owner import left_to, second_policy
from ._preflights import add_preflights, fingerprint
from ._resource_policy import preflight_denials
from ._routes import routes_by_resource
from .overrides import lineage, without_left_out

if TYPE_CHECKING:
    from typing import Any

    from aws_cdk.aws_apigateway import IResource, IRestApi, RestApi
    from constructs import Construct, IDependable

    from corsgate import CorsPolicy

    from ._census import Census
    from ._own_policies import OwnPolicies
    from ._preflights import Preflight
    from ._routes import ResourceRoutes


class RestCors:
    """Completes a REST API, or a part of one, in every synthesis of its app.

    Args:
        scope: scope of the error responses that are added.
        target: the API, or a resource of it, which stands for itself and what is below it.
        api: API that the target is, or belongs to.
        policy: policy of the target.
        responses: error responses, as `corsgate.render.gateway_responses` returns them; empty for
            none.
        own_policies: the functions to leave alone.
        consolidated: the functions' permissions are for the whole API.
    """

    def __init__(  # noqa: PLR0913 - of one API
        self,
        *,
        scope: Construct,
        target: IRestApi | IResource,
        api: IRestApi,
        policy: CorsPolicy,
        responses: dict[str, dict[str, Any]],
        own_policies: OwnPolicies,
        consolidated: bool = False,
    ) -> None:
        self._scope = scope
        self._target = target
        self._api = api
        self._policy = policy
        self._responses = responses
        self._own_policies = own_policies
        self._consolidated = consolidated
        self._options_methods = DependencyGroup()
        self._preflights: dict[str, Preflight] = {}
        self._deployments = Deployments()
        self.parts = RestParts()

    @property
    def options_methods(self) -> IDependable:
        """The OPTIONS methods, for what has to wait for them."""
        return self._options_methods

    def complete(self, census: Census) -> list[str]:
        """Add what is missing, and return a sentence for each thing that is wrong.

        Args:
            census: the app.
        """
        parts = self.parts = census.rest(census.canonical(self._api.rest_api_id, self._api))
        if repeated := second_policy(self._scope, self._api, census):
            return [repeated]
        cached = is_cached(parts.stages)
        made = {preflight.settings for preflight in self._preflights.values()}
        routes = [route for route in parts.routes if route.settings not in made]
        routes = without_left_out(routes, self._api.node.root)
        circles = check_circles(self._api, routes, census, consolidated=self._consolidated)
        resources, problems = routes_by_resource(routes, self._api, census)
        resources = left_to(self._scope, self._api, self._part(resources), census)
        if census.has_stacks:
            self._cover_imports(resources)
        completed = add_preflights(
            self._api,
            resources,
            self._policy,
            own_policies=self._own_policies,
            made=self._preflights,
            census=census,
            cached=cached,
        )
        methods = [preflight.settings for preflight in completed.preflights]
        self._options_methods.add(*methods)
        errors = (
            answer_errors(self._scope, self._api, self._responses, parts.responses)
            if self._responses
            else []
        )
        # Not for a whole method: its permission waits for the stage, the stage for a deployment.
        settings = [route.settings for each in resources for route in each.all_routes()]
        self._deployments.update(
            parts.deployments,
            [*settings, *methods, *errors],
            fingerprint(completed, self._responses, cached=cached),
            census,
        )
        warn_of_undeployed(self._api, parts.deployments, methods, census)
        return [*self._denials(), *circles, *problems, *completed.problems]

    def _cover_imports(self, resources: list[ResourceRoutes]) -> None:
        """Note the policy on the imports of this API, too, for `cors_for` on a part of them."""
        names = [
            name
            for found in resources
            for name in [*filter(None, [found.resource]), *found.known_by]
        ]
        apis = {name.api.node.path: name.api for name in names}
        for path, api in apis.items():
            if path != self._api.node.path and overlapping(api) is None:
                cover(api)

    def _part(self, resources: list[ResourceRoutes]) -> list[ResourceRoutes]:
        if isinstance(self._target, RestApiBase):
            return resources
        path = self._target.node.path
        return [
            found
            for found in resources
            if any(
                each.node.path == path
                for name in [*filter(None, [found.resource]), *found.known_by]
                for each in lineage(name)
            )
        ]

    def _denials(self) -> list[str]:
        settings = cast("RestApi", self._api).node.default_child
        return preflight_denials(settings) if isinstance(settings, CfnRestApi) else []
