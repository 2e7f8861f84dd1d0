"""HTTP-redirect fetch: where a redirect leads, and what the request loses on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.browser.before_sending import would_be_mixed
from corsgate_audit.browser.cors_check import Failure
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.headers import (
    AUTHORIZATION,
    LOCATION,
    as_webkit_shows,
    byte_lowercase,
    lines_of,
)
from corsgate_audit.browser.safelist import DEVICE_AND_NETWORK_HINTS
from corsgate_audit.browser.urls import HTTP_SCHEMES, Url, parse_as

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import HttpResponse

# https://fetch.spec.whatwg.org/#redirect-status
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
REDIRECT_LIMIT = 20
_not_ascii = re.compile(r"[\x80-\xff]")
# To these Chromium's network layer refuses to go; at others its CORS layer complains.
UNSAFE_SCHEMES = frozenset(
    {
        *("about", "blob", "chrome", "chrome-error", "chrome-extension", "chrome-search"),
        *("chrome-untrusted", "data", "devtools", "file", "filesystem", "isolated-app"),
        "view-source",
    }
)
# With these Firefox's security manager refuses a page's request before anything else is asked.
REFUSED_SCHEMES = frozenset(
    {"blob", "chrome", "data", "file", "javascript", "resource", "view-source", "ws", "wss"}
)
# https://fetch.spec.whatwg.org/#request-body-header-name
REQUEST_BODY_HEADERS = frozenset(
    {"content-encoding", "content-language", "content-location", "content-type"}
)


def is_redirect(response: HttpResponse, profile: Profile) -> bool:
    """Whether a browser goes on elsewhere: a redirect status without Location is an answer."""
    if response.status not in REDIRECT_STATUSES:
        return False
    locations = set(lines_of(response.headers, LOCATION))
    if locations == {""} and Difference.EMPTY_LOCATION_IS_AN_ANSWER in profile:
        return False
    return bool(locations)


def refused_at_once(request: Fetching, response: HttpResponse, profile: Profile) -> Failure | None:
    """Return why a ``Location`` ends it all before CORS is looked at; None where it does not."""
    if not is_redirect(response, profile):
        return None
    url = location_url(request, response, profile)
    if url is None:
        unusable = Difference.UNUSABLE_LOCATION_IS_REFUSED_FIRST in profile
        return Failure(None) if unusable else None
    if Difference.LOCAL_SCHEMES_ARE_REFUSED_FIRST in profile and url.scheme in REFUSED_SCHEMES:
        return Failure(None)
    first = Difference.MIXED_REDIRECTS_ARE_REFUSED_FIRST in profile and request.page.is_secure
    if first and would_be_mixed(url.scheme, url.host, profile):
        return Failure(Refusal.MIXED_CONTENT, url.text)
    return None


def location_value(response: HttpResponse, profile: Profile) -> str:
    """Return ``Location`` as the browser reads it: the first line, or all of them."""
    lines = lines_of(response.headers, LOCATION)
    return ", ".join(lines) if Difference.LOCATIONS_ARE_JOINED in profile else lines[0]


def location_url(request: Fetching, response: HttpResponse, profile: Profile) -> Url | None:
    """Parse ``Location``; a fragment stays where it brings none of its own.

    Source: https://fetch.spec.whatwg.org/#concept-response-location-url
    """
    first = location_value(response, profile)
    if len(lines_of(response.headers, LOCATION)) > 1 and not _lines_count_as_one(profile):
        return None
    if Difference.LOCATIONS_ARE_READ_TWICE in profile:
        first = as_webkit_shows(first)
    elif Difference.LOCATION_BYTES_ARE_KEPT in profile:
        first = _not_ascii.sub(lambda match: f"%{ord(match[0]):02X}", first)
    url = parse_as(profile, first, request.url.text)
    _, mark, fragment = request.url.text.partition("#")
    if url is None or not mark or "#" in url.text:
        return url
    if not fragment and Difference.EMPTY_FRAGMENTS_ARE_DROPPED in profile:
        return url
    return url._replace(text=f"{url.text}#{fragment}")


def _lines_count_as_one(profile: Profile) -> bool:
    return (
        Difference.EQUAL_LOCATIONS_COUNT_ONCE in profile
        or Difference.LOCATIONS_ARE_JOINED in profile
    )


def http_redirect_fetch(
    request: Fetching, response: HttpResponse, profile: Profile
) -> Fetching | Failure:
    """Return the request that follows a redirect, or why there is none.

    Source: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
    """
    url = location_url(request, response, profile)
    empty = not location_value(response, profile)
    if empty and Difference.EMPTY_LOCATION_IS_AN_ERROR in profile:
        return Failure(None)
    if url is None or url.scheme in UNSAFE_SCHEMES or request.redirect_count == REDIRECT_LIMIT:
        return Failure(None)
    if url.scheme not in HTTP_SCHEMES:
        # A network error too. Chromium finds out at the next step, and names the new URL.
        return request._replace(url=url, cors=True)
    if url.has_credentials and (request.cors or request.origin != url.origin):
        return Failure(CorsError.REDIRECT_CONTAINS_CREDENTIALS)
    if url.has_credentials and Difference.CREDENTIALS_IN_URLS_ARE_BLOCKED in profile:
        return Failure(None)
    return follow(request, response, url, profile)


def follow(request: Fetching, response: HttpResponse, url: Url, profile: Profile) -> Fetching:
    """Return the request to where a redirect leads, steps 12 to 18."""
    becomes_get = _becomes_get(request, response.status, url, profile)
    dropped = _dropped_headers(request, url, profile, without_body=becomes_get)
    return request._replace(
        method="GET" if becomes_get else request.method,
        url=url,
        headers=tuple(each for each in request.headers if byte_lowercase(each[0]) not in dropped),
        just_dropped=dropped,
        tainted=request.tainted or _taints(request, url),
        redirect_count=request.redirect_count + 1,
    )


def _becomes_get(request: Fetching, status: int, url: Url, profile: Profile) -> bool:
    if status == 303:  # noqa: PLR2004 - the standard's own number
        return request.method not in {"GET", "HEAD"}
    leaves = request.method == "DELETE" and request.url.origin != url.origin
    if leaves and Difference.DELETES_ELSEWHERE_BECOME_GET in profile:
        return True
    return status in {301, 302} and request.method == "POST"


def _dropped_headers(
    request: Fetching, url: Url, profile: Profile, *, without_body: bool
) -> frozenset[str]:
    """Drop the body's headers with the body, and ``Authorization`` at the first other origin."""
    dropped: set[str] = set()
    if without_body:
        dropped |= REQUEST_BODY_HEADERS
    if request.url.origin != url.origin:
        dropped.add(AUTHORIZATION)
    if request.origin != url.origin and Difference.CLIENT_HINTS_DO_NOT_FOLLOW_REDIRECTS in profile:
        dropped |= DEVICE_AND_NETWORK_HINTS
    return frozenset(dropped)


def _taints(request: Fetching, url: Url) -> bool:
    """Whether a third party takes part: https://fetch.spec.whatwg.org/#concept-request-redirect-taint."""
    return request.url.origin != url.origin and not request.is_same_origin
