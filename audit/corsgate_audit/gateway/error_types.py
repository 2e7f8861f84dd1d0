"""API Gateway's own error responses of a REST API, and the statuses that AWS gives them.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_STATUS: Mapping[str, int] = {
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "INTEGRATION_TIMEOUT": 504,
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
"""By response type, those first that can meet any request; the two defaults have no status."""

NOT_CUSTOMISABLE = frozenset({"REQUEST_TOO_LARGE"})
"""What AWS lets nobody change."""


def default_of(response_type: str) -> str:
    """Return the default that a type falls back to: ``DEFAULT_4XX`` or ``DEFAULT_5XX``."""
    return f"DEFAULT_{OWN_STATUS[response_type] // 100}XX"
