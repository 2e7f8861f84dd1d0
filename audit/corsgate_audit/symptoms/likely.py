"""From an error and what else a text says to causes, in order of likelihood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.browser import CorsError
from corsgate_audit.symptoms.sentences import (
    GATEWAY_ERROR,
    HTTP_ERROR,
    LOCAL_NETWORK_ACCESS,
    MIXED_CONTENT,
    NETWORK_FAILURE,
    UNSPECIFIED,
    UNSUPPORTED_SCHEME,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate_audit.symptoms.values import Asked, Told

_E = CorsError
_MISSING = ("response-without-headers", "error-without-headers", "origin-not-allowed")
_NO_ANSWER = (
    "preflight-without-headers",
    "no-options-method",
    "authorizer-on-options",
    "preflight-asks-for-api-key",
    "wrong-stage-or-path",
    "origin-not-allowed",
)
_STATUS = (
    "options-rejected",
    "authorizer-on-options",
    "mock-broken",
    "no-options-method",
    "front-restricts-methods",
)
_VALUE = ("origin-not-allowed", "two-writers", "cached-for-another-origin")
_UNKNOWN = (*_MISSING[:2], "preflight-without-headers", "unreachable")

BY_ERROR: dict[str, tuple[str, ...]] = {
    _E.CORS_DISABLED_SCHEME: ("never-sent",),
    _E.PREFLIGHT_DISALLOWED_REDIRECT: ("preflight-redirected", "wrong-stage-or-path"),
    _E.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: _NO_ANSWER,
    _E.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED: ("credentials-not-allowed",),
    _E.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES: ("two-writers", "origin-not-allowed"),
    _E.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE: ("origin-not-allowed", "blocked"),
    _E.PREFLIGHT_ALLOW_ORIGIN_MISMATCH: _VALUE,
    _E.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: ("credentials-not-allowed",),
    _E.PREFLIGHT_INVALID_STATUS: _STATUS,
    _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: ("blocked", "method-not-allowed"),
    _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: ("blocked", "headers-not-allowed"),
    _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: ("method-not-allowed", "wrong-stage-or-path"),
    _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: ("headers-not-allowed",),
    _E.MISSING_ALLOW_ORIGIN_HEADER: (*_MISSING, "preflight-without-headers"),
    _E.WILDCARD_ORIGIN_NOT_ALLOWED: ("credentials-not-allowed",),
    _E.MULTIPLE_ALLOW_ORIGIN_VALUES: ("two-writers", "origin-not-allowed"),
    _E.INVALID_ALLOW_ORIGIN_VALUE: ("origin-not-allowed", "blocked"),
    _E.ALLOW_ORIGIN_MISMATCH: _VALUE,
    _E.INVALID_ALLOW_CREDENTIALS: ("credentials-not-allowed",),
    _E.REDIRECT_CONTAINS_CREDENTIALS: ("redirected",),
    NETWORK_FAILURE: ("unreachable", *_MISSING[:2], "preflight-without-headers", "mixed-content"),
    HTTP_ERROR: ("error-without-headers", "function-failed"),
    MIXED_CONTENT: ("mixed-content",),
    LOCAL_NETWORK_ACCESS: ("local-network-access",),
    GATEWAY_ERROR: ("error-without-headers",),
    UNSUPPORTED_SCHEME: ("never-sent",),
    UNSPECIFIED: _UNKNOWN,
}
"""By what the error alone says, the likeliest first."""

_SUCCESS = range(200, 300)
_OF_AN_ANSWER = ("response-without-headers", *_VALUE[:2], "credentials-not-allowed")
"""Of ``net::ERR_FAILED 200 (OK)``: the answer came, and the page may not read it."""

_AMBIGUOUS = frozenset({UNSPECIFIED, NETWORK_FAILURE})
_ANSWERED = frozenset({HTTP_ERROR, GATEWAY_ERROR})

OF_REQUEST: dict[int, tuple[str, ...]] = {
    301: ("redirected",),
    302: ("redirected",),
    307: ("redirected",),
    308: ("redirected",),
    400: ("error-without-headers",),
    401: ("authorizer-denied", "token-expired"),
    403: (
        "authorizer-denied",
        "wrong-stage-or-path",
        "waf-or-resource-policy",
        "signature-invalid",
    ),
    404: ("no-such-route", "wrong-stage-or-path"),
    405: ("method-not-served", "front-restricts-methods"),
    413: ("payload-too-large",),
    415: ("unsupported-media-type",),
    429: ("throttled",),
    500: ("function-failed",),
    502: ("function-failed", "upstream-down"),
    503: ("upstream-down", "integration-timeout", "throttled"),
    504: ("integration-timeout", "upstream-down"),
}
"""By the status of the request itself."""

OF_PREFLIGHT: dict[int, tuple[str, ...]] = {
    301: ("preflight-redirected",),
    302: ("preflight-redirected",),
    307: ("preflight-redirected",),
    308: ("preflight-redirected",),
    400: ("options-rejected", "mock-broken", "origin-not-allowed"),
    401: ("authorizer-on-options", "preflight-asks-for-token"),
    403: (
        "no-options-method",
        "preflight-asks-for-api-key",
        "authorizer-on-options",
        "waf-or-resource-policy",
        "front-restricts-methods",
        "wrong-stage-or-path",
    ),
    404: ("no-such-route", "options-rejected", "wrong-stage-or-path"),
    405: ("front-restricts-methods", "options-rejected"),
    413: ("payload-too-large",),
    415: ("unsupported-media-type", "mock-broken"),
    429: ("throttled",),
    500: ("mock-broken", "function-failed"),
    501: ("front-restricts-methods",),
    502: ("function-failed", "mock-broken", "upstream-down"),
    503: ("upstream-down",),
    504: ("integration-timeout", "upstream-down"),
}
"""By the status of the preflight."""

_SERVICE = re.compile(r"(?:^|\.)([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$")
_WITH_CORS = frozenset(
    {"execute-api", "s3", "s3-website", "elb", "cognito-idp", "cognito-identity", "appsync-api"}
)


def likely_causes(told: Sequence[Told], asked: Asked) -> tuple[str, ...]:
    """Return the causes of all sentences together, the likeliest first.

    Args:
        told: the sentences, those that decide first.
        asked: the request.
    """
    ranked = [_of(each, asked) for each in told]
    longest = max(map(len, ranked), default=0)
    merged = [causes[rank] for rank in range(longest) for causes in ranked if rank < len(causes)]
    return tuple(dict.fromkeys([*_of_host(told, asked), *merged]))


def _of(told: Told, asked: Asked) -> tuple[str, ...]:
    """Return the causes of one sentence, what it names by itself first."""
    first = told.causes
    if first and told.error not in _AMBIGUOUS:
        return first
    is_answered = told.error == HTTP_ERROR and asked.status in _SUCCESS
    by_error = _OF_AN_ANSWER if is_answered else BY_ERROR[told.error]
    return tuple(dict.fromkeys((*first, *_special(told), *_of_status(told, asked), *by_error)))


def _special(told: Told) -> tuple[str, ...]:
    """Return what a value in the sentence gives away."""
    if told.value("redirected"):
        return ("redirected",)
    if told.value("header").lower() in CORS_RESPONSE_HEADERS:
        return ("response-header-in-request",)
    if told.error.endswith("AllowOriginMismatch") and "," in told.value("value"):
        return ("two-writers",)
    return ()


def _of_status(told: Told, asked: Asked) -> Iterable[str]:
    if asked.status is None or asked.status < 300:  # noqa: PLR2004 - what is no success
        return ()
    said = f"{told.error} {told.text}".lower()
    is_preflight = "preflight" in said or "options" in said or asked.method == "OPTIONS"
    if is_preflight:
        return OF_PREFLIGHT.get(asked.status, ("options-rejected",))
    if told.error not in {_E.MISSING_ALLOW_ORIGIN_HEADER, *_ANSWERED, *_AMBIGUOUS}:
        return ()
    special = OF_REQUEST.get(asked.status, ())
    if told.error in _ANSWERED:
        return special
    return (*special[:1], "error-without-headers", *special[1:])


def _of_host(told: Sequence[Told], asked: Asked) -> tuple[str, ...]:
    """Return what the host gives away: a service of AWS that nobody can set CORS on."""
    host = (urlsplit(asked.url).hostname or "") if asked.url else ""
    found = _SERVICE.search(host)
    is_missing = any("MissingAllowOrigin" in each.error for each in told)
    if found and found[1] not in _WITH_CORS and is_missing:
        return ("aws-control-plane",)
    return ()
