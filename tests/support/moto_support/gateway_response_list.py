"""All gateway responses of an API, also those that nobody customised.

moto returns the customised ones only, and fails on any other. AWS returns every type; one that is
not customised has ``defaultResponse`` true and shows what DEFAULT_4XX or DEFAULT_5XX give it.
https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.apigateway.responses import APIGatewayResponse

_TEMPLATES = {"application/json": '{"message":$context.error.messageString}'}

STATUS_CODES: dict[str, str | None] = {
    "ACCESS_DENIED": "403",
    "API_CONFIGURATION_ERROR": "500",
    "AUTHORIZER_CONFIGURATION_ERROR": "500",
    "AUTHORIZER_FAILURE": "500",
    "BAD_REQUEST_BODY": "400",
    "BAD_REQUEST_PARAMETERS": "400",
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
    "EXPIRED_TOKEN": "403",
    "INTEGRATION_FAILURE": "504",
    "INTEGRATION_TIMEOUT": "504",
    "INVALID_API_KEY": "403",
    "INVALID_SIGNATURE": "403",
    "MISSING_AUTHENTICATION_TOKEN": "403",
    "QUOTA_EXCEEDED": "429",
    "REQUEST_TOO_LARGE": "413",
    "RESOURCE_NOT_FOUND": "404",
    "THROTTLED": "429",
    "UNAUTHORIZED": "401",
    "UNSUPPORTED_MEDIA_TYPE": "415",
    "WAF_FILTERED": "403",
}
"""Every type with API Gateway's own status; None keeps the status of what failed."""


def install() -> None:
    """Replace the actions that read one gateway response or all of them."""
    APIGatewayResponse.get_gateway_responses = _get_gateway_responses
    APIGatewayResponse.get_gateway_response = _get_gateway_response
    APIGatewayResponse.put_gateway_response = _put_gateway_response


def _get_gateway_responses(self: Any) -> str:  # noqa: ANN401 (moto is read without its types)
    api = self.backend.get_rest_api(self.path.split("/")[2])
    return json.dumps({"item": [_described(api, kind) for kind in STATUS_CODES]})


def _get_gateway_response(self: Any) -> str:  # noqa: ANN401
    _, _, api_id, _, kind = self.path.rstrip("/").split("/")
    return json.dumps(_described(self.backend.get_rest_api(api_id), kind))


def _put_gateway_response(self: Any) -> tuple[int, dict[str, str], str]:  # noqa: ANN401
    _, _, api_id, _, kind = self.path.rstrip("/").split("/")
    given = (self._get_param(n) for n in ("statusCode", "responseParameters", "responseTemplates"))
    self.backend.put_gateway_response(api_id, kind, *given)
    return 201, {"status": "201"}, json.dumps(_described(self.backend.get_rest_api(api_id), kind))


def _described(api: Any, kind: str) -> dict[str, Any]:  # noqa: ANN401
    """Return a type as customised, or as inherited from its default, or as API Gateway has it.

    A customised type inherits nothing: what it leaves out is API Gateway's own.
    """
    own = api.gateway_responses.get(kind)
    default = None if own or kind.startswith("DEFAULT_") else _default_of(api, kind)
    shown = own or default
    response = {
        "responseType": kind,
        "defaultResponse": own is None,
        "responseParameters": (shown and shown.response_parameters) or {},
        "responseTemplates": (shown and shown.response_templates) or _TEMPLATES,
    }
    status = (shown and shown.status_code) or STATUS_CODES[kind]
    return response | ({"statusCode": str(status)} if status else {})


def _default_of(api: Any, kind: str) -> Any:  # noqa: ANN401
    status = STATUS_CODES[kind]
    family = "DEFAULT_5XX" if status and status.startswith("5") else "DEFAULT_4XX"
    return api.gateway_responses.get(family)
