"""Which headers of a response a page may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import EXPOSE_HEADERS, WILDCARD

if TYPE_CHECKING:
    from corsgate_audit.gateway import Exchange


def exposed_headers(made: Exchange | None) -> frozenset[str]:
    """Return the names that Access-Control-Expose-Headers lists, lower-case; ``*`` for all.

    Args:
        made: exchange whose response the page gets.

    Source: https://fetch.spec.whatwg.org/#cors-exposed-header-name
    """
    response = made.answer.response if made is not None and made.answer is not None else None
    if made is None or response is None:
        return frozenset()
    lists = [value for name, value in response.headers if name.lower() == EXPOSE_HEADERS.lower()]
    listed = {name.strip().lower() for text in lists for name in text.split(",")}
    if made.request.credentials == "include":
        listed.discard(WILDCARD)  # a name like any other then, and no header has it
    elif WILDCARD in listed:
        return frozenset({WILDCARD})
    return frozenset(filter(None, listed))
