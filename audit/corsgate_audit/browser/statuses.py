"""Statuses that decide before CORS is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.headers import LOCATION, lines_of

if TYPE_CHECKING:
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import HttpResponse

PROXY_AUTHENTICATION_REQUIRED = 407
MISDIRECTED_REQUEST = 421


def is_informational(response: HttpResponse) -> bool:
    """Whether an answer only announces another, its headers unread.

    Source: https://fetch.spec.whatwg.org/#concept-http-network-fetch (statuses 100 to 199)
    """
    return 100 <= response.status < 200  # noqa: PLR2004 - the standard's own numbers


def is_no_response(response: HttpResponse, profile: Profile, method: str) -> bool:
    """Whether no response ever comes of an answer: a network error, whatever CORS says.

    An informational answer is the last one that we are given: the browser waits in vain.

    Args:
        response: the answer.
        profile: the browser's differences from the standard.
        method: method of the request, ``OPTIONS`` for a preflight.

    Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch (status 407)
    """
    if is_informational(response):
        return True
    if Difference.EQUAL_LOCATIONS_COUNT_ONCE in profile and _locations_differ(response):
        return True
    if response.status == PROXY_AUTHENTICATION_REQUIRED:
        return Difference.PROXY_AUTHENTICATION_IS_REFUSED in profile
    if response.status == MISDIRECTED_REQUEST:
        return method == "HEAD" and Difference.MISDIRECTED_HEADS_NEVER_END in profile
    return False


def _locations_differ(response: HttpResponse) -> bool:
    return len(set(lines_of(response.headers, LOCATION))) > 1
