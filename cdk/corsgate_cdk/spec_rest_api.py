"""A REST API as one OpenAPI document: hundreds of routes in a handful of resources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Unpack

from aws_cdk import Names
from aws_cdk.aws_apigateway import (
    ApiDefinition,
    CfnRestApi,
    SpecRestApi,
)
from aws_cdk.aws_iam import ServicePrincipal

from corsgate.render import inject_cors

from ._at_synthesis import at_synthesis
from ._budget import note_resources, size_problems, warn_of_api_resources
from ._caching import is_cached
from ._deployments import Deployments
from ._functions import Handover, unreachable
from ._own_policies import OwnPolicies
from ._public_suffixes import check_public_suffixes
from ._resource_policy import preflight_denials
from ._spec_routes import (
    INTEGRATION,
    api_resources,
    document_of,
    policy_for_path,
    route_problems,
)
from ._spec_uris import integration_uri
from ._token_origins import prepare_origins
from .overrides import has_overrides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aws_cdk.aws_iam import PolicyDocument
    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy
    from corsgate.render import ErrorOrigin

    from ._census import Census
    from ._spec_routes import Routes
    from ._typed_properties import SpecRestApiProperties

_LAMBDA = "aws_proxy"
_INVOKER = "apigateway.amazonaws.com"


class CorsSpecRestApi(SpecRestApi):
    """A REST API of functions that is imported as one document, CORS included.

    `CorsRestApi` makes four CloudFormation resources of a path with two methods, and two
    permissions for each method: a template is full after some 60 such paths. Here all routes,
    preflights and error responses are in one resource, beside one permission for each function, so
    that 300 paths fit. It is `aws_apigateway.SpecRestApi` with the same properties; in addition
    every function gets the policy in ``CORSGATE_POLICY``, where bare ``@cors`` reads it.

    For what a function and a path do not say (authorizers, API keys, validators, integrations with
    something else), write the document, and give `corsgate.render.inject_cors` of it to a
    `SpecRestApi`.

    Args:
        scope: the stack.
        id: id of the construct.
        policy: policy of the whole API.
        routes: routes by path and method, ``{"/items/{id}": {"GET": function}}``; ``ANY`` is for
            all methods, and OPTIONS for a function that is to answer preflights itself.
        error_origin: as for `CorsRestApi`.
        path_policies: another policy for a path and what is below it, or None for routes that no
            browser calls, such as webhooks: they get no preflight, and their functions no policy.
        gateway_responses: customised error responses by response type, as in
            ``x-amazon-apigateway-gateway-responses``; they get the headers too.
        functions_with_own_policy: as for `CorsRestApi`.
        resource_policy: as for `CorsRestApi`.
        properties: properties of `aws_apigateway.SpecRestApi`, but for ``api_definition``.

    Raises:
        corsgate.render.RenderError: with everything at once: a route whose method is outside the
            policy, a path policy without a path, several origins and no ``error_origin``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        ValueError: with everything at once: paths and methods that API Gateway would refuse; or
            ``api_definition`` is given.

    A note at synthesis says how many of the 500 resources of a template are used, and a warning
    that there are more path segments than the 300 that API Gateway allows in one API by default.
    What is added to the API beside its routes fails the synthesis: the next import removes it.

    Example:
        >>> api = CorsSpecRestApi(  # doctest: +SKIP
        ...     stack, "Api", policy=policy, routes={"/items": {"GET": reads, "PUT": writes}}
        ... )

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        policy: CorsPolicy,
        routes: Routes,
        error_origin: ErrorOrigin | None = None,
        path_policies: Mapping[str, CorsPolicy | None] | None = None,
        gateway_responses: Mapping[str, Mapping[str, Any]] | None = None,
        functions_with_own_policy: Iterable[IFunction] = (),
        resource_policy: PolicyDocument | None = None,
        **properties: Unpack[SpecRestApiProperties],
    ) -> None:
        self._path_policies = dict(path_policies or {})
        for each in filter(None, [policy, *self._path_policies.values()]):
            check_public_suffixes(each)
        _check(id, routes, properties)
        self._policy, self._error_origin = policy, error_origin
        self._routes = {path: dict(functions) for path, functions in routes.items()}
        self._arns = _arns(self._routes)
        self._plain = document_of(
            properties.get("rest_api_name") or id, self._routes, self._arn, gateway_responses or {}
        )
        self._with_cors(cached=False)  # for what is wrong with it, here and not at synthesis
        # The document follows at synthesis: only then all logical ids and all stages are settled.
        definition = ApiDefinition.from_inline({"swagger": "2.0"})
        super().__init__(scope, id, api_definition=definition, policy=resource_policy, **properties)
        self._own_policies = OwnPolicies(functions_with_own_policy)
        self._deployments = Deployments()
        self._permit()
        at_synthesis(self, self._complete)

    @property
    def policy(self) -> CorsPolicy:
        """The policy of the whole API."""
        return self._policy

    def _arn(self, function: IFunction) -> str:
        return self._arns[id(function)]

    def _with_cors(self, *, cached: bool) -> dict[str, Any]:
        return inject_cors(
            self._plain,
            self._policy,
            error_origin=self._error_origin,
            path_policies=self._path_policies,
            cached=cached,
        )

    def _permit(self) -> None:
        """Let the API call each function, whatever the route: one permission each."""
        functions = {self._arn(each): each for _, _, each in self._all_routes()}
        for function in functions.values():
            function.add_permission(
                f"Permission{Names.node_unique_id(function.node)}",
                principal=ServicePrincipal(_INVOKER),
                source_arn=self.arn_for_execute_api(),
                scope=self,
            )

    def _all_routes(self) -> Iterator[tuple[str, str, IFunction]]:
        for path, functions in self._routes.items():
            for method, function in functions.items():
                yield path, method.upper(), function

    def _complete(self, census: Census) -> list[str]:
        for policy in (self._policy, *self._path_policies.values()):
            if policy is not None:
                prepare_origins(policy, self)
        parts = census.rest(self.rest_api_id)
        document = self._with_cors(cached=is_cached(parts.stages))
        self._name_functions(document)
        settings = self.node.default_child
        assert isinstance(settings, CfnRestApi)  # noqa: S101 - the CDK has made it
        settings.body = document
        # The CDK's own deployments have the document in their logical ids.
        bare = [each for each in parts.deployments if each[1] is None]
        text = json.dumps(document, sort_keys=True, default=self.stack.resolve) if bare else ""
        self._deployments.update(bare, [], text, census)
        warn_of_api_resources(self, api_resources(self._routes))
        note_resources(self, self.stack.node.find_all())
        return [
            *preflight_denials(settings),
            *self._hand_policies(),
            *self._additions(census),
            *(f"CorsSpecRestApi {self.node.path!r}: {each}" for each in size_problems(document)),
        ]

    def _name_functions(self, document: dict[str, Any]) -> None:
        arns = dict.fromkeys(self._arns.values())
        uris = {arn: integration_uri(arn, self.stack) for arn in arns}
        for item in document["paths"].values():
            for operation in item.values():
                integration = operation[INTEGRATION]
                if integration["type"] == _LAMBDA:
                    integration["uri"] = uris[integration["uri"]]

    def _hand_policies(self) -> list[str]:
        handover = Handover(self._own_policies)
        problems: list[str] = []
        for path, method, function in self._all_routes():
            policy = policy_for_path(path, self._path_policies, self._policy)
            if policy is not None:
                found = handover.hand(self._arn(function), self, policy)
                problems += [unreachable(f"{method} {path}")] if found is None else found
        return problems

    def _additions(self, census: Census) -> Iterator[str]:
        parts = census.rest(self.rest_api_id)
        methods = [route.settings for route in parts.routes]
        for added in [*methods, *parts.responses, *census.resources_of(self.rest_api_id)]:
            yield (
                f"{added.node.path!r} adds to {self.node.path!r}, which is imported from a "
                "document: the next import removes it; use routes=, path_policies= or "
                "gateway_responses= of CorsSpecRestApi instead"
            )
        if has_overrides(self.root):
            yield (
                f"cors_for was called for a resource of {self.node.path!r}, whose resources are in "
                "a document; use path_policies={'/path': other_policy} of CorsSpecRestApi instead"
            )


def _arns(routes: Routes) -> dict[int, str]:
    functions = {id(each): each for methods in routes.values() for each in methods.values()}
    return {key: function.function_arn for key, function in functions.items()}


def _check(id_: str, routes: Routes, properties: Mapping[str, object]) -> None:
    problems = list(route_problems(routes))
    if "api_definition" in properties:
        problems.append(
            "api_definition sets what routes already sets; remove it, or give SpecRestApi the "
            "result of corsgate.render.inject_cors(document, policy)"
        )
    if problems:
        message = f"CorsSpecRestApi {id_!r}: {' | '.join(problems)}"
        raise ValueError(message)
