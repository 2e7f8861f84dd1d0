"""Behind a redirect: what a preflight asks for there, and what engines check once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.before_sending import would_be_mixed
from corsgate_audit.browser.cors_check import Failure, cors_check
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.preflight import needs_cors_preflight
from corsgate_audit.browser.redirects import follow, location_url
from corsgate_audit.browser.safelist import cors_unsafe_request_header_names
from corsgate_audit.browser.urls import HTTP_SCHEMES

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import HttpResponse


def names_to_ask_for(request: Fetching, profile: Profile) -> tuple[str, ...] | None:
    """Return the names that a preflight of a request asks for; None where it needs none.

    Source: https://fetch.spec.whatwg.org/#concept-main-fetch
    """
    unsafe_names = cors_unsafe_request_header_names(request.headers, profile)
    needed = needs_cors_preflight(request, unsafe_names)
    if request.redirect_count:
        if Difference.PREFLIGHTED_REQUESTS_STAY_SO in profile:
            needed = needed or request.preflighted
        for_all = Difference.REDIRECTED_PREFLIGHTS_ASK_FOR_ALL in profile
        if for_all or Difference.REDIRECTED_PREFLIGHTS_ASK_AGAIN in profile:
            of_page = cors_unsafe_request_header_names(request.page_headers, profile)
            dropped = frozenset() if for_all else request.just_dropped
            unsafe_names = tuple(name for name in of_page if name not in dropped)
            needed = needed or bool(of_page)
    return unsafe_names if needed else None


def late_refusal(
    request: Fetching, response: HttpResponse, following: Fetching | Failure, profile: Profile
) -> Failure | None:
    """Return why a redirect fails only once the preflight behind it has passed; None where not.

    WebKit checks a redirect twice, in two processes: the second asks the first to go on, and that
    sends the preflight.
    """
    if isinstance(following, Failure):
        refused = following.error is CorsError.REDIRECT_CONTAINS_CREDENTIALS and not request.cors
        return following if refused and Difference.REFUSALS_COME_LATE in profile else None
    url = following.url
    late = Difference.REFUSALS_COME_LATE in profile and request.page.is_secure
    if late and would_be_mixed(url.scheme, url.host, profile):
        return Failure(Refusal.MIXED_CONTENT, url.text)
    if url.scheme not in HTTP_SCHEMES:  # that comes first
        return None
    counts = Difference.CREDENTIALS_AT_HOME_COUNT_ELSEWHERE in profile
    if not (counts and request.cors and request.credentials_at_home):
        return None
    return cors_check(request._replace(includes_credentials=True), response, profile)


def asked_before_refusal(request: Fetching, response: HttpResponse, profile: Profile) -> Fetching:
    """Return the request behind a redirect that is refused late, as its preflight is sent."""
    url = location_url(request, response, profile)
    assert url  # noqa: S101 - what is refused late has a Location that parses
    return follow(request, response, url.without_userinfo(), profile)._replace(cors=True)
