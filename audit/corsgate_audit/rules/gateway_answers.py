"""The gateway's own errors as rules show them: what a page gets where one is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.gateway.error_types import OWN_STATUS
from corsgate_audit.gateway.values import Layer
from corsgate_audit.model import Witness
from corsgate_audit.rules.origin_values import literal
from corsgate_audit.rules.preflights import candidate_origins
from corsgate_audit.rules.requests import url_of

if TYPE_CHECKING:
    from corsgate_audit.model import GatewayResponse, RestApi


def error_witness(
    api: RestApi, error: str, customised: GatewayResponse | None, origin: str | None = None
) -> Witness:
    """Return the plainest request there is and an error, as can happen on any path.

    Args:
        api: API with the gateway response.
        error: Response type such as ``UNAUTHORIZED``, never a default.
        customised: Gateway response that the error takes; None for AWS's own.
        origin: Origin of the page; None for the likeliest.
    """
    response = HttpResponse(_status(OWN_STATUS[error], customised), _static_headers(customised))
    path = next((route.path for route in api.routes), "/")
    page = origin or candidate_origins(api)[0]
    request = BrowserRequest(url=url_of(path), origin=page)
    return Witness(
        request=request,
        response=response,
        verdict=judge(request, response=response),
        layer=Layer.GATEWAY_RESPONSE.value,
    )


def _status(status: int, customised: GatewayResponse | None) -> int:
    """Return the status; a default that sets one sets it for every error that falls back to it."""
    own = customised.status_code if customised else None
    return int(own) if isinstance(own, str) and own.isdigit() else status


def _static_headers(customised: GatewayResponse | None) -> tuple[tuple[str, str], ...]:
    headers = customised.headers if customised and isinstance(customised.headers, tuple) else ()
    values = ((name, literal(mapping)) for name, mapping in headers)
    return tuple((name, value) for name, value in values if value is not None)
