"""What makes an HTTP API answer for CORS, whichever class has built the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from corsgate.render import http_api

from ._deployments import Deployments
from ._functions import Handover, unreachable
from ._http_needs import needed_headers
from ._http_routes import Paths, add_open_options
from ._token_origins import prepare_origins

if TYPE_CHECKING:
    from aws_cdk.aws_apigatewayv2 import CfnApi, CfnRoute, HttpApi

    from corsgate import CorsPolicy

    from ._census import Census, HttpParts
    from ._http_parts import HttpIntegrationPart
    from ._own_policies import OwnPolicies

_OWNER = "http_api"


class HttpCors:
    """Completes an HTTP API in every synthesis of its app.

    Args:
        api: an API that this app defines.
        policy: policy of the API.
        own_policies: the functions to leave alone.
        in_handler: the functions answer for CORS, and not the API.

    Raises:
        corsgate.render.RenderError: the policy has patterns, and the API is to answer.
    """

    def __init__(
        self, api: HttpApi, policy: CorsPolicy, own_policies: OwnPolicies, *, in_handler: bool
    ) -> None:
        self._api = api
        self._policy = policy
        self._own_policies = own_policies
        self._in_handler = in_handler
        self._deployments = Deployments()
        if not in_handler:
            self._settings.add_property_override("CorsConfiguration", http_api(policy))

    @property
    def _settings(self) -> CfnApi:
        return cast("CfnApi", self._api.node.default_child)

    def complete(self, census: Census) -> list[str]:
        """Add what is missing, and return a sentence for each thing that is wrong.

        Args:
            census: the app.
        """
        prepare_origins(self._policy, self._api)
        parts = census.http(self._api.api_id)
        needed = needed_headers(parts.routes)
        refused = self._allow_headers(needed)
        paths = Paths(parts.routes)
        missing = paths.without_preflight(in_handler=self._in_handler)
        added = [
            add_open_options(self._api, path, beside, census) for path, beside in missing.items()
        ]
        self._deploy(parts, [route.settings for route in (*parts.routes, *added)], needed, census)
        handover = Handover(self._own_policies, None if self._in_handler else _OWNER)
        handed = [self._hand_over(each, handover) for each in parts.integrations]
        return [
            *refused,
            *paths.closed_options(),
            *(problem for each in handed for problem in each),
        ]

    def _deploy(
        self, parts: HttpParts, routes: list[CfnRoute], needed: list[str], census: Census
    ) -> None:
        """Let deployments that are made by hand wait for the routes, and ship what has changed."""
        if not parts.deployments:
            return
        effective = self._policy.for_route(headers=needed)
        settings = None if self._in_handler else http_api(effective)
        text = json.dumps([settings, sorted(route.route_key for route in routes)])
        self._deployments.update([(each, None) for each in parts.deployments], routes, text, census)

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
            self._settings.add_property_override("CorsConfiguration", http_api(effective))
        return []

    def _hand_over(self, integration: HttpIntegrationPart, handover: Handover) -> list[str]:
        uri = integration.function_uri
        if not uri:
            return []
        problems = handover.hand(uri, integration.settings, self._policy)
        if problems is None:
            return [unreachable(f"the integration {integration.settings.node.path!r}")]
        return problems
