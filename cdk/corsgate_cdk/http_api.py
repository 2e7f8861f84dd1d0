"""`aws_apigatewayv2.HttpApi` with a CORS policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from aws_cdk.aws_apigatewayv2 import HttpApi

from ._at_synthesis import at_synthesis
from ._cors_in import GATEWAY, HANDLER, check_cors_in
from ._http_cors import HttpCors
from ._own_policies import OwnPolicies
from ._public_suffixes import check_public_suffixes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy

    from ._cors_in import CorsIn
    from ._typed_properties import HttpApiProperties


class CorsHttpApi(HttpApi):
    """An HTTP API that answers for CORS itself.

    It is `aws_apigatewayv2.HttpApi` with the same properties and methods. In addition the policy
    becomes the API's CORS settings, and every integrated function gets it in ``CORSGATE_POLICY``,
    with ``http_api`` in ``CORSGATE_GATEWAY_OWNS``: an HTTP API with CORS settings drops the CORS
    headers of its functions, so that bare ``@cors`` leaves them out.

    Where a route with an authorizer would take the preflight (``ANY``, ``$default``), an open
    OPTIONS route is added. The routes may be in any stack of the app, added to the API itself or to
    an import of it.

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
        **properties: Unpack[HttpApiProperties],
    ) -> None:
        if "cors_preflight" in properties:
            message = f"CorsHttpApi {id!r}: cors_preflight sets what policy already sets; remove it"
            raise ValueError(message)
        check_cors_in(f"CorsHttpApi {id!r}", cors_in)
        check_public_suffixes(policy)
        super().__init__(scope, id, **properties)
        self._policy = policy
        own_policies = OwnPolicies(functions_with_own_policy)
        cors = HttpCors(self, policy, own_policies, in_handler=cors_in == HANDLER)
        at_synthesis(self, cors.complete)

    @property
    def policy(self) -> CorsPolicy:
        """The policy of the API."""
        return self._policy
