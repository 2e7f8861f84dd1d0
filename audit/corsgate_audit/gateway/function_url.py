"""What a Lambda function URL answers.

Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html and
https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS, ORIGIN
from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.backend import backend, owned_by_gateway
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
    from corsgate_audit.model import FunctionUrl, Route

_FORBIDDEN = 403
_FORBIDDEN_BODY = b'{"Message":"Forbidden"}'
_KIND = "function_url"
_OWNER = "The function URL's CORS settings"


def answer_function_url(api: FunctionUrl, request: HttpRequest, behind: Behind = AS_READ) -> Answer:
    """Return what a function URL answers to one request.

    Not verified on AWS: that with CORS settings a preflight is answered before AWS_IAM is asked for
    a signature, with 200, and without the configured headers for another origin; that the origin is
    echoed whichever entry let it in; that a refusal carries the headers.
    """
    received = receive(api, request, behind.body)
    route = match_route(api, received.method, received.path)
    if isinstance(api.cors, Unresolved):
        note = f"{_OWNER} are undetermined."
        return Answer(
            response=None, layer=Layer.FUNCTION_URL_CORS, note=note, unresolved=(api.cors,)
        )
    is_asked = not (api.cors and received.is_preflight)
    refused = _refused(api, route, received, behind) if route and is_asked else None
    if refused is not None and (api.cors is None or refused.response is None):
        return refused
    if api.cors is None:
        return behind.answer(api, route, received) if route else backend(None, received)
    if refused or received.is_preflight or route is None:
        return _with_cors(api.cors, received, refused, ())
    answered = behind.answer(api, route, received)
    if answered.is_given and answered.response is not None:
        given = answered.response
        made = _with_cors(api.cors, received, None, given.headers, given.status)
        return replace(made, body=answered.body, is_given=True)
    return _with_cors(api.cors, received, None, _own_headers(route, received))


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


def _refused(api: FunctionUrl, route: Route, received: Received, behind: Behind) -> Answer | None:
    unpermitted = route.integration.unpermitted if route.integration else None
    if unpermitted is not None:
        note = f"No permission allows everybody to invoke the function {unpermitted!r} by its URL."
        return Answer(
            response=HttpResponse(_FORBIDDEN),
            layer=Layer.AUTHORIZER,
            note=note,
            body=_FORBIDDEN_BODY,
        )
    found = behind.refusal(api, route, received)
    if found is None:
        return None
    unresolved = (found.unresolved,) if found.unresolved else ()
    response = None if found.response_type is None else HttpResponse(_FORBIDDEN)
    return Answer(
        response=response,
        layer=Layer.AUTHORIZER,
        note=found.note,
        unresolved=unresolved,
        body=_FORBIDDEN_BODY,
    )


def _with_cors(
    settings: CorsConfiguration,
    received: Received,
    refused: Answer | None,
    own: tuple[tuple[str, str], ...],
    given: int = 200,
) -> Answer:
    """Put the configured headers on an answer.

    A function that sends CORS headers of its own has them doubled on all but preflights. Its status
    is taken for 200 where it is not known.
    """
    layer = refused.layer if refused else Layer.FUNCTION_URL_CORS
    status = refused.response.status if refused and refused.response else given
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
    cors = tuple(pair for pair in own if pair[0].lower() in CORS_RESPONSE_HEADERS)
    doubled = "" if own and not cors else _doubled(received, cors)
    note = f"{said}{_OWNER} write the CORS headers.{doubled}"
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
