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

MESSAGES: Mapping[str, str] = {
    "THROTTLED": "Too Many Requests",
    "UNAUTHORIZED": "Unauthorized",
    "INTEGRATION_TIMEOUT": "Endpoint request timed out",
    "ACCESS_DENIED": "User is not authorized to access this resource",
    "API_CONFIGURATION_ERROR": "Internal server error",
    "AUTHORIZER_CONFIGURATION_ERROR": "Internal server error",
    "AUTHORIZER_FAILURE": "Internal server error",
    "BAD_REQUEST_BODY": "Invalid request body",
    "BAD_REQUEST_PARAMETERS": "Missing required request parameters",
    "EXPIRED_TOKEN": "The security token included in the request is expired",
    "INTEGRATION_FAILURE": "Internal server error",
    "INVALID_API_KEY": "Forbidden",
    "INVALID_SIGNATURE": "The request signature we calculated does not match the signature you "
    "provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.",
    "MISSING_AUTHENTICATION_TOKEN": "Missing Authentication Token",
    "QUOTA_EXCEEDED": "Limit Exceeded",
    "REQUEST_TOO_LARGE": "Request Too Long",
    "RESOURCE_NOT_FOUND": "Missing Authentication Token",
    "UNSUPPORTED_MEDIA_TYPE": "Unsupported Media Type",
    "WAF_FILTERED": "Forbidden",
}
"""What ``$context.error.message`` is, by response type."""

NOT_CUSTOMISABLE = frozenset({"REQUEST_TOO_LARGE"})
"""What AWS lets nobody change: what is set for it is ignored (reapit/foundations#4338)."""


def default_of(response_type: str) -> str:
    """Return the default that a type falls back to: ``DEFAULT_4XX`` or ``DEFAULT_5XX``."""
    return f"DEFAULT_{OWN_STATUS[response_type] // 100}XX"
