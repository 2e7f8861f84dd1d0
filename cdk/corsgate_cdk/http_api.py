"""`aws_apigatewayv2.HttpApi` with a CORS policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk.aws_apigatewayv2 import CfnApi, CfnIntegration, HttpApi

from corsgate.render import http_api

from ._at_synthesis import at_synthesis
from ._functions import functions_behind, hand_over, unreachable
from ._own_policies import OwnPolicies
from ._public_suffixes import check_public_suffixes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy

_OWNER = "http_api"
_LAMBDA = "AWS_PROXY"


class CorsHttpApi(HttpApi):
    """An HTTP API that answers for CORS itself.

    It is `aws_apigatewayv2.HttpApi` with the same properties and methods. In addition the policy
    becomes the API's CORS settings, and every integrated function gets it in ``CORSGATE_POLICY``,
    with ``http_api`` in ``CORSGATE_GATEWAY_OWNS``: an HTTP API with CORS settings drops the CORS
    headers of its functions, so that bare ``@cors`` leaves them out.

    One policy is for the whole API. An HTTP API knows no methods by route: a preflight for a route
    that only has GET answers with all methods of the policy.

    Args:
        scope: the stack.
        id: of the construct; ids and logical ids are those of `HttpApi`.
        policy: of the API.
        functions_with_own_policy: functions that do without ``CORSGATE_POLICY``, because their
            handlers have ``@cors(policy)`` in code. Needed for functions that this app only
            imports, and for functions that serve APIs of different policies.
        properties: of `aws_apigatewayv2.HttpApi`, but for ``cors_preflight``.

    Raises:
        corsgate.render.RenderError: the policy has patterns, which HTTP APIs do not know.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        ValueError: ``cors_preflight`` is given too.

    Example:
        >>> api = CorsHttpApi(stack, "Api", policy=policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        policy: CorsPolicy,
        functions_with_own_policy: Iterable[IFunction] = (),
        **properties: Any,  # noqa: ANN401 - HttpApi's own, which jsii checks
    ) -> None:
        if "cors_preflight" in properties:
            message = (
                f"CorsHttpApi {id!r}: cors_preflight is a second source of what policy already "
                "says; remove it"
            )
            raise ValueError(message)
        check_public_suffixes(policy)
        configuration = http_api(policy)
        super().__init__(scope, id, **properties)
        self._policy = policy
        self._own_policies = OwnPolicies(functions_with_own_policy)
        settings = self.node.default_child
        assert isinstance(settings, CfnApi)  # noqa: S101 - the CDK has just made it
        settings.add_property_override("CorsConfiguration", configuration)
        at_synthesis(self, self._complete)

    @property
    def policy(self) -> CorsPolicy:
        """The policy of the API."""
        return self._policy

    def _complete(self) -> list[str]:
        return [problem for each in self._integrations() for problem in self._hand_over(each)]

    def _integrations(self) -> list[CfnIntegration]:
        return [
            node
            for node in self.stack.node.find_all()
            if isinstance(node, CfnIntegration)
            and node.api_id == self.api_id
            and node.integration_type == _LAMBDA
            and node.integration_subtype is None
        ]

    def _hand_over(self, integration: CfnIntegration) -> list[str]:
        uri = integration.integration_uri
        if uri is None or self._own_policies.include_imported(uri, integration):
            return []
        functions = functions_behind(uri, integration)
        if not functions:
            return [unreachable(f"the integration {integration.node.path!r}")]
        outcomes = [
            hand_over(each, self._policy, _OWNER)
            for each in functions
            if not self._own_policies.include(each)
        ]
        return [problem for problem in outcomes if problem is not None]
