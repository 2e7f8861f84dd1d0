"""The error responses of a REST API whose preflights come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import Deployment
from constructs import Construct

from corsgate.render import gateway_responses

from ._at_synthesis import at_synthesis
from ._deployments import Deployments
from ._gateway_responses import answer_errors, claim_errors, taken
from ._preflights import Completed, fingerprint
from ._public_suffixes import check_public_suffixes
from ._rest_api_with_policy import RestApiWithPolicy
from ._targets import check_imports, check_stage

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IRestApi

    from corsgate import CorsPolicy
    from corsgate.render import ErrorOrigin

    from ._census import Census

_NAME = "CorsGatewayResponses"


class CorsGatewayResponses(Construct):
    """The headers of a policy on all that a REST API answers itself: 401, 403, 404, 429, 5XX.

    For an API whose preflights are made by something else: by the CDK's
    ``default_cors_preflight_options``, by another app, by its functions. `CorsRestApi` and
    `add_cors` have these error responses already.

    Args:
        scope: the stack, or another construct.
        id: id of the construct.
        api: a `RestApi`, or an imported one.
        policy: policy of the API.
        error_origin: as for `CorsRestApi`.
        stage_name: as for `add_cors`: required for an imported API, and for no other.

    Raises:
        ValueError: the API has error responses with a policy already; it is built from an OpenAPI
            document; it is imported and ``stage_name`` is missing, or the other way round.
        TypeError: the policy is none.
        corsgate.render.RenderError: several origins, and no ``error_origin``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.

    Example:
        >>> CorsGatewayResponses(stack, "Errors", api=api, policy=policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        api: IRestApi,
        policy: CorsPolicy,
        error_origin: ErrorOrigin | None = None,
        stage_name: str | None = None,
    ) -> None:
        if isinstance(api, RestApiWithPolicy):
            # Not by a note of its own, which would slow down every app.
            raise ValueError(taken(_NAME, api, type(api).__name__))  # noqa: TRY004 - but taken
        check_imports(_NAME, api, api)
        check_stage(_NAME, api, api, stage_name)
        check_public_suffixes(policy)
        self._api = api
        self._responses = gateway_responses(policy, error_origin=error_origin)
        claim_errors(_NAME, api)
        super().__init__(scope, id)
        self._deployments = Deployments()
        self._deployment = (
            Deployment(self, "Deployment", api=api, stage_name=stage_name)
            if stage_name
            else api.latest_deployment
        )
        at_synthesis(self, self._complete)

    @property
    def deployment(self) -> Deployment | None:
        """The deployment that makes them live; None if the API has ``deploy=False``."""
        return self._deployment

    def _complete(self, census: Census) -> list[str]:
        parts = census.rest(census.canonical(self._api.rest_api_id, self._api))
        added = answer_errors(self, self._api, self._responses, parts.responses)
        text = fingerprint(Completed([], [], []), self._responses, cached=False)
        self._deployments.update(parts.deployments, added, text, census)
        return []
