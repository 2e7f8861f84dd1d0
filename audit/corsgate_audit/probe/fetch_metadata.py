"""The headers by which a browser says what sort of request it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ORIGIN
from corsgate_audit.browser.urls import Url, parse
from corsgate_audit.origins.hosts import owner_of

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.browser.values import Headers


def fetch_metadata(request: HttpRequest) -> Headers:
    """Return ``Sec-Fetch-Dest``, ``-Mode`` and ``-Site`` of a request of ``fetch()``.

    Firewalls and servers refuse by them. A browser sends them to trustworthy URLs only.

    Args:
        request: request with its ``Origin``.

    Source: https://www.w3.org/TR/fetch-metadata/#fetch-metadata-set
    """
    url = parse(request.url)
    if url is None or not _is_trustworthy(url):
        return ()
    origin = next((value for name, value in request.headers if name == ORIGIN), "null")
    site = _site(parse(origin), url)
    return (("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", site))


def _is_trustworthy(url: Url) -> bool:
    """Source: https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy."""
    return url.scheme == "https" or url.host in {"localhost", "127.0.0.1", "[::1]"}


def _site(origin: Url | None, url: Url) -> str:
    """Source: https://html.spec.whatwg.org/multipage/browsers.html#same-site."""
    if origin is None:
        return "cross-site"
    if origin.origin == url.origin:
        return "same-origin"
    owners = [owner_of(host) or host for host in (origin.host, url.host)]
    return "same-site" if origin.scheme == url.scheme and len(set(owners)) == 1 else "cross-site"
