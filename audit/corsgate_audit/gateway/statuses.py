"""Statuses as sources write them: texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.model import Text

STATUSES = range(100, 600)


def read_status(text: Text) -> int | Unresolved:
    """Return a status as a number; `Unresolved` for what AWS would not take for one.

    Example:
        >>> read_status("204")
        204
    """
    if isinstance(text, Unresolved):
        return text
    if text.isascii() and text.isdigit() and int(text[:4]) in STATUSES:
        return int(text)
    return Unresolved(text, "a status must be an integer from 100 to 599")
