"""What a Lambda function URL answers.

Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html and
https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS, ORIGIN
from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.access import refusal
from corsgate_audit.gateway.backend import backend, owned_by_gateway
from corsgate_audit.gateway.cors_configuration import (
    actual_headers,
    credentials_header,
    matching_origin,
    origin_header,
    preflight_headers,
)
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.routing import match_route
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.model import CorsConfiguration, Unresolved, unknown_in

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import FunctionUrl, Route

_OK, _FORBIDDEN = 200, 403
_KIND = "function_url"
_OWNER = "The function URL's CORS settings"


def answer_function_url(api: FunctionUrl, request: HttpRequest) -> Answer:
    """Return what a function URL answers to one request.

    Not verified on AWS: that with CORS settings a preflight is answered before AWS_IAM is asked for
    a signature, with 200, and without the configured headers for a stranger; that the origin is
    echoed whichever entry let it in; that a refusal carries the headers.
    """
    received = receive(api, request)
    route = match_route(api, received.method, received.path)
    if isinstance(api.cors, Unresolved):
        note = f"{_OWNER} are undetermined."
        return Answer(
            response=None, layer=Layer.FUNCTION_URL_CORS, note=note, unresolved=(api.cors,)
        )
    refused = None if api.cors and received.is_preflight else _refused(route, received)
    if refused is not None and (api.cors is None or refused.response is None):
        return refused
    if api.cors is None:
        return backend(route.integration if route else None, received)
    own = () if refused or received.is_preflight else _own_headers(route, received)
    return _with_cors(api.cors, received, refused, own)


def _own_headers(route: Route | None, received: Received) -> tuple[tuple[str, str], ...]:
    """Return the CORS headers that the function is known to send itself.

    Source: https://github.com/aws-powertools/powertools-lambda-python/issues/4163
    """
    integration = route.integration if route else None
    if integration is None or owned_by_gateway(integration, _KIND) is not False:
        return ()
    answered = backend(integration, received).response
    headers = answered.headers if answered else ()
    return tuple(pair for pair in headers if pair[0].lower() in CORS_RESPONSE_HEADERS)


def _refused(route: Route | None, received: Received) -> Answer | None:
    unpermitted = route.integration.unpermitted if route and route.integration else None
    if unpermitted is not None:
        note = f"No permission allows everybody to invoke the function {unpermitted!r} by its URL."
        return Answer(response=HttpResponse(_FORBIDDEN), layer=Layer.AUTHORIZER, note=note)
    found = refusal(route, received) if route else None
    if found is None:
        return None
    unresolved = (found.unresolved,) if found.unresolved else ()
    response = None if found.response_type is None else HttpResponse(_FORBIDDEN)
    return Answer(response=response, layer=Layer.AUTHORIZER, note=found.note, unresolved=unresolved)


def _with_cors(
    settings: CorsConfiguration,
    received: Received,
    refused: Answer | None,
    own: tuple[tuple[str, str], ...],
) -> Answer:
    """Put the configured headers on an answer.

    A function that sends CORS headers of its own has them doubled on all but preflights.
    """
    layer = refused.layer if refused else Layer.FUNCTION_URL_CORS
    status = refused.response.status if refused and refused.response else _OK
    origin = received.header(ORIGIN)
    matching = None if origin is None else matching_origin(settings, origin)
    if origin is None or matching is None:
        note = f"{_OWNER} write no headers: {_why_not(origin)}."
        return Answer(response=HttpResponse(status, own), layer=layer, note=note)
    parts = (
        *((matching,) if isinstance(matching, Unresolved) else (origin_header(origin),)),
        *credentials_header(settings.allow_credentials),
        *(preflight_headers(settings) if received.is_preflight else actual_headers(settings)),
    )
    unresolved = unknown_in(*parts)
    if unresolved:
        note = f"{_OWNER} are partly undetermined."
        return Answer(response=None, layer=layer, note=note, unresolved=unresolved)
    headers = tuple(part for part in parts if not isinstance(part, Unresolved))
    said = f"{refused.note} " if refused else ""
    note = f"{said}{_OWNER} write the CORS headers.{_doubled(received, own)}"
    return Answer(response=HttpResponse(status, (*headers, *own)), layer=layer, note=note)


def _why_not(origin: str | None) -> str:
    if origin is None:
        return "the request has no Origin"
    return f"{origin!r} is not in AllowOrigins"


def _doubled(received: Received, own: tuple[tuple[str, str], ...]) -> str:
    if received.is_preflight:
        return ""
    if own:
        return (
            " The function has a policy of its own and sends them too, so the browser receives "
            "them twice."
        )
    return (
        " If the function sends CORS headers too, the browser receives both and blocks the "
        "response."
    )
