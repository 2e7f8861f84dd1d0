"""The CORS-preflight fetch: the question, and what an answer to it has to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import SAFELISTED_METHODS
from corsgate_audit.browser.cors_check import Failure, cors_check
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import CorsError
from corsgate_audit.browser.header_order import chromium_header_order
from corsgate_audit.browser.headers import (
    ALLOW_HEADERS,
    ALLOW_METHODS,
    AUTHORIZATION,
    byte_lowercase,
    extract_header_list_values,
)
from corsgate_audit.browser.redirects import is_redirect, refused_at_once
from corsgate_audit.browser.statuses import is_no_response
from corsgate_audit.browser.values import HttpRequest, HttpResponse
from corsgate_audit.browser.webkit_headers import webkit_header_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile

# https://fetch.spec.whatwg.org/#ok-status
OK_STATUSES = range(200, 300)


def needs_cors_preflight(request: Fetching, unsafe_names: Sequence[str]) -> bool:
    """Whether the browser asks first; https://fetch.spec.whatwg.org/#concept-main-fetch.

    Args:
        request: request to another origin.
        unsafe_names: its CORS-unsafe request-header names.
    """
    return request.asks_first or request.method not in SAFELISTED_METHODS or bool(unsafe_names)


def cors_preflight_request(
    request: Fetching, unsafe_names: Sequence[str], profile: Profile
) -> HttpRequest:
    """Return the question, steps 1 to 5 of the CORS-preflight fetch.

    It never carries cookies or ``Authorization``; an authorizer in front of ``OPTIONS`` refuses it.

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    if request.tainted and Difference.REDIRECTED_PREFLIGHTS_KEEP_THE_ORIGIN in profile:
        request = request._replace(tainted=False)
    asks = (("Access-Control-Request-Headers", ",".join(unsafe_names)),) if unsafe_names else ()
    return HttpRequest(
        "OPTIONS",
        request.url.on_the_wire,
        (
            ("Accept", "*/*"),
            ("Access-Control-Request-Method", request.method),
            *asks,
            ("Origin", request.serialized_origin),
        ),
    )


def cors_preflight_fetch(
    request: Fetching, unsafe_names: Sequence[str], response: HttpResponse, profile: Profile
) -> Failure | None:
    """Return why an answer to the question does not permit the request, step 7; None when it does.

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    if is_no_response(response, profile, "OPTIONS"):
        return Failure(None)
    if is_redirect(response, profile):
        return _of_redirect(request, response, profile)
    bad_status = response.status not in OK_STATUSES
    if bad_status and Difference.PREFLIGHT_STATUS_IS_CHECKED_FIRST in profile:
        return Failure(CorsError.PREFLIGHT_INVALID_STATUS)
    if failure := _cors_check(request, response, profile):
        return failure
    if bad_status:
        return Failure(CorsError.PREFLIGHT_INVALID_STATUS)
    return check_lists(request, unsafe_names, response, profile)


def _of_redirect(request: Fetching, response: HttpResponse, profile: Profile) -> Failure:
    if refusal := refused_at_once(request, response, profile):
        return refusal
    checked = Difference.PREFLIGHT_REDIRECTS_ARE_CHECKED in profile
    failure = _cors_check(request, response, profile) if checked else None
    return failure or Failure(CorsError.PREFLIGHT_DISALLOWED_REDIRECT)


def _cors_check(request: Fetching, response: HttpResponse, profile: Profile) -> Failure | None:
    if Difference.PREFLIGHTS_TO_THE_PAGES_ORIGIN_PASS in profile and request.is_same_origin:
        return None
    if request.tainted and Difference.REDIRECTED_PREFLIGHTS_KEEP_THE_ORIGIN in profile:
        request = request._replace(tainted=False)
    failure = cors_check(request, response, profile)
    if failure is None or not isinstance(failure.error, CorsError):
        return failure
    return Failure(failure.error.of_preflight, failure.parameter)


def check_lists(
    request: Fetching, unsafe_names: Sequence[str], response: HttpResponse, profile: Profile
) -> Failure | None:
    """Steps 7.1 to 7.7: both lists are lists, and what the request needs is in them."""
    methods = extract_header_list_values(response.headers, ALLOW_METHODS)
    if methods is None:
        return Failure(CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE)
    first = Difference.METHODS_ARE_CHECKED_BEFORE_HEADERS_ARE_READ in profile
    if first and (failure := check_method(request, methods)):
        return failure
    header_names = extract_header_list_values(response.headers, ALLOW_HEADERS)
    if header_names is None:
        return Failure(CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE)
    allowed = frozenset(map(byte_lowercase, header_names))
    return (
        check_method(request, methods)
        or check_non_wildcard_names(unsafe_names, allowed, profile)
        or check_headers(request, unsafe_names, allowed, profile)
    )


def check_method(request: Fetching, methods: Sequence[str]) -> Failure | None:
    """Step 7.5: GET, HEAD and POST always pass, others by name or by ``*`` without credentials."""
    if request.method in methods or request.method in SAFELISTED_METHODS:
        return None
    if "*" in methods and not request.includes_credentials:
        return None
    return Failure(CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, request.method)


def check_non_wildcard_names(
    unsafe_names: Sequence[str], allowed: AbstractSet[str], profile: Profile
) -> Failure | None:
    """Step 7.6: ``Authorization`` is listed by name, whatever ``*`` says.

    Source: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
    """
    if Difference.WILDCARD_COVERS_AUTHORIZATION in profile:
        return None
    if AUTHORIZATION in unsafe_names and AUTHORIZATION not in allowed:
        return Failure(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, AUTHORIZATION)
    return None


def wildcard_covers_authorization(
    request: Fetching, unsafe_names: Sequence[str], response: HttpResponse, profile: Profile
) -> bool:
    """Whether an answer lets ``Authorization`` pass by ``*`` alone, which the standard refuses.

    Args:
        request: request of the page; with credentials, ``*`` is no wildcard.
        unsafe_names: its CORS-unsafe request-header names.
        response: response to its preflight, one that passes.
        profile: the browser's differences from the standard.
    """
    if AUTHORIZATION not in unsafe_names or request.includes_credentials:
        return False
    if Difference.WILDCARD_COVERS_AUTHORIZATION not in profile:
        return False
    listed = extract_header_list_values(response.headers, ALLOW_HEADERS) or ()
    return AUTHORIZATION not in map(byte_lowercase, listed)


def check_headers(
    request: Fetching, unsafe_names: Sequence[str], allowed: AbstractSet[str], profile: Profile
) -> Failure | None:
    """Step 7.7: every unsafe name is listed, or ``*`` covers it without credentials."""
    if "*" in allowed and not request.includes_credentials:
        return None
    missing = [name for name in unsafe_names if name not in allowed]
    if not missing:
        return None
    named = _first_in_walk(request, missing, profile)
    return Failure(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, named)


def _first_in_walk(request: Fetching, missing: Sequence[str], profile: Profile) -> str:
    if len(missing) == 1:
        return missing[0]
    if Difference.KNOWN_HEADERS_ARE_WALKED_FIRST in profile:
        walk = webkit_header_order(request.names)
    elif Difference.HEADERS_ARE_WALKED_IN_TABLE_ORDER in profile:
        walk = chromium_header_order(request.names)
    else:
        return missing[0]
    return next(name for name in map(byte_lowercase, walk) if name in missing)
