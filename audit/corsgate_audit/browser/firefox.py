"""What Firefox's console says: measured in Firefox 153 ESR.

Of one request it may say several things: what failed, and beside a preflight or a redirect that
did, that the request did not succeed.

Sources: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors and
https://searchfox.org/mozilla-central/source/netwerk/protocol/http/nsCORSListenerProxy.cpp
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.cors_check import cors_check, is_repeated
from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.headers import (
    ALLOW_HEADERS,
    ALLOW_METHODS,
    as_utf8,
    is_token,
    list_elements,
)
from corsgate_audit.browser.preflight import needs_cors_preflight
from corsgate_audit.browser.profiles import PROFILES
from corsgate_audit.browser.redirects import is_redirect, location_url
from corsgate_audit.browser.safelist import cors_unsafe_request_header_names
from corsgate_audit.browser.statuses import MISDIRECTED_REQUEST, is_informational
from corsgate_audit.browser.urls import HTTP_SCHEMES

if TYPE_CHECKING:
    from corsgate_audit.browser.cors_check import Failure
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.main_fetch import FetchOutcome
    from corsgate_audit.browser.values import HttpResponse

# Firefox quotes with single quotation marks; below they are written as < and >.
_PROFILE = PROFILES["firefox"]
_QUOTES = str.maketrans("<>", "\u2018\u2019")

_MISSING = "CORS header <Access-Control-Allow-Origin> missing"
_WILDCARD = "Credential is not supported if the CORS header <Access-Control-Allow-Origin> is <*>"
_MISMATCH = "CORS header <Access-Control-Allow-Origin> does not match <{}>"
_MULTIPLE = "Multiple CORS header <Access-Control-Allow-Origin> not allowed"
_CREDENTIALS = "expected <true> in CORS header <Access-Control-Allow-Credentials>"
_PREFLIGHT = "CORS preflight response did not succeed"
_DID_NOT_SUCCEED = "CORS request did not succeed"
_REDIRECTED = "CORS request external redirect not allowed"

_REASONS = {
    CorsError.CORS_DISABLED_SCHEME: "CORS request not http",
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: _REDIRECTED,
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
    CorsError.REDIRECT_CONTAINS_CREDENTIALS: _DID_NOT_SUCCEED,
}
REASONS = {error: reason.translate(_QUOTES) for error, reason in _REASONS.items()}

WITH_STATUS = frozenset(
    {
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.PREFLIGHT_INVALID_STATUS,
    }
)
_WITHOUT_A_REASON = frozenset(
    {None, CorsError.REDIRECT_CONTAINS_CREDENTIALS, CorsError.CORS_DISABLED_SCHEME}
)
SCHEMES_WITHOUT_A_WORD = frozenset({"blob", "file", "ws", "wss"})
_MIXED = "Blocked loading mixed active content \u201c{}\u201d"
_BLOCKED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
)
_WARNING = (
    "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote "
    "resource at {} soon. (Reason: When the `Access-Control-Allow-Headers` is `*`, the "
    "`Authorization` header is not covered. To include the `Authorization` header, it must be "
    "explicitly listed in CORS header `Access-Control-Allow-Headers`)."
)


def firefox_sentence(
    error: str, url: str, parameter: str | None = None, status: int | None = None
) -> str:
    """Return what Firefox's console prints about an error.

    Args:
        error: a CorsError name.
        url: the URL that was asked for.
        parameter: the verdict's.
        status: status of the answer, which some of the sentences tell; None leaves it out.

    Raises:
        ValueError: there is no such error.
    """
    known = CorsError(error)
    reason = REASONS[known].replace("{}", parameter or "")
    if REASONS[known].endswith("\u2018*\u2019"):
        url = f"\u2018{url}\u2019"
    told = f" Status code: {status}." if known in WITH_STATUS and status is not None else ""
    return f"{_BLOCKED}{url}. (Reason: {reason}).{told}"


def did_not_succeed(url: str) -> str:
    """Return what Firefox prints where it knows no more, and beside what it knows."""
    return f"{_BLOCKED}{url}. (Reason: {_DID_NOT_SUCCEED}). Status code: (null)."


def wildcard_warning(url: str) -> str:
    """Return the warning that ``*`` will not cover ``Authorization`` for ever."""
    return _WARNING.format(url.removesuffix("#"))


def firefox_lines(outcome: FetchOutcome) -> tuple[str, ...]:
    """Return everything that Firefox's console prints about a fetch that failed.

    Args:
        outcome: outcome with a failure.
    """
    request, failure, answer = outcome.request, outcome.failure, outcome.answer
    if outcome.redirected_by:
        request, answer = outcome.redirected_by
    # An empty fragment is not written.
    url = request.url.text.removesuffix("#")
    assert failure  # noqa: S101 - nothing is said of a fetch that ends well
    if isinstance(failure.error, Refusal):
        return _of_refusal(outcome, failure, url)
    if answer is None:
        quiet = request.url.scheme in SCHEMES_WITHOUT_A_WORD
        return () if quiet else (firefox_sentence(CorsError.CORS_DISABLED_SCHEME, url),)
    if failure.error in _WITHOUT_A_REASON:
        told = request.cors or failure.error is CorsError.REDIRECT_CONTAINS_CREDENTIALS
        if not told or is_waiting(outcome):
            return ()
        return (did_not_succeed(url),) * (1 + outcome.of_preflight)
    if failure.error is CorsError.PREFLIGHT_DISALLOWED_REDIRECT:
        return (*_of_redirected_preflight(request, answer, url), did_not_succeed(url))
    sentence = _of_failure(failure, answer, url)
    # Once for a redirect that is not followed, and once for the request behind a preflight.
    beside = outcome.of_preflight + is_redirect(answer, PROFILES["firefox"])
    return (sentence, *(did_not_succeed(url),) * beside)


def _of_refusal(outcome: FetchOutcome, failure: Failure, url: str) -> tuple[str, ...]:
    """Return what is said of what CORS has no part in: twice that it failed where two requests do.

    Local network access is a failure of the network to Firefox, and no more is said of it.
    """
    if failure.error is not Refusal.MIXED_CONTENT:
        unsafe_names = cors_unsafe_request_header_names(outcome.request.headers, _PROFILE)
        asks_first = needs_cors_preflight(outcome.request, unsafe_names)
        return (did_not_succeed(url),) * (1 + asks_first)
    blocked = _MIXED.format(failure.parameter)
    redirected = outcome.answer is not None and outcome.request.cors
    return (blocked, *(did_not_succeed(url),) * (redirected + outcome.of_preflight))


def _of_redirected_preflight(request: Fetching, answer: HttpResponse, url: str) -> tuple[str, ...]:
    """Return what is said of a preflight that is redirected, after its CORS check has passed.

    Firefox gets ready to follow before it refuses to: the origin that a redirect elsewhere makes
    ``null`` is then checked against the answer that is there.
    """
    target = location_url(request, answer, PROFILES["firefox"])
    if target is None or target.scheme not in HTTP_SCHEMES or target.has_credentials:
        return (did_not_succeed(url),)
    again = None
    if target.origin != request.url.origin:
        checked = request._replace(tainted=not request.is_same_origin)
        again = cors_check(checked, answer, PROFILES["firefox"])
    status = firefox_sentence(CorsError.PREFLIGHT_INVALID_STATUS, url, None, answer.status)
    refused = firefox_sentence(CorsError.PREFLIGHT_DISALLOWED_REDIRECT, url)
    return (refused, _of_failure(again, answer, url) if again else status)


def _of_failure(failure: Failure, answer: HttpResponse, url: str) -> str:
    # What CORS has no part in has no such sentence.
    assert isinstance(failure.error, CorsError)  # noqa: S101
    error, parameter = _as_firefox_names_it(failure.error, failure.parameter, answer)
    return firefox_sentence(error, url, parameter, answer.status)


def is_waiting(outcome: FetchOutcome) -> bool:
    """Whether a browser still waits for an answer, and has nothing to say yet."""
    answer = outcome.answer
    if answer is None:
        return False
    return is_informational(answer) or (
        answer.status == MISDIRECTED_REQUEST and outcome.request.method == "HEAD"
    )


def _as_firefox_names_it(
    error: CorsError, parameter: str | None, answer: HttpResponse
) -> tuple[CorsError, str | None]:
    match error:
        case CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE:
            return error, _first_bad_element(answer, ALLOW_METHODS)
        case CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE:
            return error, _first_bad_element(answer, ALLOW_HEADERS)
        case CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES if not is_repeated(answer):
            return CorsError.ALLOW_ORIGIN_MISMATCH, as_utf8(parameter or "")
        case CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES if not is_repeated(answer):
            return CorsError.ALLOW_ORIGIN_MISMATCH, as_utf8(parameter or "")
    return error, parameter and as_utf8(parameter)


def _first_bad_element(answer: HttpResponse, name: str) -> str:
    elements = list_elements(answer.headers, name)
    return as_utf8(next(each for each in elements if not is_token(each)))
