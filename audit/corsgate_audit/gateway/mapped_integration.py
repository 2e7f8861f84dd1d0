"""A REST integration that calls a backend and maps what it answers (types AWS and HTTP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.gateway_responses import with_content_type
from corsgate_audit.gateway.mappings import Mapped, map_headers
from corsgate_audit.gateway.routing import path_parameters
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Integration, IntegrationResponse, Route, Text

_OVERRIDE = "responseOverride"
_BACKEND_DECIDES = "The backend's result decides which integration response answers"


def mapped_integration(
    route: Route, integration: Integration, received: Received, layer: Layer
) -> Answer:
    """Return the answer as far as it does not depend on the backend.

    The backend's result selects the integration response. Where all of them carry the same headers
    the verdict is the same whichever it is; its status is then the default response's.

    Args:
        route: that the request reaches.
        integration: of the route.
        received: the request.
        layer: of the integration.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
    """
    responses = integration.responses
    if not responses:
        note = "The integration has no integration response, so whatever the backend says is a 500."
        return Answer(response=None, layer=layer, note=note)
    parameters = path_parameters(route, received.path)
    mapped = [
        map_headers(each.headers, received, path=parameters, calls_backend=True)
        for each in responses
    ]
    unresolved = tuple(value for each in mapped for value in each.unresolved)
    status = _default(responses).status_code
    if not _alike(mapped) or any(map(_overrides, responses)) or not _is_status(status):
        note = f"{_BACKEND_DECIDES}, and they differ in their headers."
        return Answer(response=None, layer=layer, note=note, unresolved=unresolved)
    headers = with_content_type(mapped[0].headers)
    note = f"{_BACKEND_DECIDES}; all of them carry the same headers."
    return Answer(response=HttpResponse(int(str(status)), headers), layer=layer, note=note)


def _default(responses: tuple[IntegrationResponse, ...]) -> IntegrationResponse:
    return next((each for each in responses if not each.selection_pattern), responses[0])


def _is_status(status: Text) -> bool:
    return isinstance(status, str) and status.isascii() and status.isdigit()


def _alike(mapped: list[Mapped]) -> bool:
    """Whether every response carries the same headers, all of them known."""
    if any(each.unresolved or each.from_backend for each in mapped):
        return False
    return len({tuple(sorted(each.headers)) for each in mapped}) == 1


def _overrides(response: IntegrationResponse) -> bool:
    """Whether a template could replace headers by what it finds in the backend's body."""
    templates = response.templates
    if isinstance(templates, Unresolved):
        return True
    return any(isinstance(text, Unresolved) or _OVERRIDE in text for _, text in templates)
