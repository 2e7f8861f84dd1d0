"""What a planted fault is."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault, and where an audit has to find it.

    Args:
        rule: the audit's.
        resource: logical id of what is at fault.
        what: in its maker's words.
    """

    rule: str
    resource: str
    what: str
