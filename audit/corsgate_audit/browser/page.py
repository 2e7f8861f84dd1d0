"""The page whose request it is, as far as that decides what is sent at all."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """What decides about a page's requests, whatever they ask for.

    Args:
        origin: origin of the page.
        is_secure: the page came by https, or a frame in one that did; None where that is not known.
        space: address space of the page; None where it is not known.
        permission: the user's answer to local network access; None where it is not known.
    """

    origin: str
    is_secure: bool | None = False
    space: str | None = None
    permission: str | None = None
