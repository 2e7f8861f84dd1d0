"""What a REST API answers by itself: its gateway responses.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

Not verified on AWS: `rest-error-no-origin` and others that begin with `rest-error-`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.error_types import (
    MESSAGES,
    NOT_CUSTOMISABLE,
    OWN_STATUS,
    default_of,
)
from corsgate_audit.gateway.mappings import map_headers
from corsgate_audit.gateway.statuses import read_status
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import GatewayResponse, RestApi

_JSON = (("Content-Type", "application/json"),)


def gateway_response(  # noqa: PLR0913 - parts of one response, named at each call
    api: RestApi,
    received: Received,
    response_type: str,
    *,
    note: str,
    layer: Layer = Layer.GATEWAY_RESPONSE,
    own_status: int | None = None,
) -> Answer:
    """Return what the gateway answers with one of its own errors.

    A type that somebody has customised is taken as it is, with AWS's own status where it has none;
    only a type that nobody has customised falls back to ``DEFAULT_4XX`` or ``DEFAULT_5XX``, status
    and all. Recorded on AWS: GetGatewayResponses answers the effective ones.

    Args:
        api: a REST API.
        received: the request.
        response_type: one of those that this model comes to.
        note: what is wrong, one sentence.
        layer: layer that decides; where an authorizer refuses, the authorizer.
        own_status: status where nobody has set one; None for that of the type.
    """
    customised = _effective(api, response_type)
    own = own_status or OWN_STATUS[response_type]
    said = f"{note} The gateway answers {response_type}, {_described(customised, response_type)}."
    if customised is None:
        response = HttpResponse(own, _JSON)
        return Answer(response=response, layer=layer, note=said, body=_body(response_type))
    status = own if customised.status_code is None else read_status(customised.status_code)
    mapped = map_headers(customised.headers, received, path={})
    unresolved = mapped.unresolved + ((status,) if isinstance(status, Unresolved) else ())
    if isinstance(status, Unresolved) or mapped.unresolved:
        return Answer(response=None, layer=layer, note=said, unresolved=unresolved)
    return Answer(
        response=HttpResponse(status, with_content_type(mapped.headers)),
        layer=layer,
        note=said,
        body=_body(response_type),
    )


def _body(response_type: str) -> bytes:
    """Return what AWS's own template makes: ``{"message":$context.error.messageString}``."""
    return json.dumps({"message": MESSAGES[response_type]}).encode()


def _effective(api: RestApi, response_type: str) -> GatewayResponse | None:
    """Return the gateway response that applies; None for AWS's own."""
    if response_type in NOT_CUSTOMISABLE:
        return None
    customised = {each.response_type: each for each in api.gateway_responses}
    return customised.get(response_type) or customised.get(default_of(response_type))


def _described(customised: GatewayResponse | None, response_type: str) -> str:
    if response_type in NOT_CUSTOMISABLE:
        return "which cannot be customised and has no CORS headers"
    if customised is None:
        return "which is not customised and has no CORS headers"
    if customised.response_type == response_type:
        return "which is customised"
    return f"which inherits its headers from {customised.response_type}"


def with_content_type(
    headers: tuple[tuple[str, str], ...], content_type: str = "application/json"
) -> tuple[tuple[str, str], ...]:
    """Add the ``Content-Type`` that API Gateway adds where a response has none.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
    """
    if any(name.lower() == "content-type" for name, _ in headers):
        return headers
    return (("Content-Type", content_type), *headers)
