"""What a REST API answers: the route, what stands in front of it, and its integration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway.behind import AS_READ
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.mock_integration import mock_integration
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.routing import match_route
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.gateway.access import Refusal
    from corsgate_audit.gateway.behind import Behind
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import RestApi, Route

_PASSED_THROUGH = frozenset({"AWS_PROXY", "HTTP_PROXY"})


def answer_rest(api: RestApi, request: HttpRequest, behind: Behind = AS_READ) -> Answer:
    """Return what a REST API answers to one request."""
    received = receive(api, request, behind.body)
    route = match_route(api, received.method, received.path)
    if route is None:
        return gateway_response(
            api,
            received,
            "MISSING_AUTHENTICATION_TOKEN",
            note=f"{received.path!r} has no {received.method} method.",
        )
    refused = behind.refusal(api, route, received)
    if refused is not None:
        return _refused(api, received, refused)
    return _integrated(api, route, received, behind)


def _refused(api: RestApi, received: Received, refused: Refusal) -> Answer:
    layer = Layer.AUTHORIZER if refused.by_authorizer else Layer.GATEWAY_RESPONSE
    if refused.response_type is not None:
        return gateway_response(
            api, received, refused.response_type, note=refused.note, layer=layer
        )
    unresolved = (refused.unresolved,) if refused.unresolved else ()
    return Answer(response=None, layer=layer, note=refused.note, unresolved=unresolved)


def _integrated(api: RestApi, route: Route, received: Received, behind: Behind) -> Answer:
    integration = route.integration
    layer = Layer.OPTIONS_INTEGRATION if received.method == OPTIONS else Layer.INTEGRATION
    if integration is None:
        # API Gateway refuses to deploy such a method: "No integration defined for method".
        note = f"{route.method} {route.path} has no integration, so API Gateway cannot deploy it."
        return Answer(response=None, layer=layer, note=note)
    if isinstance(integration.type, Unresolved):
        note = "The integration of this route is undetermined."
        return Answer(response=None, layer=layer, note=note, unresolved=(integration.type,))
    if integration.unpermitted is not None:
        note = f"API Gateway has no permission to invoke the function {integration.unpermitted!r}."
        return gateway_response(api, received, "API_CONFIGURATION_ERROR", note=note, layer=layer)
    if integration.type in _PASSED_THROUGH:
        return behind.answer(api, route, received)
    if integration.type == "MOCK":
        return mock_integration(api, route, integration, received, layer)
    return behind.mapped(api, route, integration, received, layer)
