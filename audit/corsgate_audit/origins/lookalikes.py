"""Origins that resemble a page's, and belong to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.origins.bypasses import attack_origins
from corsgate_audit.origins.hosts import host_of, is_loopback, owner_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.origins.bypasses import Slip

_LOOSE = frozenset({"suffix", "prefix", "dot", "underscore", "backtick"})
"""Slips that no honest pattern has: other schemes, ports and subdomains may be meant."""


def look_alikes(page: str) -> Iterator[tuple[Slip, str]]:
    """Yield origins that resemble a page's and whose name another may register.

    Args:
        page: an origin.

    Example:
        >>> [origin for slip, origin in look_alikes("https://example.com") if slip.name == "prefix"]
        ['https://xexample.com']
    """
    owner = owner_of(host_of(page))
    if is_loopback(host_of(page)):
        return  # nobody else has such a name
    for slip, origin in attack_origins(page):
        swapped = _swapped(page) if slip.name == "dot" else (origin,)
        for each in swapped if slip.name in _LOOSE else ():
            other = owner_of(host_of(each))
            if other is not None and other != owner:
                yield slip, each


def _swapped(page: str) -> tuple[str, ...]:
    """Return the origin with each of its dots, in turn, another character."""
    parts = page.split(".")
    return tuple(
        "x".join((".".join(parts[:at]), ".".join(parts[at:]))) for at in range(1, len(parts))
    )
