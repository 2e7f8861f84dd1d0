"""What WebKit's console says, which is Safari's engine: measured in WebKitGTK 2.50.

Of one request it says what failed, without a URL, and then which request that was.

Sources: https://github.com/WebKit/WebKit/blob/main/Source/WebCore/loader/CrossOriginAccessControl.cpp,
`CrossOriginPreflightResultCache.cpp` beside it and
https://github.com/WebKit/WebKit/blob/main/Source/WebKit/NetworkProcess/NetworkLoadChecker.cpp
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.address_spaces import is_trustworthy
from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.headers import (
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    as_webkit_shows,
    byte_lowercase,
    get,
)
from corsgate_audit.browser.redirects import is_redirect, location_url, location_value
from corsgate_audit.browser.urls import HTTP_SCHEMES, parse, parse_as
from corsgate_audit.browser.webkit_headers import webkit_header_order

if TYPE_CHECKING:
    from corsgate_audit.browser.cors_check import Failure
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.main_fetch import FetchOutcome
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.urls import Url
    from corsgate_audit.browser.values import HttpResponse

_NOT_ALLOWED = "Origin {} is not allowed by Access-Control-Allow-Origin. Status code: {}"
_MULTIPLE = "Access-Control-Allow-Origin cannot contain more than one origin."
_WILDCARD = "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
_CREDENTIALS = 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".'
_SCHEME = "not allowed to follow a cross-origin CORS redirection with non CORS scheme"
_STATUS = "Preflight response is not successful. Status code: {}"

SENTENCES = {
    CorsError.CORS_DISABLED_SCHEME: _SCHEME,
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: _STATUS,
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: _NOT_ALLOWED,
    CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED: _WILDCARD,
    CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES: _MULTIPLE,
    CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE: _NOT_ALLOWED,
    CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH: _NOT_ALLOWED,
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: _CREDENTIALS,
    CorsError.PREFLIGHT_INVALID_STATUS: _STATUS,
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: "Header Access-Control-Allow-Methods has "
    "an invalid value: {}",
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: "Header Access-Control-Allow-Headers has "
    "an invalid value: {}",
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: "Method {} is not allowed by "
    "Access-Control-Allow-Methods.",
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: "Request header field {} is not allowed by "
    "Access-Control-Allow-Headers.",
    CorsError.MISSING_ALLOW_ORIGIN_HEADER: _NOT_ALLOWED,
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED: _WILDCARD,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES: _MULTIPLE,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE: _NOT_ALLOWED,
    CorsError.ALLOW_ORIGIN_MISMATCH: _NOT_ALLOWED,
    CorsError.INVALID_ALLOW_CREDENTIALS: _CREDENTIALS,
    CorsError.REDIRECT_CONTAINS_CREDENTIALS: "redirection URL {} has credentials",
}
_REDIRECTION = "Cross-origin redirection to {} denied by Cross-Origin Resource Sharing policy: {}"
LOCAL_SCHEMES = frozenset({"file", "blob"})
_TOO_MANY = "Load cannot follow more than 20 redirections"
_NO_FTP = "FTP URLs are disabled"
_NOT_HTTP = "Cross origin requests are only supported for HTTP."
_MIXED = (
    "[blocked] The page at {} requested insecure content from {}. This content was blocked and must"
)
_NOT_ALLOWED_TO_REQUEST = "Not allowed to request resource"
_CANNOT_LOAD = "Fetch API cannot load {} due to access control checks."


def webkit_lines(outcome: FetchOutcome, profile: Profile) -> tuple[str, ...]:
    """Return everything that WebKit's console prints about a fetch that failed.

    Args:
        outcome: outcome with a failure.
        profile: the browser's differences from the standard.
    """
    request, answer = outcome.redirected_by or (outcome.request, outcome.answer)
    if outcome.failure and outcome.failure.error is Refusal.MIXED_CONTENT:
        return _of_mixed_content(request, outcome.failure.parameter or "", answer)
    if answer is None:
        return (_NOT_HTTP, _CANNOT_LOAD.format(request.url.text))
    leads_on = is_redirect(answer, profile) and location_value(answer, profile)
    if outcome.of_preflight or not leads_on:
        sentence = _sentence(outcome, request, answer)
    else:
        sentence = _of_redirect(outcome, request, answer, profile)
    # GTK's network layer knows the first URL alone when it refuses a scheme itself.
    url = request.first_url if sentence is _NO_FTP else request.url
    return (sentence, _CANNOT_LOAD.format(url.text)) if sentence else ()


def _of_mixed_content(
    request: Fetching, target: str, answer: HttpResponse | None
) -> tuple[str, ...]:
    """Return what is said of mixed content; of a host that is trusted elsewhere less.

    The console names the page's URL. A page of which only the origin is known is its root.
    """
    page = "about:srcdoc" if request.origin == "null" else f"{request.origin}/"
    url = parse(target)
    short = url is not None and not url.host.endswith(".") and is_trustworthy(url.host)
    blocked = _MIXED.format(page, target) + ("" if short else " be served over HTTPS.")
    refused = (_NOT_ALLOWED_TO_REQUEST,) if answer is None else ()
    return (blocked, *refused, _CANNOT_LOAD.format(request.url.text))


def _of_redirect(
    outcome: FetchOutcome, request: Fetching, answer: HttpResponse, profile: Profile
) -> str:
    """Return what is said of a redirect that is not followed; empty where nothing is."""
    url = location_url(request, answer, profile)
    if url is None and not request.cors:
        return ""
    if url is not None and url.scheme == "ftp":
        return _NO_FTP
    error = outcome.failure and outcome.failure.error
    reason = _sentence(outcome, request, answer)
    if error is None or error is CorsError.CORS_DISABLED_SCHEME:
        if url is not None and url.scheme in LOCAL_SCHEMES and not request.cors:
            return f"Not allowed to load local resource: {url.text}"
        reason = _why_not_followed(url)
    elif error is CorsError.REDIRECT_CONTAINS_CREDENTIALS:
        # What `Location` says, without the fragment that the request brings along.
        written = parse_as(profile, location_value(answer, profile), request.url.text)
        reason = SENTENCES[error].format(written.text if written else "")
    if reason is _TOO_MANY:
        return reason
    return _REDIRECTION.format(_target(url, location_value(answer, profile)), reason)


def _why_not_followed(url: Url | None) -> str:
    return _SCHEME if url is None or url.scheme not in HTTP_SCHEMES else _TOO_MANY


def _target(url: Url | None, location: str) -> str:
    """Write where a redirect leads as WebKit does: without user name and password."""
    if url is None:
        return location
    text = url.without_userinfo().text
    return text.replace(" ", "%20") if url.scheme == "file" else text


def _sentence(outcome: FetchOutcome, request: Fetching, answer: HttpResponse) -> str:
    """Return what is said of an answer that fails; empty where CORS is not the reason."""
    failure = outcome.failure
    if failure is None or failure.error is None:
        return ""
    if isinstance(failure.error, Refusal):
        return ""  # none of them but mixed content, which is told elsewhere
    sentence = SENTENCES[failure.error]
    if sentence is _MULTIPLE and "," not in (get(answer.headers, ALLOW_ORIGIN) or ""):
        sentence = _NOT_ALLOWED
    if sentence is _NOT_ALLOWED:
        return sentence.format(request.serialized_origin, answer.status)
    if sentence is _STATUS:
        return sentence.format(answer.status)
    return sentence.format(_parameter(failure, request, answer))


def _parameter(failure: Failure, request: Fetching, answer: HttpResponse) -> str:
    match failure.error:
        case CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE:
            return as_webkit_shows(get(answer.headers, ALLOW_METHODS) or "")
        case CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE:
            return as_webkit_shows(get(answer.headers, ALLOW_HEADERS) or "")
        case CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            return _as_written(request, failure.parameter or "")
    return failure.parameter or ""


def _as_written(request: Fetching, lowered: str) -> str:
    names = webkit_header_order(request.names)
    return next(name for name in names if byte_lowercase(name) == lowered)
