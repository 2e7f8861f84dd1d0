"""HTTP-redirect fetch: where a redirect leads, and what the request loses on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.cors_check import Failure
from corsgate_audit.browser.errors import CorsError
from corsgate_audit.browser.headers import AUTHORIZATION, LOCATION, byte_lowercase, get
from corsgate_audit.browser.preflight import REDIRECT_STATUSES
from corsgate_audit.browser.urls import HTTP_SCHEMES, Url, parse

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.values import Headers, HttpResponse

REDIRECT_LIMIT = 20
# https://fetch.spec.whatwg.org/#request-body-header-name
REQUEST_BODY_HEADERS = frozenset(
    {"content-encoding", "content-language", "content-location", "content-type"}
)


def is_redirect(response: HttpResponse) -> bool:
    """Whether a browser goes on elsewhere: a redirect status without Location is an answer."""
    return response.status in REDIRECT_STATUSES and get(response.headers, LOCATION) is not None


def http_redirect_fetch(request: Fetching, response: HttpResponse) -> Fetching | Failure:
    """Return the request that follows a redirect, or why there is none.

    Source: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
    """
    location = get(response.headers, LOCATION) or ""
    url = parse(location, request.url.text)
    if url is None or url.scheme not in HTTP_SCHEMES or request.redirect_count == REDIRECT_LIMIT:
        return Failure(None, location)
    if url.has_credentials and (request.cors or request.origin != url.origin):
        return Failure(CorsError.REDIRECT_CONTAINS_CREDENTIALS, location)
    return request._replace(
        method=_method_after(request, response.status),
        url=url,
        headers=_headers_after(request, response.status, url),
        tainted=request.tainted or _taints(request, url),
        redirect_count=request.redirect_count + 1,
    )


def _becomes_get(request: Fetching, status: int) -> bool:
    if status == 303:  # noqa: PLR2004 - the standard's own number
        return request.method not in {"GET", "HEAD"}
    return status in {301, 302} and request.method == "POST"


def _method_after(request: Fetching, status: int) -> str:
    return "GET" if _becomes_get(request, status) else request.method


def _headers_after(request: Fetching, status: int, url: Url) -> Headers:
    """Drop the body's headers with the body, and ``Authorization`` at the first other origin."""
    dropped: set[str] = set()
    if _becomes_get(request, status):
        dropped |= REQUEST_BODY_HEADERS
    if request.url.origin != url.origin:
        dropped.add(AUTHORIZATION)
    return tuple(header for header in request.headers if byte_lowercase(header[0]) not in dropped)


def _taints(request: Fetching, url: Url) -> bool:
    """Whether a third party takes part: https://fetch.spec.whatwg.org/#concept-request-redirect-taint."""
    return request.url.origin != url.origin and not request.is_same_origin
