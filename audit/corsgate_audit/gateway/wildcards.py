"""Patterns of AWS's own, without regular expressions: those may take longer than anybody waits."""

from __future__ import annotations


def fits(pattern: str, text: str) -> bool:
    """Whether a whole text fits a pattern.

    At most as many steps as the product of both lengths: the same pattern as a regular expression,
    ``.*`` for each star, may take longer than anybody waits.

    Args:
        pattern: pattern with any number of wildcards.
        text: string that is compared, character by character.

    Example:
        >>> fits("prod/*/items/?", "prod/GET/items/1")
        True
    """
    at = place = 0
    star, resumed = -1, 0
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resumed = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in {"?", text[place]}:
            at += 1
            place += 1
        elif star >= 0:  # the last star takes one character more
            resumed += 1
            at, place = star + 1, resumed
        else:
            return False
    return not pattern[at:].strip("*")


def spans(pattern: str, text: str) -> bool:
    """Whether a whole text fits a pattern whose stars are one character or more.

    Each piece between stars is taken where it is first found: what is found later leaves less.

    Args:
        pattern: pattern with any number of stars; a question mark stands for itself.
        text: string that is compared, character by character.

    Example:
        >>> spans("*.example.com", "a.b.example.com"), spans("*.example.com", ".example.com")
        (True, False)
    """
    first, *pieces = pattern.split("*")
    if not pieces:
        return text == pattern
    last = pieces.pop()
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at = len(first)
    for piece in pieces:
        found = text.find(piece, at + 1)
        if found < 0:
            return False
        at = found + len(piece)
    return at < len(text) - len(last)
