"""Which response headers a page can read."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from corsgate.names import FORBIDDEN_RESPONSE_HEADERS, SAFELISTED_RESPONSE_HEADERS
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.headers import (
    EXPOSE_HEADERS,
    byte_lowercase,
    extract_header_list_values,
    is_token,
    list_elements,
)

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import HttpResponse


def filtered_response_headers(
    request: Fetching, response: HttpResponse, profile: Profile
) -> tuple[str, ...]:
    """Return the names that the page can read, lower-case and sorted.

    A response from the page's own origin is filtered as ``basic``, another as ``cors``.

    Source: https://fetch.spec.whatwg.org/#concept-filtered-response
    """
    names = {byte_lowercase(name) for name, _ in response.headers if is_token(name)}
    names -= FORBIDDEN_RESPONSE_HEADERS
    if request.cors:
        names &= _readable(request, response, names, profile)
    return tuple(sorted(names))


def _readable(
    request: Fetching, response: HttpResponse, names: set[str], profile: Profile
) -> AbstractSet[str]:
    """Apply ``Access-Control-Expose-Headers``; one bad element makes the whole list void.

    Source: https://fetch.spec.whatwg.org/#concept-main-fetch (the CORS-exposed header-name list)
    """
    listed = extract_header_list_values(response.headers, EXPOSE_HEADERS) or ()
    if request.includes_credentials:
        return SAFELISTED_RESPONSE_HEADERS.union(map(byte_lowercase, listed))
    if "*" in listed or (
        Difference.EXPOSED_NAMES_END_AT_A_BAD_ONE in profile and _wildcard_comes_first(response)
    ):
        return names
    return SAFELISTED_RESPONSE_HEADERS.union(map(byte_lowercase, listed))


def _wildcard_comes_first(response: HttpResponse) -> bool:
    """Whether a ``*`` stands before whatever makes the list void."""
    return "*" in itertools.takewhile(is_token, list_elements(response.headers, EXPOSE_HEADERS))
