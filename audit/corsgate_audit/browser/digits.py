"""Numbers that anybody may send, of any length."""

from __future__ import annotations


def capped_int(digits: str, cap: int) -> int:
    """Return the number that decimal digits write, at most `cap`.

    `int` alone refuses texts of more than 4,300 digits.

    Example:
        >>> capped_int("007", 100), capped_int("9" * 5_000, 100)
        (7, 100)
    """
    significant = digits.lstrip("0")
    return cap if len(significant) > len(str(cap)) else min(int(significant or "0"), cap)
