"""Lines of API Gateway's logs: what the execution log says, and the status in an access log.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html, the types
in https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from corsgate_audit.symptoms.sentences import GATEWAY_ERROR, HTTP_ERROR
from corsgate_audit.symptoms.signs import Sign, sign

_BROKEN = (
    r"statuscode should be an integer which (?:is )?defined in request template",
    r"unable to transform re(?:quest|sponse)",
    r"unable to parse statuscode",
    r"no match for output mapping and no default output mapping",
    r"output mapping refers to an invalid method response",
)
_FAILED = (
    r"malformed lambda proxy response",
    r"lambda execution failed with status",
    r"lambda invocation failed with status:? (?!429)",
    r"invalid permissions on lambda function",
    r"endpoint response body before transformations:.{0,200}errormessage",
    r"failed due to internal error and the api gateway integration",
    r"due to configuration error: (?:authorizer error|api gateway does not have permission)",
)
_UNREACHABLE = (
    r"execution failed due to a network error communicating with endpoint",
    r"due to configuration error: (?:invalid endpoint addr|host name|illegal char|pkix path)",
)
_TYPES = {
    "missing_authentication_token": ("no-options-method", "wrong-stage-or-path"),
    "resource_not_found": ("wrong-stage-or-path", "no-such-route"),
    "access_denied": ("authorizer-denied", "waf-or-resource-policy"),
    "unauthorized": ("authorizer-denied", "authorizer-on-options"),
    "expired_token": ("token-expired",),
    "invalid_signature": ("signature-invalid",),
    "invalid_api_key": ("preflight-asks-for-api-key",),
    "waf_filtered": ("waf-or-resource-policy",),
    "throttled": ("throttled",),
    "quota_exceeded": ("throttled",),
    "request_too_large": ("payload-too-large",),
    "unsupported_media_type": ("unsupported-media-type",),
    "integration_timeout": ("integration-timeout",),
    "integration_failure": ("upstream-down", "integration-timeout"),
    "api_configuration_error": ("mock-broken", "function-failed"),
    "authorizer_failure": ("function-failed",),
    "authorizer_configuration_error": ("function-failed",),
    "bad_request_parameters": ("options-rejected",),
    "bad_request_body": ("options-rejected",),
}
"""What each type of gateway response means; DEFAULT_4XX and DEFAULT_5XX say nothing."""

LOG_SIGNS: tuple[Sign, ...] = (
    *(sign(None, GATEWAY_ERROR, pattern, "mock-broken") for pattern in _BROKEN),
    *(sign(None, GATEWAY_ERROR, pattern, "function-failed") for pattern in _FAILED),
    *(sign(None, GATEWAY_ERROR, pattern, "upstream-down") for pattern in _UNREACHABLE),
    *(
        sign(None, GATEWAY_ERROR, rf"\bgateway response type: {name}\b", *causes)
        for name, causes in _TYPES.items()
    ),
    sign(
        None,
        GATEWAY_ERROR,
        r"\bgateway response type: default_[45]xx with status code: (?P<status>[45]\d\d)",
        weak=True,
    ),
    sign(None, GATEWAY_ERROR, r"execution failed due to a timeout error", "integration-timeout"),
    sign(
        None,
        GATEWAY_ERROR,
        r"user: anonymous is not authorized to perform: execute-api:invoke",
        "waf-or-resource-policy",
    ),
    sign(
        None,
        GATEWAY_ERROR,
        r"\b(?:key (?:throttle|quota) limit exceeded for restapi|lambda invocation failed with"
        r" status:? 429)",
        "throttled",
    ),
    sign(
        None,
        GATEWAY_ERROR,
        r"\bapi key\b.{0,80}? not authorized because method .{1,200}? requires api key",
        "preflight-asks-for-api-key",
    ),
    sign(
        None,
        GATEWAY_ERROR,
        r"\bunauthorized request: [0-9a-f-]{6,}|the client is not authorized to perform this op",
        "authorizer-denied",
        "authorizer-on-options",
    ),
    sign(
        None,
        GATEWAY_ERROR,
        r"execution failed due to (?:configuration error: there was )?an internal error",
        "function-failed",
        "mock-broken",
    ),
    sign(None, HTTP_ERROR, r"\bmethod completed with status: (?P<status>[45]\d\d)", weak=True),
    # Access logs: Common Log Format, and the JSON that the console proposes.
    sign(None, HTTP_ERROR, r"\boptions /\S{0,2000} http/[\d.]+ (?P<status>[45]\d\d)\b"),
    sign(
        None,
        HTTP_ERROR,
        r"\bhttpmethod ?: ?options\b.{0,300}?\bstatus ?: ?(?P<status>[45]\d\d)\b",
    ),
)
