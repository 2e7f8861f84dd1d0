"""The request that a page means, once its browser may send it, and an answer that lets it pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, ORIGIN
from corsgate_audit.browser.fetching import normalize_method, request_headers
from corsgate_audit.browser.urls import parse
from corsgate_audit.browser.values import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from corsgate_audit.browser.values import BrowserRequest

ACCEPT = "Accept"


def actual_request(request: BrowserRequest) -> HttpRequest:
    """Return the request on the wire; cookies are not known here.

    Args:
        request: what the page asks for.

    Example:
        >>> actual_request(
        ...     BrowserRequest("https://api.example.com/#top", "https://app.example.com", "put")
        ... ).method
        'PUT'

    Source: https://fetch.spec.whatwg.org/#concept-method-normalize,
        https://fetch.spec.whatwg.org/#append-a-request-origin-header and, for ``Accept``,
        https://fetch.spec.whatwg.org/#concept-fetch
    """
    set_by_page = request_headers(request.headers)
    accepts = any(name.lower() == ACCEPT.lower() for name, _ in set_by_page)
    accept = () if accepts else ((ACCEPT, "*/*"),)
    headers = (*accept, *set_by_page, (ORIGIN, request.origin))
    url = parse(request.url)
    on_the_wire = url.on_the_wire if url else request.url
    return HttpRequest(normalize_method(request.method), on_the_wire, headers)


def permissive_answer(request: BrowserRequest, origin: str) -> HttpResponse:
    """Return an answer that leaves nothing to be desired, to a request or to its preflight.

    What is blocked in spite of it was blocked before.

    Args:
        request: what the page asks for.
        origin: origin that the browser sends; beyond a redirect it may be ``null``.
    """
    names = ",".join(name for name, _ in request.headers)
    headers = (
        (ALLOW_ORIGIN, origin),
        (ALLOW_CREDENTIALS, "true"),
        (ALLOW_METHODS, normalize_method(request.method)),
        (ALLOW_HEADERS, names),
    )
    return HttpResponse(200, headers)
