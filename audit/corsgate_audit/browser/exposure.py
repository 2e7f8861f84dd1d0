"""Which response headers a page can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import FORBIDDEN_RESPONSE_HEADERS, SAFELISTED_RESPONSE_HEADERS
from corsgate_audit.browser.headers import (
    EXPOSE_HEADERS,
    byte_lowercase,
    extract_header_list_values,
    is_token,
)

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.values import HttpResponse


def filtered_response_headers(request: Fetching, response: HttpResponse) -> tuple[str, ...]:
    """Return the names that the page can read, lower-case and sorted.

    A response from the page's own origin is filtered as ``basic``, another as ``cors``.

    Source: https://fetch.spec.whatwg.org/#concept-filtered-response
    """
    names = {byte_lowercase(name) for name, _ in response.headers if is_token(name)}
    names -= FORBIDDEN_RESPONSE_HEADERS
    return tuple(sorted(names & _readable(request, response, names) if request.cors else names))


def _readable(request: Fetching, response: HttpResponse, names: set[str]) -> AbstractSet[str]:
    """Apply ``Access-Control-Expose-Headers``; one bad element makes the whole list void.

    Source: https://fetch.spec.whatwg.org/#concept-main-fetch (the CORS-exposed header-name list)
    """
    listed = extract_header_list_values(response.headers, EXPOSE_HEADERS) or ()
    if "*" in listed and not request.includes_credentials:
        return names
    return SAFELISTED_RESPONSE_HEADERS.union(map(byte_lowercase, listed))
