"""The sentences of a browser's console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.urls import HTTP_SCHEMES

if TYPE_CHECKING:
    from corsgate_audit.browser.cors_check import Failure
    from corsgate_audit.browser.fetching import Fetching

_ACCESS = "Response to preflight request doesn't pass access control check: "
_VALID = " Have the server send the header with a valid value."
_WILDCARD = (
    "The value of the 'Access-Control-Allow-Origin' header in the response must not be the "
    "wildcard '*' when the request's credentials mode is 'include'."
)
_MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
_MULTIPLE = (
    "The 'Access-Control-Allow-Origin' header contains multiple values '{}', but only one is "
    "allowed." + _VALID
)
_INVALID = "The 'Access-Control-Allow-Origin' header contains the invalid value '{}'." + _VALID
_MISMATCH = (
    "The 'Access-Control-Allow-Origin' header has a value '{}' that is not equal to the supplied "
    "origin." + _VALID
)
_CREDENTIALS = (
    "The value of the 'Access-Control-Allow-Credentials' header in the response is '{}' which "
    "must be 'true' when the request's credentials mode is 'include'."
)
_UNPARSABLE = "Cannot parse {} response header field in preflight response."

# The console names the page's URL. A page of which only the origin is known is its root.
_MIXED = (
    "Mixed Content: The page at '{}/' was loaded over HTTPS, but requested an insecure resource "
    "'{}'."
)
_MIXED_BLOCKED = " This request has been blocked; the content must be served over HTTPS."
NETWORK_SENTENCES = {
    Refusal.INSECURE_LOCAL_NETWORK: "The request client is not a secure context and the resource "
    "is in more-private address space `{}`.",
    Refusal.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED: "Permission was denied for this request to "
    "access the `{}` address space.",
}
SENTENCES = {
    CorsError.CORS_DISABLED_SCHEME: "Cross origin requests are only supported for protocol "
    "schemes: chrome, chrome-experimental-site-token-provider, chrome-extension, "
    "chrome-untrusted, data, http, https, isolated-app.",
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: _ACCESS
    + "Redirect is not allowed for a preflight request.",
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: _ACCESS + _MISSING,
    CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED: _ACCESS + _WILDCARD,
    CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES: _ACCESS + _MULTIPLE,
    CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE: _ACCESS + _INVALID,
    CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH: _ACCESS + _MISMATCH,
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: _ACCESS + _CREDENTIALS,
    CorsError.PREFLIGHT_INVALID_STATUS: _ACCESS + "It does not have HTTP ok status.",
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: _UNPARSABLE.format(
        "Access-Control-Allow-Methods"
    ),
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: _UNPARSABLE.format(
        "Access-Control-Allow-Headers"
    ),
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: "Method {} is not allowed by "
    "Access-Control-Allow-Methods in preflight response.",
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: "Request header field {} is not allowed by "
    "Access-Control-Allow-Headers in preflight response.",
    CorsError.MISSING_ALLOW_ORIGIN_HEADER: _MISSING,
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED: _WILDCARD,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES: _MULTIPLE,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE: _INVALID,
    CorsError.ALLOW_ORIGIN_MISMATCH: _MISMATCH,
    CorsError.INVALID_ALLOW_CREDENTIALS: _CREDENTIALS,
    CorsError.REDIRECT_CONTAINS_CREDENTIALS: "Redirect location '{}' contains a username and "
    "password, which is disallowed for cross-origin requests.",
}


def console_sentence(request: Fetching, failure: Failure) -> str:
    """Return what Chromium's console prints about a ``fetch()`` that CORS refuses.

    Source: https://chromium.googlesource.com/chromium/src/+/main/third_party/blink/renderer/platform/loader/cors/cors_error_string.cc
    """
    if failure.error is None:
        return _without_cors(request)
    if failure.error is Refusal.MIXED_CONTENT:
        return _MIXED.format(request.origin, failure.parameter) + _MIXED_BLOCKED
    start = request.first_url.text
    redirected = "" if start == request.url.text else f" (redirected from '{start}')"
    return (
        f"Access to fetch at '{request.url.text}'{redirected} from origin '{request.origin}' has "
        "been blocked by CORS policy: "
        + _sentence_of(failure.error).replace("{}", encode_hint(failure.parameter or ""))
    )


def _sentence_of(error: CorsError | Refusal) -> str:
    return SENTENCES[error] if isinstance(error, CorsError) else NETWORK_SENTENCES[error]


def mixed_content_warning(origin: str, url: str) -> str:
    """Return what Chromium prints about mixed content that it lets pass.

    Args:
        origin: origin of the page; the console names the page itself.
        url: URL that is requested.
    """
    return _MIXED.format(origin, url) + " This content should also be served over HTTPS."


def _without_cors(request: Fetching) -> str:
    if request.url.scheme in HTTP_SCHEMES:
        return "Uncaught (in promise) TypeError: Failed to fetch"
    if request.url.scheme == "file":
        return f"Not allowed to load local resource: {request.url.text}"
    return (
        f"Fetch API cannot load {request.url.text}. "
        f'URL scheme "{request.url.scheme}" is not supported.'
    )


def encode_hint(value: str) -> str:
    r"""Return a value as the console writes it: ``\u00E9`` for what is not printable ASCII."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(c if " " <= c <= "~" else f"\\u{ord(c):04X}" for c in value)
