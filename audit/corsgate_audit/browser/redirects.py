"""HTTP-redirect fetch: where a redirect leads, and what the request loses on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.browser.cors_check import Failure
from corsgate_audit.browser.errors import CorsError
from corsgate_audit.browser.headers import AUTHORIZATION, LOCATION, byte_lowercase, lines_of
from corsgate_audit.browser.profiles import Difference
from corsgate_audit.browser.safelist import DEVICE_AND_NETWORK_HINTS
from corsgate_audit.browser.urls import HTTP_SCHEMES, Url, parse_as

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import Headers, HttpResponse

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


def leads_nowhere(request: Fetching, response: HttpResponse, profile: Profile) -> bool:
    """Whether a ``Location`` that is no URL ends it all before CORS is looked at."""
    return (
        Difference.UNUSABLE_LOCATION_IS_REFUSED_FIRST in profile
        and is_redirect(response, profile)
        and location_url(request, response, profile) is None
    )


def location_url(request: Fetching, response: HttpResponse, profile: Profile) -> Url | None:
    """Parse ``Location``; a fragment stays where it brings none of its own.

    Source: https://fetch.spec.whatwg.org/#concept-response-location-url
    """
    first, *others = lines_of(response.headers, LOCATION)
    if others and Difference.EQUAL_LOCATIONS_COUNT_ONCE not in profile:
        return None
    if Difference.LOCATION_BYTES_ARE_KEPT in profile:
        first = _not_ascii.sub(lambda match: f"%{ord(match[0]):02X}", first)
    url = parse_as(profile, first, request.url.text)
    fragment = request.url.text.partition("#")[2]
    if url is None or not fragment or "#" in url.text:
        return url
    return url._replace(text=f"{url.text}#{fragment}")


def http_redirect_fetch(
    request: Fetching, response: HttpResponse, profile: Profile
) -> Fetching | Failure:
    """Return the request that follows a redirect, or why there is none.

    Source: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
    """
    url = location_url(request, response, profile)
    if url is None or url.scheme in UNSAFE_SCHEMES or request.redirect_count == REDIRECT_LIMIT:
        return Failure(None)
    if url.scheme not in HTTP_SCHEMES:
        # A network error too. Chromium finds out at the next step, and names the new URL.
        return request._replace(url=url, cors=True)
    if url.has_credentials and (request.cors or request.origin != url.origin):
        return Failure(CorsError.REDIRECT_CONTAINS_CREDENTIALS)
    if url.has_credentials and Difference.CREDENTIALS_IN_URLS_ARE_BLOCKED in profile:
        return Failure(None)
    return request._replace(
        method=_method_after(request, response.status),
        url=url,
        headers=_headers_after(request, response.status, url, profile),
        tainted=request.tainted or _taints(request, url),
        redirect_count=request.redirect_count + 1,
    )


def _becomes_get(request: Fetching, status: int) -> bool:
    if status == 303:  # noqa: PLR2004 - the standard's own number
        return request.method not in {"GET", "HEAD"}
    return status in {301, 302} and request.method == "POST"


def _method_after(request: Fetching, status: int) -> str:
    return "GET" if _becomes_get(request, status) else request.method


def _headers_after(request: Fetching, status: int, url: Url, profile: Profile) -> Headers:
    """Drop the body's headers with the body, and ``Authorization`` at the first other origin."""
    dropped: set[str] = set()
    if _becomes_get(request, status):
        dropped |= REQUEST_BODY_HEADERS
    if request.url.origin != url.origin:
        dropped.add(AUTHORIZATION)
    if request.origin != url.origin and Difference.CLIENT_HINTS_DO_NOT_FOLLOW_REDIRECTS in profile:
        dropped |= DEVICE_AND_NETWORK_HINTS
    return tuple(header for header in request.headers if byte_lowercase(header[0]) not in dropped)


def _taints(request: Fetching, url: Url) -> bool:
    """Whether a third party takes part: https://fetch.spec.whatwg.org/#concept-request-redirect-taint."""
    return request.url.origin != url.origin and not request.is_same_origin
