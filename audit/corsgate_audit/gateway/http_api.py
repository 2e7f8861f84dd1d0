"""What an HTTP API answers.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS, ORIGIN
from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.behind import AS_READ
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
    from corsgate_audit.gateway.behind import Behind
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import HttpApi, Route

_OK, _NO_CONTENT, _NOT_FOUND, _ERROR = 200, 204, 404, 500
_REFUSED = (401, "Unauthorized")
_REFUSALS = {
    "MISSING_AUTHENTICATION_TOKEN": (403, "Forbidden"),
    "ACCESS_DENIED": (403, "Forbidden"),
    "AUTHORIZER_FAILURE": (500, "Internal Server Error"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "Internal Server Error"),
}
"""What an HTTP API answers where a REST API has a gateway response of this type."""
_OWNER = "The HTTP API's CORS configuration writes the CORS headers"
_IGNORED = "the CORS headers of the backend are dropped"


def answer_http_api(api: HttpApi, request: HttpRequest, behind: Behind = AS_READ) -> Answer:
    """Return what an HTTP API answers to one request.

    With a CORS configuration the gateway answers preflights itself, unless a route that matches
    ``OPTIONS`` has an authorizer: that one is asked first. Not verified on AWS: that the gateway,
    and not the integration of a matching route without an authorizer, answers a preflight; and
    that its own 401, 403 and 404 carry the configured headers, as
    https://github.com/anomalyco/sst/issues/5493 shows for 401.
    """
    received = receive(api, request, behind.body)
    route = match_route(api, received.method, received.path)
    refused = _refused(api, route, received, behind)
    if refused is not None and refused.response is None:
        return refused
    if api.cors is None:
        return refused or _beyond(api, route, received, behind)
    if isinstance(api.cors, Unresolved):
        note = "The CORS configuration is undetermined."
        return Answer(response=None, layer=Layer.HTTP_API_CORS, note=note, unresolved=(api.cors,))
    if received.is_preflight:
        return _with_cors(api.cors, received, refused or _preflight())
    return _with_cors(api.cors, received, refused or _beyond(api, route, received, behind))


def _refused(
    api: HttpApi, route: Route | None, received: Received, behind: Behind
) -> Answer | None:
    """Return how the authorizer of the matching route refuses; None where nothing does.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
        and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
    """
    found = behind.refusal(api, route, received) if route else None
    if route is None or found is None:
        return None
    if found.response_type is None:
        unresolved = (found.unresolved,) if found.unresolved else ()
        return Answer(response=None, layer=Layer.AUTHORIZER, note=found.note, unresolved=unresolved)
    status, message = _REFUSALS.get(found.response_type, _REFUSED)
    key = route.path if route.path == "$default" else f"{route.method} {route.path}"
    note = f"{found.note} The request reaches the route {key!r}, which answers {status}."
    return Answer(
        response=HttpResponse(status), layer=Layer.AUTHORIZER, note=note, body=_body(message)
    )


def _body(message: str) -> bytes:
    return json.dumps({"message": message}, separators=(",", ":")).encode()


def _beyond(api: HttpApi, route: Route | None, received: Received, behind: Behind) -> Answer:
    """Return what an API without CORS configuration answers behind its authorizers."""
    if route is None:
        return Answer(
            response=HttpResponse(_NOT_FOUND),
            layer=Layer.GATEWAY_RESPONSE,
            note=f"No route answers {received.method} {received.path!r}: the gateway answers 404.",
            body=_body("Not Found"),
        )
    integration = route.integration
    if integration is not None and integration.unpermitted is not None:
        return Answer(
            response=HttpResponse(_ERROR),
            layer=Layer.INTEGRATION,
            note=f"API Gateway has no permission to invoke the function "
            f"{integration.unpermitted!r}: it answers 500.",
            body=_body("Internal Server Error"),
        )
    return behind.answer(api, route, received)


def _preflight() -> Answer:
    return Answer(
        response=HttpResponse(_NO_CONTENT),
        layer=Layer.HTTP_API_CORS,
        note="The HTTP API answers the preflight itself.",
    )


def _with_cors(settings: CorsConfiguration, received: Received, inner: Answer) -> Answer:
    """Put the configured headers on an answer in the place of the backend's own."""
    origin = received.header(ORIGIN)
    matching = None if origin is None else matching_origin(settings, origin)
    if origin is None or matching is None:
        return _answer(received, inner, (), _why_not(settings, origin))
    if isinstance(matching, Unresolved):
        note = f"{_OWNER}, but the origins that it allows are undetermined."
        return Answer(response=None, layer=Layer.HTTP_API_CORS, note=note, unresolved=(matching,))
    parts = (
        origin_header("*" if matching == "*" else origin),
        *credentials_header(settings.allow_credentials),
        *(preflight_headers(settings) if received.is_preflight else actual_headers(settings)),
    )
    unresolved = unknown_in(*parts)
    if unresolved:
        note = f"{_OWNER}, but some of its values are undetermined."
        return Answer(response=None, layer=Layer.HTTP_API_CORS, note=note, unresolved=unresolved)
    headers = tuple(part for part in parts if not isinstance(part, Unresolved))
    return _answer(received, inner, headers, f"{_OWNER}; {_IGNORED}.")


def _answer(
    received: Received, inner: Answer, headers: tuple[tuple[str, str], ...], note: str
) -> Answer:
    """Finish an answer. Its status is the inner one's; a backend's own is taken for 200."""
    by_backend = inner.layer in {Layer.BACKEND, Layer.FUNCTION}
    is_known = inner.is_given or not by_backend
    status = inner.response.status if inner.response and is_known else _OK
    own = inner.response.headers if inner.response and inner.is_given else ()
    kept = tuple(pair for pair in own if pair[0].lower() not in CORS_RESPONSE_HEADERS)
    layer = inner.layer if inner.layer is Layer.AUTHORIZER else Layer.HTTP_API_CORS
    said = "" if by_backend and not received.is_preflight else f"{inner.note} "
    return replace(
        inner,
        response=HttpResponse(status, (*kept, *headers)),
        layer=layer,
        note=said + note,
        unresolved=(),
        others=(),  # whatever the function sends, these headers replace its own
    )


def _why_not(settings: CorsConfiguration, origin: str | None) -> str:
    if origin is None:
        return f"{_OWNER}, but only for a request with an Origin header."
    if not settings.allow_origins:
        return f"{_OWNER}, but it allows no origin, and {_IGNORED}."
    return f"{_OWNER}, but {origin!r} is not in AllowOrigins; {_IGNORED}."
