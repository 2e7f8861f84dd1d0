"""What browsers, their developer tools and libraries write: one table of sentences.

Chromium's history: cors_error_string.cc and CrossOriginAccessControl.cpp in third_party/blink and
third_party/WebKit. Firefox: dom/chrome/security/security.properties, and
https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors. WebKit:
Source/WebCore/loader/CrossOriginAccessControl.cpp. The first Edge: its console's codes SEC7111 to
SEC7128. Those of the newest versions were printed by the three engines themselves.
"""

from __future__ import annotations

from typing import NamedTuple

from corsgate_audit.browser import CorsError

CHROME, FIREFOX, SAFARI, EDGE = "chrome", "firefox", "safari", "edge"

NETWORK_FAILURE = "NetworkFailure"
HTTP_ERROR = "HttpError"
MIXED_CONTENT = "MixedContent"
LOCAL_NETWORK_ACCESS = "LocalNetworkAccess"
GATEWAY_ERROR = "GatewayError"
UNSUPPORTED_SCHEME = "UnsupportedScheme"
UNSPECIFIED = "Unspecified"


class Sentence(NamedTuple):
    """One sentence.

    Args:
        browser: browser that writes it; None where several do.
        error: a CorsError name, or one of the names above.
        text: text with ``{name}`` for what differs: url, origin, method, header, status, value, or
            nothing that is of use.
        weak: whether it is printed beside others, too, and counts only where no other is there.
    """

    browser: str | None
    error: str
    text: str
    weak: bool = False


_E = CorsError
_ACAO = "Access-Control-Allow-Origin"

CORS_CHECK: tuple[Sentence, ...] = (
    # Chrome, 2013 until today
    Sentence(
        CHROME, _E.MISSING_ALLOW_ORIGIN_HEADER, f"No '{_ACAO}' header is present on the requested"
    ),
    Sentence(
        CHROME,
        _E.WILDCARD_ORIGIN_NOT_ALLOWED,
        f"The value of the '{_ACAO}' header in the response must not be the wildcard '*'",
    ),
    Sentence(
        CHROME,
        _E.WILDCARD_ORIGIN_NOT_ALLOWED,
        f"A wildcard '*' cannot be used in the '{_ACAO}' header when the credentials flag is true",
    ),
    Sentence(
        CHROME,
        _E.MULTIPLE_ALLOW_ORIGIN_VALUES,
        f"The '{_ACAO}' header contains multiple values '{{value}}', but only one is allowed",
    ),
    Sentence(
        CHROME,
        _E.INVALID_ALLOW_ORIGIN_VALUE,
        f"The '{_ACAO}' header contains the invalid value '{{value}}'.",
    ),
    Sentence(
        CHROME,
        _E.ALLOW_ORIGIN_MISMATCH,
        f"The '{_ACAO}' header has a value '{{value}}' that is not equal to the supplied origin",
    ),
    Sentence(
        CHROME, _E.ALLOW_ORIGIN_MISMATCH, f"The '{_ACAO}' whitelists only '{{value}}'. Origin"
    ),
    Sentence(
        CHROME,
        _E.INVALID_ALLOW_CREDENTIALS,
        "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' "
        "which must be 'true'",
    ),
    Sentence(
        CHROME,
        _E.INVALID_ALLOW_CREDENTIALS,
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is "
        "'{value}'",
    ),
    # Safari, and Chrome until 2013
    Sentence(
        None, _E.WILDCARD_ORIGIN_NOT_ALLOWED, f"Cannot use wildcard in {_ACAO} when credentials"
    ),
    Sentence(
        None,
        _E.INVALID_ALLOW_CREDENTIALS,
        'Credentials flag is true, but Access-Control-Allow-Credentials is not "true"',
    ),
    Sentence(
        SAFARI,
        _E.MULTIPLE_ALLOW_ORIGIN_VALUES,
        f"{_ACAO} cannot contain more than one origin",
    ),
    Sentence(None, _E.MISSING_ALLOW_ORIGIN_HEADER, f"Origin {{origin}} is not allowed by {_ACAO}"),
)
"""The CORS check: behind "access control check:" they are about the preflight's answer."""

