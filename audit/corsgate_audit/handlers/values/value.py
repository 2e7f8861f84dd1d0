"""What every value of the code that is read has in common."""

from __future__ import annotations


class Value:
    """What an expression may hold when code is read: known, not followed, or a choice of values."""

    __slots__ = ()

    @property
    def is_plain_base(self) -> bool:
        """Whether as the base of a class it adds nothing that an answer could hold."""
        return False
