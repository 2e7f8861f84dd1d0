"""How large what is read may become, and what ends a reading that would become larger."""

from __future__ import annotations

LONGEST = 100_000
"""Characters of a text and items of a list that are put together."""


class OutOfBoundsError(Exception):
    """The code is larger than what is followed."""


class NotDeterminedError(Exception):
    """An operation is not applied: a part is not known, or the result would be too large."""


def bounded(size: int, most: int = LONGEST) -> int:
    """Return a size that is allowed.

    Args:
        size: Characters of a text, items of a list, bits of a number.
        most: Largest size that is allowed.

    Raises:
        NotDeterminedError: It is larger.
    """
    if size > most:
        raise NotDeterminedError
    return size


def expect_followed(size: int) -> None:
    """Check the number of items that a list is made of.

    Args:
        size: Number of items.

    Raises:
        OutOfBoundsError: There are more than are followed: the reading ends, and says so.
    """
    if size > LONGEST:
        raise OutOfBoundsError