PREFLIGHT: tuple[Sentence, ...] = (
    Sentence(CHROME, _E.PREFLIGHT_INVALID_STATUS, "It does not have HTTP ok status"),
    Sentence(
        CHROME,
        _E.PREFLIGHT_INVALID_STATUS,
        "Response for preflight has invalid HTTP status code {status}",
    ),
    Sentence(CHROME, _E.PREFLIGHT_INVALID_STATUS, "Invalid HTTP status code {status}"),
    Sentence(
        CHROME, _E.PREFLIGHT_DISALLOWED_REDIRECT, "Redirect is not allowed for a preflight request"
    ),
    Sentence(
        CHROME, _E.PREFLIGHT_DISALLOWED_REDIRECT, "Response for preflight is invalid (redirect)"
    ),
    Sentence(CHROME, _E.PREFLIGHT_DISALLOWED_REDIRECT, "Preflight response is invalid (redirect)"),
    Sentence(
        CHROME,
        _E.PREFLIGHT_DISALLOWED_REDIRECT,
        "which is disallowed for cross-origin requests that require preflight",
    ),
    Sentence(
        None,
        _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
        "Method {method} is not allowed by Access-Control-Allow-Methods",
    ),
    Sentence(
        None,
        _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
        "Request header field {header} is not allowed by Access-Control-Allow-Headers",
    ),
    Sentence(
        CHROME,
        _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
        "Cannot parse Access-Control-Allow-Methods response header field",
    ),
    Sentence(
        CHROME,
        _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
        "Cannot parse Access-Control-Allow-Headers response header field",
    ),
    Sentence(
        SAFARI,
        _E.PREFLIGHT_INVALID_STATUS,
        "Preflight response is not successful",
    ),
    Sentence(
        SAFARI,
        _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
        "Header Access-Control-Allow-Methods has an invalid value",
    ),
    Sentence(
        SAFARI,
        _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
        "Header Access-Control-Allow-Headers has an invalid value",
    ),
    Sentence(
        CHROME,
        _E.REDIRECT_CONTAINS_CREDENTIALS,
        "contains a username and password, which is disallowed for cross-origin requests",
    ),
    Sentence(
        SAFARI,
        _E.REDIRECT_CONTAINS_CREDENTIALS,
        "Cross-origin redirection to {url} denied by Cross-Origin Resource Sharing policy",
    ),
)

FIREFOX_ENGLISH: tuple[Sentence, ...] = tuple(
    Sentence(FIREFOX, error, text, weak)
    for error, text, weak in (
        (_E.CORS_DISABLED_SCHEME, "CORS request not http", False),
        (_E.PREFLIGHT_DISALLOWED_REDIRECT, "CORS request external redirect not allowed", False),
        (_E.MISSING_ALLOW_ORIGIN_HEADER, f"CORS header '{_ACAO}' missing", False),
        (_E.MULTIPLE_ALLOW_ORIGIN_VALUES, f"Multiple CORS header '{_ACAO}' not allowed", False),
        (_E.ALLOW_ORIGIN_MISMATCH, f"CORS header '{_ACAO}' does not match '{{value}}')", False),
        (
            _E.WILDCARD_ORIGIN_NOT_ALLOWED,
            f"Credential is not supported if the CORS header '{_ACAO}' is",
            False,
        ),
        (
            _E.INVALID_ALLOW_CREDENTIALS,
            "expected 'true' in CORS header 'Access-Control-Allow-Credentials'",
            False,
        ),
        (_E.PREFLIGHT_INVALID_STATUS, "CORS preflight response did not succeed", False),
        (_E.PREFLIGHT_INVALID_STATUS, "CORS preflight channel did not succeed", False),
        (
            _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
            "Did not find method in CORS header 'Access-Control-Allow-Methods'",
            False,
        ),
        (
            _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
            "header '{header}' is not allowed according to header 'Access-Control-Allow-Headers'",
            False,
        ),
        (
            _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
            "missing token '{header}' in CORS header 'Access-Control-Allow-Headers'",
            False,
        ),
        (
            _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
            "invalid token '{value}' in CORS header 'Access-Control-Allow-Methods'",
            False,
        ),
        (
            _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
            "invalid token '{value}' in CORS header 'Access-Control-Allow-Headers'",
            False,
        ),
        # Printed beside every failed preflight, and alone for every failure of the network.
        (NETWORK_FAILURE, "CORS request did not succeed", True),
        (NETWORK_FAILURE, "CORS request failed", True),
        (UNSPECIFIED, "Reason: CORS disabled", False),
        (UNSPECIFIED, "moving the resource to the same domain or enabling CORS", False),
    )
)

FIRST_EDGE: tuple[Sentence, ...] = tuple(
    Sentence(EDGE, error, text)
    for error, text in (
        (_E.ALLOW_ORIGIN_MISMATCH, f"in the {_ACAO} response header for cross-origin resource"),
        (_E.MISSING_ALLOW_ORIGIN_HEADER, f"not found in {_ACAO} header"),
        (_E.MISSING_ALLOW_ORIGIN_HEADER, f"No {_ACAO} header was found"),
        (
            _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
            "Request header {header} was not present in the Access-Control-Allow-Headers list",
        ),
        (
            _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
            "Request method {method} was not present in the Access-Control-Allow-Methods list",
        ),
        (_E.PREFLIGHT_DISALLOWED_REDIRECT, "Redirect was blocked for CORS request"),
        (_E.MULTIPLE_ALLOW_ORIGIN_VALUES, f"Multiple {_ACAO} headers are not allowed"),
        (_E.PREFLIGHT_INVALID_STATUS, "CORS preflight request failed"),
    )
)

