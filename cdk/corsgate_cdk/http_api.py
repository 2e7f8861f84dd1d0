"""`aws_apigatewayv2.HttpApi` with a CORS policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk.aws_apigatewayv2 import CfnApi, CfnIntegration, CfnRoute, HttpApi

from corsgate.render import http_api

from ._at_synthesis import at_synthesis
from ._cors_in import GATEWAY, HANDLER, check_cors_in
from ._functions import Handover, unreachable
from ._http_needs import needed_headers
from ._http_routes import Paths, add_open_options
from ._own_policies import OwnPolicies
from ._public_suffixes import check_public_suffixes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy

    from ._cors_in import CorsIn

_OWNER = "http_api"
_LAMBDA = "AWS_PROXY"


class CorsHttpApi(HttpApi):
    """An HTTP API that answers for CORS itself.

    It is `aws_apigatewayv2.HttpApi` with the same properties and methods. In addition the policy
    becomes the API's CORS settings, and every integrated function gets it in ``CORSGATE_POLICY``,
    with ``http_api`` in ``CORSGATE_GATEWAY_OWNS``: an HTTP API with CORS settings drops the CORS
    headers of its functions, so that bare ``@cors`` leaves them out.

    Where a route with an authorizer would take the preflight (``ANY``, ``$default``), an open
    OPTIONS route is added.

    One policy is for the whole API. An HTTP API knows neither methods nor headers by route: a
    preflight for a route that only has GET answers with all methods of the policy, and with its
    headers and those that the authorizer of any route needs.

    Args:
        scope: the stack.
        id: id of the construct; ids and logical ids are those of `HttpApi`.
        policy: policy of the API.
        cors_in: ``"gateway"``, or ``"handler"`` for what an HTTP API cannot express, such as
            sub-domain patterns: it then has no CORS settings, every path gets an OPTIONS route,
            and the functions, all decorated with ``@cors``, answer for CORS.
        functions_with_own_policy: functions that do without ``CORSGATE_POLICY``, because their
            handlers have ``@cors(policy)`` in code. Needed for functions that this app only
            imports, and for functions that serve APIs of different policies.
        properties: properties of `aws_apigatewayv2.HttpApi`, but for ``cors_preflight``.

    Raises:
        corsgate.render.RenderError: the policy has patterns, and ``cors_in`` is not ``"handler"``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        ValueError: ``cors_preflight`` is given too, or ``cors_in`` is neither of the two.

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
        cors_in: CorsIn = GATEWAY,
        functions_with_own_policy: Iterable[IFunction] = (),
        **properties: Any,  # noqa: ANN401 - HttpApi's own, which jsii checks
    ) -> None:
        if "cors_preflight" in properties:
            message = f"CorsHttpApi {id!r}: cors_preflight sets what policy already sets; remove it"
            raise ValueError(message)
        check_cors_in(f"CorsHttpApi {id!r}", cors_in)
        check_public_suffixes(policy)
        configuration = http_api(policy) if cors_in == GATEWAY else None
        super().__init__(scope, id, **properties)
        self._policy = policy
        self._in_handler = cors_in == HANDLER
        self._own_policies = OwnPolicies(functions_with_own_policy)
        if configuration is not None:
            settings = self.node.default_child
            assert isinstance(settings, CfnApi)  # noqa: S101 - the CDK has just made it
            settings.add_property_override("CorsConfiguration", configuration)
        at_synthesis(self, self._complete)

    @property
    def policy(self) -> CorsPolicy:
        """The policy of the API."""
        return self._policy

    def _complete(self) -> list[str]:
        mine = [
            node
            for node in self.stack.node.find_all()
            if isinstance(node, (CfnIntegration, CfnRoute)) and node.api_id == self.api_id
        ]
        routes = [node for node in mine if isinstance(node, CfnRoute)]
        refused = self._allow_headers(needed_headers(routes))
        paths = Paths(routes)
        for path, beside in paths.without_preflight(in_handler=self._in_handler).items():
            add_open_options(self, path, beside)
        handover = Handover(self._own_policies, None if self._in_handler else _OWNER)
        integrations = [node for node in mine if isinstance(node, CfnIntegration)]
        handed = [self._hand_over(each, handover) for each in integrations]
        return [
            *refused,
            *paths.closed_options(),
            *(problem for each in handed for problem in each),
        ]

    def _allow_headers(self, needed: list[str]) -> list[str]:
        effective = self._policy.for_route(headers=needed)
        missing = sorted({*effective.allow_headers} - {*self._policy.allow_headers})
        if missing and self._in_handler:
            problem = (
                f"its authorizers need {missing!r}, which the policy does not allow so the browser "
                "blocks the requests; add them to allow_headers"
            )
            return [problem]
        if missing:
            settings = self.node.default_child
            assert isinstance(settings, CfnApi)  # noqa: S101 - the CDK has made it
            settings.add_property_override("CorsConfiguration", http_api(effective))
        return []

    def _hand_over(self, integration: CfnIntegration, handover: Handover) -> list[str]:
        uri = integration.integration_uri
        if integration.integration_type != _LAMBDA or integration.integration_subtype or not uri:
            return []
        problems = handover.hand(uri, integration, self._policy)
        if problems is None:
            return [unreachable(f"the integration {integration.node.path!r}")]
        return problems
