"""What a gateway's error means: by its type, and by the message in its body.

One table for answers that `probe` gets and for texts that `explain` is given.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html,
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html and
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/troubleshooting-response-errors.html
"""

from __future__ import annotations

import re
from typing import NamedTuple


class GatewayError(NamedTuple):
    """One kind of error.

    Args:
        slug: slug of the cause, where it is the request itself that fails.
        preflight: slugs where it is the preflight, the likeliest first.
        type: value of ``x-amzn-errortype``, without what follows a colon.
        message: pattern of the message, in lower case; its quotation marks left out.
        status: status with which it comes; 0 for any.
    """

    slug: str
    preflight: tuple[str, ...]
    type: str
    message: str
    status: int = 0


_ASKS = ("preflight-asks-for-token", "authorizer-on-options")
ERRORS: tuple[GatewayError, ...] = (
    GatewayError(
        "wrong-stage-or-path",
        ("no-options-method", "wrong-stage-or-path", "authorizer-on-options"),
        "MissingAuthenticationTokenException",
        r"missing authentication token",
    ),
    GatewayError(
        "token-expired",
        _ASKS,
        "ExpiredTokenException",
        r"(?:incoming token|security token included in the request|token) (?:has|is) expired",
    ),
    GatewayError(
        "signature-invalid",
        _ASKS,
        "InvalidSignatureException",
        r"request signature we calculated does not match|signature expired"
        r"|signature not yet current|credential should be scoped to a valid region",
    ),
    GatewayError(
        "signature-invalid",
        _ASKS,
        "IncompleteSignatureException",
        r"authorization header requires|not a valid key=value pair|invalid key=value pair",
    ),
    GatewayError(
        "signature-invalid",
        _ASKS,
        "UnrecognizedClientException",
        r"security token included in the request is invalid",
    ),
    GatewayError(
        "authorizer-denied",
        ("preflight-denied", "authorizer-on-options", "waf-or-resource-policy"),
        "AccessDeniedException",
        r"(?<!anonymous )is not authorized to (?:access this resource|perform)|explicit deny",
    ),
    GatewayError(
        "waf-or-resource-policy",
        ("waf-or-resource-policy", "preflight-denied"),
        "AccessDeniedException",
        r"user: anonymous is not authorized to perform: execute-api:invoke",
    ),
    GatewayError("authorizer-denied", _ASKS, "UnauthorizedException", r"^unauthorized$", 401),
    GatewayError("throttled", ("throttled",), "LimitExceededException", r"limit exceeded"),
    GatewayError("throttled", ("throttled",), "TooManyRequestsException", r"too many requests"),
    GatewayError("throttled", ("throttled",), "ThrottlingException", r"rate exceeded", 429),
    GatewayError(
        "throttled",
        ("throttled",),
        "ReservedFunctionConcurrentInvocationLimitExceeded",
        r"concurrentinvocationlimitexceeded|callerratelimitexceeded",
    ),
    GatewayError(
        "payload-too-large",
        ("options-rejected",),
        "RequestTooLargeException",
        r"http content length exceeded|request too long|request entity too large"
        r"|request must be smaller than",
    ),
    GatewayError(
        "unsupported-media-type",
        ("unsupported-media-type", "mock-broken"),
        "UnsupportedMediaTypeException",
        r"unsupported media type",
    ),
    GatewayError(
        "integration-timeout",
        ("integration-timeout",),
        "",
        r"endpoint request timed out|execution failed due to a timeout",
        504,
    ),
    GatewayError(
        "upstream-down",
        ("upstream-down",),
        "",
        r"network error communicating with endpoint",
        504,
    ),
    GatewayError(
        "function-failed",
        ("mock-broken", "function-failed"),
        "AuthorizerConfigurationException",
        r"^null$",
        500,
    ),
    # A MOCK integration calls nothing that could fail: 502 is what stands behind a proxy's.
    GatewayError(
        "function-failed",
        ("function-failed", "mock-broken"),
        "InternalServerErrorException",
        r"^internal server error$",
        502,
    ),
    GatewayError(
        "function-failed",
        ("mock-broken", "function-failed"),
        "InternalServerErrorException",
        r"^internal server error$",
    ),
    GatewayError(
        "function-failed", ("function-failed",), "InternalFailureException", r"^internal failure$"
    ),
    GatewayError(
        "error-without-headers",
        ("options-rejected", "mock-broken"),
        "BadRequestException",
        r"missing required request parameters|invalid request body"
        r"|could not parse request body into json",
        400,
    ),
    GatewayError(
        "no-such-route",
        ("no-such-route", "options-rejected"),
        "ResourceNotFoundException",
        r"^not found$|no integration matched",
        404,
    ),
    GatewayError(
        "integration-timeout",
        ("integration-timeout", "upstream-down"),
        "ServiceUnavailableException",
        r"^service unavailable$",
        503,
    ),
    GatewayError(
        "aws-control-plane",
        ("aws-control-plane",),
        "InvalidAPICallException",
        r"unable to determine service/operation name",
    ),
    GatewayError(
        "waf-or-resource-policy",
        ("preflight-asks-for-api-key", "no-api-mapping", "waf-or-resource-policy"),
        "ForbiddenException",
        r"^forbidden(?:$|\. for troubleshooting)",
        403,
    ),
)
"""The first that fits; types before messages, since one message serves several types."""

_MESSAGE = re.compile(
    r"""['"]?(?:message|Message|Reason)['"]?\s{0,5}:\s{0,5}(?:"((?:[^"\\]|\\.){0,2000})"|'([^']{0,2000})'|(null))"""
)


def message_in(body: str) -> str:
    """Return the message of an error's body; the body's beginning where it has none.

    Args:
        body: JSON as gateways write it, or text.

    Example:
        >>> message_in('{"message":"Forbidden"}')
        'Forbidden'
    """
    found = _MESSAGE.search(body)
    if found is None:
        return body.strip()[:200]
    return next(group for group in found.groups() if group is not None).replace('\\"', '"')


def gateway_error(kind: str, message: str, status: int = 0) -> GatewayError | None:
    """Return what an error of a gateway means; None where the table has none of it.

    Args:
        kind: value of ``x-amzn-errortype``; "" without one.
        message: message of the answer's body; "" without one.
        status: status of the answer; 0 where it is not known.

    Example:
        >>> gateway_error("", "Endpoint request timed out", 504).slug
        'integration-timeout'
    """
    said = re.sub(r"['\"]", "", message).strip().lower()
    name = kind.partition(":")[0]
    spoken = [each for each in ERRORS if said and re.search(each.message, said)]
    typed = [each for each in ERRORS if name and each.type == name]
    # One type has several messages, and InternalServerErrorException is 500, 502 and 504.
    both = [
        each
        for each in spoken
        if (each in typed or (name and not each.type)) and status in {0, each.status or status}
    ]
    # "Forbidden" says less than a type; "The incoming token has expired" says more.
    special = [each for each in spoken if typed and not each.message.startswith("^")]
    alone = [] if typed else [each for each in spoken if not status or each.status in {0, status}]
    return next(iter((*both, *special, *typed, *alone)), None)