SCHEMES: tuple[Sentence, ...] = (
    Sentence(
        None, _E.CORS_DISABLED_SCHEME, "Cross origin requests are only supported for protocol"
    ),
    Sentence(None, _E.CORS_DISABLED_SCHEME, "Cross origin requests are only supported for HTTP"),
    Sentence(CHROME, UNSUPPORTED_SCHEME, "URL scheme '{value}' is not supported"),
    Sentence(CHROME, UNSUPPORTED_SCHEME, "Not allowed to load local resource: file:"),
)

NOT_SENT: tuple[Sentence, ...] = (
    Sentence(CHROME, MIXED_CONTENT, "Mixed Content: The page at"),
    Sentence(FIREFOX, MIXED_CONTENT, "Blocked loading mixed active content"),
    Sentence(FIREFOX, MIXED_CONTENT, "Blocked loading mixed display content"),
    Sentence(SAFARI, MIXED_CONTENT, "was not allowed to run insecure content from"),
    Sentence(SAFARI, MIXED_CONTENT, "was not allowed to display insecure content from"),
    Sentence(SAFARI, MIXED_CONTENT, "requested insecure content from"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "the resource is in more-private address space"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "Permission was denied for this request to access the"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "No 'Access-Control-Allow-Private-Network' header"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "The 'Access-Control-Allow-Private-Network' header"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "Request had a target IP address space of"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"),
    Sentence(CHROME, LOCAL_NETWORK_ACCESS, "net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS"),
)

PANELS: tuple[Sentence, ...] = (
    # Chrome, beside "Cross-Origin Resource Sharing error:" in the tooltip, and in its protocol
    *(Sentence(CHROME, error, error.value) for error in _E),
    *(
        Sentence(CHROME, LOCAL_NETWORK_ACCESS, name)
        for name in (
            *("LocalNetworkAccessPermissionDenied", "InsecureLocalNetwork"),
            *("InsecurePrivateNetwork", "PreflightMissingAllowPrivateNetwork"),
            *("PreflightInvalidAllowPrivateNetwork", "UnexpectedPrivateNetworkAccess"),
        )
    ),
    Sentence(CHROME, MIXED_CONTENT, "blocked:mixed-content"),
    # Chrome's Issues tab: front_end/models/issues_manager/CorsIssue.ts of devtools-frontend
    *(
        Sentence(CHROME, error, title)
        for error, title in (
            (_E.PREFLIGHT_INVALID_STATUS, "Ensure preflight responses are valid"),
            (
                _E.WILDCARD_ORIGIN_NOT_ALLOWED,
                "Ensure credentialed requests are not sent to CORS resources with origin wildcards",
            ),
            (
                _E.ALLOW_ORIGIN_MISMATCH,
                "Ensure CORS requesting origin matches resource's allowed origin",
            ),
            (_E.CORS_DISABLED_SCHEME, "Ensure CORS requests are made on supported schemes"),
            (UNSPECIFIED, "Ensure CORS response header values are valid"),
        )
    ),
    # Firefox, in the column "Transferred": devtools/client/netmonitor/src/constants.js
    *(
        Sentence(FIREFOX, error, name, error == NETWORK_FAILURE)
        for error, name in (
            (_E.CORS_DISABLED_SCHEME, "CORS Request Not HTTP"),
            (_E.PREFLIGHT_DISALLOWED_REDIRECT, "CORS External Redirect Not Allowed"),
            (_E.MISSING_ALLOW_ORIGIN_HEADER, "CORS Missing Allow Origin"),
            (_E.MULTIPLE_ALLOW_ORIGIN_VALUES, "CORS Multiple Origin Not Allowed"),
            (_E.MULTIPLE_ALLOW_ORIGIN_VALUES, "CORS Multiple Allow Origin Not Allowed"),
            (_E.ALLOW_ORIGIN_MISMATCH, "CORS Allow Origin Not Matching Origin"),
            (_E.WILDCARD_ORIGIN_NOT_ALLOWED, "CORS Not Supporting Credentials"),
            (_E.INVALID_ALLOW_CREDENTIALS, "CORS Missing Allow Credentials"),
            (_E.INVALID_ALLOW_CREDENTIALS, "CORS No Allow Credentials"),
            (_E.PREFLIGHT_INVALID_STATUS, "CORS Preflight Did Not Succeed"),
            (_E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, "CORS Method Not Found"),
            (_E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, "CORS Missing Allow Header"),
            (_E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE, "CORS Invalid Allow Method"),
            (_E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE, "CORS Invalid Allow Header"),
            (NETWORK_FAILURE, "CORS Failed"),
        )
    ),
)
"""What the panels of the developer tools show instead of a sentence."""

EVERY: tuple[Sentence, ...] = (
    *CORS_CHECK,
    *PREFLIGHT,
    *FIREFOX_ENGLISH,
    *FIRST_EDGE,
    *SCHEMES,
    *NOT_SENT,
    *PANELS,
)
