"""In which order WebKit walks through a request's headers, and how it writes their names.

Of several headers that an answer does not allow, the console names one. WebKit keeps the headers
that it knows apart from the others, each group in the order in which the page set them, and writes
those that it knows in its own way.

Source: https://github.com/WebKit/WebKit/blob/main/Source/WebCore/platform/network/HTTPHeaderMap.h;
which names WebKitGTK 2.50 knows was measured, name by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.headers import byte_lowercase

if TYPE_CHECKING:
    from collections.abc import Iterable

_KNOWN = (
    *("Accept", "Accept-Language", "Accept-Ranges", "Access-Control-Allow-Credentials"),
    *("Access-Control-Allow-Headers", "Access-Control-Allow-Methods"),
    *("Access-Control-Allow-Origin", "Access-Control-Expose-Headers"),
    *("Access-Control-Max-Age", "Age", "Authorization", "Cache-Control", "Clear-Site-Data"),
    *("Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location"),
    *("Content-Range", "Content-Security-Policy", "Content-Security-Policy-Report-Only"),
    *("Content-Type", "Cross-Origin-Embedder-Policy"),
    *("Cross-Origin-Embedder-Policy-Report-Only", "Cross-Origin-Opener-Policy"),
    *("Cross-Origin-Opener-Policy-Report-Only", "Cross-Origin-Resource-Policy"),
    *("Default-Style", "ETag", "Expires", "Icy-MetaInt", "Icy-Metadata", "If-Match"),
    *("If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since"),
    *("Integrity-Policy", "Last-Event-ID", "Last-Modified", "Link", "Location", "Ping-From"),
    *("Ping-To", "Pragma", "Range", "Referrer-Policy", "Refresh", "Report-To"),
    *("Reporting-Endpoints", "Server-Timing", "Service-Worker", "Service-Worker-Allowed"),
    *("SourceMap", "Timing-Allow-Origin", "Upgrade-Insecure-Requests", "User-Agent", "Vary"),
    *("X-Content-Type-Options", "X-Frame-Options", "X-SourceMap", "X-Temp-Tablet"),
    *("X-XSS-Protection",),
)
WRITTEN = {byte_lowercase(name): name for name in _KNOWN}


def webkit_header_order(names: Iterable[str]) -> list[str]:
    """Return the names in the order of WebKit's walk, each once, as WebKit writes them.

    Args:
        names: names of all headers that the page set, as it wrote them.
    """
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    for name in names:
        lowered = byte_lowercase(name)
        if lowered in WRITTEN:
            known.setdefault(lowered, WRITTEN[lowered])
        else:
            others.setdefault(lowered, name)
    return [*known.values(), *others.values()]
