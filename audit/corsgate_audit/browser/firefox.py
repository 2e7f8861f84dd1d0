"""What Firefox's console says about the same failures.

Taken from Mozilla's documentation and sources, and NOT run here: no Firefox was at hand. Chromium's
sentences, in `console`, are compared with the real console.

Sources: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors and
https://searchfox.org/mozilla-central/source/dom/locales/en-US/chrome/security/security.properties
"""

from __future__ import annotations

from corsgate_audit.browser.errors import CorsError

RUN_HERE = False
# Firefox quotes with single quotation marks; below they are written as < and >.
_QUOTES = str.maketrans("<>", "\u2018\u2019")

_MISSING = "CORS header <Access-Control-Allow-Origin> missing"
_WILDCARD = "Credential is not supported if the CORS header <Access-Control-Allow-Origin> is <*>"
_MISMATCH = "CORS header <Access-Control-Allow-Origin> does not match <{}>"
_MULTIPLE = "Multiple CORS header <Access-Control-Allow-Origin> not allowed"
_CREDENTIALS = "expected <true> in CORS header <Access-Control-Allow-Credentials>"
_PREFLIGHT = "CORS preflight response did not succeed"

_REASONS = {
    CorsError.CORS_DISABLED_SCHEME: "CORS request not http",
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: "CORS request external redirect not allowed",
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: _MISSING,
    CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED: _WILDCARD,
    CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES: _MULTIPLE,
    CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE: _MISMATCH,
    CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH: _MISMATCH,
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: _CREDENTIALS,
    CorsError.PREFLIGHT_INVALID_STATUS: _PREFLIGHT,
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: "invalid token <{}> in CORS header "
    "<Access-Control-Allow-Methods>",
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: "invalid token <{}> in CORS header "
    "<Access-Control-Allow-Headers>",
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: "Did not find method in CORS header "
    "<Access-Control-Allow-Methods>",
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: "header <{}> is not allowed according to "
    "header <Access-Control-Allow-Headers> from CORS preflight response",
    CorsError.MISSING_ALLOW_ORIGIN_HEADER: _MISSING,
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED: _WILDCARD,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES: _MULTIPLE,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE: _MISMATCH,
    CorsError.ALLOW_ORIGIN_MISMATCH: _MISMATCH,
    CorsError.INVALID_ALLOW_CREDENTIALS: _CREDENTIALS,
    CorsError.REDIRECT_CONTAINS_CREDENTIALS: "CORS request did not succeed",
}


REASONS = {error: reason.translate(_QUOTES) for error, reason in _REASONS.items()}


def firefox_sentence(error: str, url: str, parameter: str | None = None) -> str:
    """Return what Firefox's console is documented to print; not run here.

    Newer versions add a status code behind some of the sentences.

    Args:
        error: a CorsError name.
        url: the URL that was asked for.
        parameter: the verdict's.

    Raises:
        ValueError: there is no such error.
    """
    reason = REASONS[CorsError(error)].replace("{}", parameter or "")
    return (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        f"resource at {url}. (Reason: {reason})."
    )
