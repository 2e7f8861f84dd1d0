"""What the routes behind a preflight need of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Unresolved
from corsgate_audit.rules.requests import credential_headers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.model import Route


def needed_headers(routes: Iterable[Route]) -> tuple[str, ...] | Unresolved:
    """Return the request headers, lower-case and sorted, without which routes refuse a request.

    Args:
        routes: of one path, or of a whole API.

    Returns:
        The names; the first unresolved value that they depend on in their place.
    """
    names: set[str] = set()
    for route in routes:
        credentials = credential_headers(route)
        if isinstance(credentials, Unresolved):
            return credentials
        names.update(credentials, route.required_headers)
    return tuple(sorted(names))
