"""The headers by which a browser says what sort of request it sends."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from corsgate.names import ORIGIN
from corsgate_audit.browser.urls import Url, parse

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

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
    same = origin.scheme == url.scheme and _registrable(origin.host) == _registrable(url.host)
    return "same-site" if same else "cross-site"


def _registrable(host: str) -> str:
    found: str | None = _suffixes().privatesuffix(host)
    return found or host


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 50 ms, for `probe` only

    return PublicSuffixList()
