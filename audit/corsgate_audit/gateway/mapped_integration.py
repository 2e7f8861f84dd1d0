"""A REST integration that calls a backend and maps what it answers (types AWS and HTTP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.failures import CONFIGURATION
from corsgate_audit.gateway.gateway_responses import gateway_response, with_content_type
from corsgate_audit.gateway.mappings import Mapped, map_headers
from corsgate_audit.gateway.routing import path_parameters
from corsgate_audit.gateway.statuses import read_status
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Integration, IntegrationResponse, RestApi, Route, Text

_NO_RESPONSES = (
    "No match for output mapping and no default output mapping configured: the integration has no "
    "integration response."
)
_OVERRIDE = "responseOverride"
_BACKEND_DECIDES = "The result of the backend selects the integration response"


def mapped_integration(
    api: RestApi, route: Route, integration: Integration, received: Received, layer: Layer
) -> Answer:
    """Return the answer as far as it does not depend on the backend.

    The backend's result selects the integration response. Where all of them carry the same headers
    the verdict is the same whichever it is; its status is then the default response's.

    Args:
        api: a REST API.
        route: route that the request reaches.
        integration: integration of the route.
        received: the request.
        layer: layer of the integration.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
    """
    responses = integration.responses
    if not responses:
        return gateway_response(api, received, CONFIGURATION, note=_NO_RESPONSES, layer=layer)
    parameters = path_parameters(route, received.path)
    mapped = [
        map_headers(each.headers, received, path=parameters, calls_backend=True)
        for each in responses
    ]
    status = read_status(_default(responses).status_code)
    if isinstance(status, Unresolved) or not _alike(mapped) or any(map(_overrides, responses)):
        unresolved = tuple(_unresolved(status, mapped, responses))
        note = f"{_BACKEND_DECIDES}, or sets its headers."
        return Answer(response=None, layer=layer, note=note, unresolved=unresolved)
    headers = with_content_type(mapped[0].headers)
    note = f"{_BACKEND_DECIDES}; all of them have the same headers."
    return Answer(response=HttpResponse(status, headers), layer=layer, note=note)


def _unresolved(
    status: int | Unresolved, mapped: list[Mapped], responses: tuple[IntegrationResponse, ...]
) -> Iterator[Unresolved]:
    """Yield what could not be resolved, where it may be that which decides."""
    for each in mapped:
        yield from each.unresolved
    for response in responses:
        texts = _template_texts(response)
        yield from (text for text in texts if isinstance(text, Unresolved))
    if isinstance(status, Unresolved):
        yield status


def _default(responses: tuple[IntegrationResponse, ...]) -> IntegrationResponse:
    return next((each for each in responses if not each.selection_pattern), responses[0])


def _alike(mapped: list[Mapped]) -> bool:
    """Whether every response carries the same headers, all of them known."""
    if any(each.from_backend or each.unresolved for each in mapped):
        return False
    return len({tuple(sorted(each.headers)) for each in mapped}) == 1


def _overrides(response: IntegrationResponse) -> bool:
    """Whether a template could replace headers by what it finds in the backend's body."""
    texts = _template_texts(response)
    return any(isinstance(text, Unresolved) or _OVERRIDE in text for text in texts)


def _template_texts(response: IntegrationResponse) -> tuple[Text, ...]:
    templates = response.templates
    return (templates,) if isinstance(templates, Unresolved) else tuple(dict(templates).values())
