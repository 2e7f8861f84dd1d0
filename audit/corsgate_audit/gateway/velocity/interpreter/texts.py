"""Methods of Java's String.

Source: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/String.html

Not verified on AWS: those that begin with `velocity-text-`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import UndeterminedError
from .patterns import compiled, plain, searchable
from .values import Array, Character, equals

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_BLANKS = "".join(map(chr, range(ord(" ") + 1)))
"""What `trim` takes away: everything up to the space."""


def _ascii(text: str) -> str:
    """Return a text whose upper and lower case are the same in both languages."""
    if not text.isascii():
        message = "changes the case of text beyond ASCII"
        raise UndeterminedError(message)
    return text


def _within(text: str, index: int, last: int) -> int:
    """Return an index. Java throws where there is none."""
    plain(text)
    if not 0 <= index <= last:
        message = f"asks for character {index} of a text of {len(text)}"
        raise UndeterminedError(message)
    return index


def _char_at(text: str, index: int) -> Character:
    return Character(text[_within(text, index, len(text) - 1)])


def _substring(text: str, start: int, end: int | None = None) -> str:
    last = _within(text, len(text) if end is None else end, len(text))
    return text[_within(text, start, last) : last]


def _replacement(text: str) -> str:
    """Return a replacement in which nothing stands for something else."""
    if "$" in text or "\\" in text:
        message = "replaces by a text with groups in it"
        raise UndeterminedError(message)
    return text


def _replace_all(text: str, pattern: str, by: str, count: int = 0) -> str:
    expression, text = compiled(pattern), searchable(text, pattern)
    _check_parts(expression, text)
    return expression.sub(_replacement(by), text, count=count)


def _check_parts(expression: re.Pattern[str], text: str) -> None:
    """Refuse a part that matches nothing: the languages go on behind it in different ways."""
    if any(found.start() == found.end() for found in expression.finditer(text)):
        message = "replaces or splits at what is empty"
        raise UndeterminedError(message)


def _matches(text: str, pattern: str) -> bool:
    return compiled(pattern).fullmatch(searchable(text, pattern)) is not None


def _split(text: str, pattern: str) -> Array:
    """Split; Java drops empty parts at the end, and one before a match of nothing."""
    separator = compiled(pattern)
    if separator.groups or separator.match(""):
        message = "splits at what may be empty or has groups"
        raise UndeterminedError(message)
    text = searchable(text, pattern)
    _check_parts(separator, text)
    parts = separator.split(text)
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    if parts == [""] and text:
        parts = []
    return Array(parts)


Method = tuple[tuple[type, ...], "Callable[..., Any]"]
"""What the arguments have to be (`object` is anything), and what is done with them."""

TEXT: dict[str, tuple[Method, ...]] = {
    "charAt": (((int,), _char_at),),
    "concat": (((str,), lambda text, other: text + other),),
    "contains": (((str,), lambda text, part: part in text),),
    "endsWith": (((str,), lambda text, part: text.endswith(part)),),
    "equals": (((object,), equals),),
    "equalsIgnoreCase": (
        ((str,), lambda text, other: _ascii(text).lower() == _ascii(other).lower()),
    ),
    "indexOf": (((str,), lambda text, part: plain(text).find(part)),),
    "isEmpty": (((), lambda text: not text),),
    "lastIndexOf": (((str,), lambda text, part: plain(text).rfind(part)),),
    "length": (((), lambda text: len(plain(text))),),
    "matches": (((str,), _matches),),
    "replace": (((str, str), lambda text, part, by: text.replace(part, by)),),
    "replaceAll": (((str, str), _replace_all),),
    "replaceFirst": (((str, str), lambda text, what, by: _replace_all(text, what, by, 1)),),
    "split": (((str,), _split),),
    "startsWith": (((str,), lambda text, part: text.startswith(part)),),
    "substring": (((int,), _substring), ((int, int), _substring)),
    "toLowerCase": (((), lambda text: _ascii(text).lower()),),
    "toUpperCase": (((), lambda text: _ascii(text).upper()),),
    "trim": (((), lambda text: text.strip(_BLANKS)),),
}
