"""What the REST APIs with a policy have in common, whichever of the CDK's classes they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from corsgate.render import gateway_responses

from ._at_synthesis import at_synthesis
from ._budget import note_resources
from ._covered import cover
from ._own_policies import OwnPolicies
from ._permissions import consolidate
from ._public_suffixes import check_public_suffixes
from ._rest_cors import RestCors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from aws_cdk.aws_apigateway import RestApi
    from aws_cdk.aws_lambda import IFunction
    from constructs import IDependable

    from corsgate import CorsPolicy
    from corsgate.render import ErrorOrigin

    from ._census import Census

_CDKS_OWN = "default_cors_preflight_options"


class RestApiWithPolicy:
    """A class beside one of the CDK's, whose constructor calls `_begin` first and `_bring` last."""

    _policy: CorsPolicy
    _cors: RestCors
    _responses: dict[str, dict[str, Any]]

    @property
    def policy(self) -> CorsPolicy:
        """The policy of the whole API."""
        return self._policy

    @property
    def options_methods(self) -> IDependable:
        """The OPTIONS methods, for what has to wait for them. Deployments do so by themselves.

        Example:
            >>> smoke_test.node.add_dependency(api.options_methods)  # doctest: +SKIP
        """
        return self._cors.options_methods

    def _begin(
        self,
        id_: str,
        policy: CorsPolicy,
        error_origin: ErrorOrigin | None,
        properties: Mapping[str, object],
    ) -> None:
        """Refuse what is wrong before anything is made of it."""
        if _CDKS_OWN in properties:
            message = (
                f"{type(self).__name__} {id_!r}: {_CDKS_OWN} sets what policy already sets; "
                "remove it"
            )
            raise ValueError(message)
        check_public_suffixes(policy)
        self._policy = policy
        self._responses = gateway_responses(policy, error_origin=error_origin)

    def _bring(self, functions: Iterable[IFunction], *, consolidate_permissions: bool) -> None:
        api = cast("RestApi", self)
        cover(api)
        self._cors = RestCors(
            scope=api,
            target=api,
            api=api,
            policy=self._policy,
            responses=self._responses,
            own_policies=OwnPolicies(functions),
            consolidated=consolidate_permissions,
        )

        def complete(census: Census) -> list[str]:
            problems = self._cors.complete(census)
            if consolidate_permissions:
                consolidate(api, self._cors.parts.routes, census)
                note_resources(api, api.stack.node.find_all())
            return problems

        at_synthesis(api, complete)
