"""Regular expressions that mean the same in Java and in Python, and no others.

Source: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html

Not verified on AWS: `velocity-text-matches-look-ahead`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .errors import UndeterminedError

_CLASS = r"\[\^?(?:\\[dDwWsS\\\[\]^$.*+?(){}|/\"'-]|[^\]\[\\&~|-]|&(?!&)|~(?!~)|\|(?!\|)|-(?!-))+\]"
_COMMON = re.compile(
    rf"""(?:
        [^\\\[\](){{}}*+?|^$&]                  # a character that stands for itself
      | \\[dDwWsS]                              # ASCII's digits, letters and blanks
      | \\[^A-Za-z0-9\s]                        # a sign that stands for itself
      | {_CLASS}
      | \((?:\?(?:[:=!>]|<[=!])|(?!\?))         # a group, or a look around
      | [)|^$&]
      | (?:[*+?]|\{{[0-9]{{1,4}}(?:,[0-9]{{0,4}})?\}})[?+]?
    )*""",
    re.VERBOSE,
)
_ESCAPED = re.compile(rf"\\.|{_CLASS}")
_MINDS_LINES = re.compile(r"[.^$]")
_LINE_ENDS = frozenset("\n\r\u0085\u2028\u2029")
_LAST_OF_THE_FIRST_PLANE = 0xFFFF


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a regular expression of Java's.

    Args:
        pattern: regular expression as a template has it.

    Raises:
        UndeterminedError: it is wrong, or may mean something else in Java.
    """
    message = f"uses the regular expression {pattern[:60]!r}, which is not evaluated here"
    if not _COMMON.fullmatch(pattern):
        raise UndeterminedError(message)
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise UndeterminedError(message) from error


def searchable(text: str, pattern: str) -> str:
    """Return a text in which a regular expression sees the same in both languages.

    Args:
        text: text that the regular expression is applied to.
        pattern: the regular expression, as the template has it.

    Raises:
        UndeterminedError: the text has several lines and the expression looks for their ends, or
            characters that are two in Java.
    """
    if _LINE_ENDS & set(text) and _MINDS_LINES.search(_ESCAPED.sub("", pattern)):
        message = "applies a regular expression to several lines"
        raise UndeterminedError(message)
    return plain(text)


def plain(text: str) -> str:
    """Return a text whose characters are counted alike in both languages.

    Args:
        text: any.

    Raises:
        UndeterminedError: a character of it is two in Java.
    """
    if not text.isascii() and any(ord(each) > _LAST_OF_THE_FIRST_PLANE for each in text):
        message = "counts characters that are two in Java"
        raise UndeterminedError(message)
    return text
