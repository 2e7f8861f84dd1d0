"""JavaScript's texts, and parts of the event that are texts.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.code.nodes import ABSENT
from corsgate_audit.handlers.languages.javascript.conversions import (
    NAN,
    primitive_text,
    text_of,
    trimmed,
    trimmed_end,
    trimmed_start,
)
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.constants import value_of
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, Unfollowed
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.interpreter.natives import Method
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def _text(function: Callable[..., object], *, is_text: bool = True) -> Method:
    """Return a method that is applied to constants whose characters are code units too."""

    def method(_: Interpreter, of: Value, call: Arguments) -> Value:
        unknown = Unfollowed(call.text, about(of, *call.values, call.more), is_text=is_text)
        if call.more is not None or not isinstance(of, Known) or not isinstance(of.value, str):
            return unknown
        try:
            return value_of(function(*(_constant(each) for each in (of, *call.values))))
        except (NotDeterminedError, TypeError):  # too few arguments, or others than are modelled
            return unknown

    return method


def _constant(value: Value) -> str | int | float | None:
    """Return an argument: None for one that is left out as ``undefined``."""
    constant = value.value if isinstance(value, Known) else NAN
    if not isinstance(value, Known) or isinstance(constant, bytes | bool) or constant is None:
        raise NotDeterminedError
    if isinstance(constant, str) and not all(character < "\U00010000" for character in constant):
        raise NotDeterminedError  # JavaScript counts two code units
    return None if constant is ABSENT else constant  # type: ignore[return-value] # the rest is refused


def _asked(function: Callable[..., object]) -> Method:
    """Return a method that asks; of the request, and of what is not known, it is a test."""
    apply = _text(function)

    def method(interpreter: Interpreter, of: Value, call: Arguments) -> Value:
        found = apply(interpreter, of, call)
        return found if isinstance(found, Known) else Test(call.text, about(of, *call.values))

    return method


def _split(interpreter: Interpreter, of: Known, call: Arguments) -> Value:
    by = call.get(0)
    if by is None or by is UNDEFINED:
        return Arr([of])
    if not isinstance(by, Known) or not isinstance(by.value, str):
        return Arr([], Unfollowed(call.text, about(of, *call.values), is_text=True))
    found = _text(lambda text, by, most=None: (text.split(by) if by else list(text))[:most])(
        interpreter, of, call
    )
    return found if isinstance(found, Arr) else Arr([], Unfollowed(call.text))


def _limits(text: str, start: float | None, end: float | None) -> tuple[int, int]:
    """Return the limits of ``slice``: numbers below nothing count from the end."""
    first = _index(start, 0)
    last = _index(end, len(text))
    return tuple(  # type: ignore[return-value] # two of them
        max(len(text) + each, 0) if each < 0 else min(each, len(text)) for each in (first, last)
    )


def _index(number: float | None, default: int) -> int:
    if number is None:
        return default
    if not isinstance(number, int):
        raise NotDeterminedError
    return number


def _slice(text: str, start: float | None = None, end: float | None = None) -> str:
    first, last = _limits(text, start, end)
    return text[first:last] if first < last else ""


def _substring(text: str, start: float | None = None, end: float | None = None) -> str:
    limits = [_index(start, 0), _index(end, len(text))]
    first, last = sorted(min(max(each, 0), len(text)) for each in limits)
    return text[first:last]


def _substr(text: str, start: float | None = None, length: float | None = None) -> str:
    first, _ = _limits(text, start, None)
    return text[first : first + max(_index(length, len(text)), 0)]


def _at(text: str, index: float | None = None) -> object:
    place = _index(index, 0)
    return text[place] if -len(text) <= place < len(text) else ABSENT


def _char_at(text: str, index: float | None = None) -> str:
    place = _index(index, 0)
    return text[place] if 0 <= place < len(text) else ""


def _char_code(text: str, index: float | None = None) -> float:
    found = _char_at(text, index)
    return ord(found) if found else NAN


def _padding(text: str, width: float | None, fill: object) -> str:
    wanted = bounded(_index(width, 0)) - len(text)
    if not isinstance(fill, str):
        raise NotDeterminedError
    return (fill * (wanted // len(fill) + 1))[:wanted] if wanted > 0 and fill else ""


def _pad_start(text: str, width: float | None = None, fill: object = " ") -> str:
    return _padding(text, width, fill) + text


def _pad_end(text: str, width: float | None = None, fill: object = " ") -> str:
    return text + _padding(text, width, fill)


def _repeat(text: str, count: float | None = None) -> str:
    times = _index(count, 0)
    bounded(len(text) * times)
    if times < 0:
        raise NotDeterminedError  # a RangeError
    return text * times


def _replace(count: int) -> Callable[[str, str, str], str]:
    def replace(text: str, old: str, new: str) -> str:
        if "$" in new:
            raise NotDeterminedError  # a pattern that stands for what was found
        bounded(len(text) + (len(text) + 1) * len(new))
        return text.replace(old, new, count)

    return replace


def _concat(*texts: object) -> str:
    joined = "".join(map(primitive_text, texts))
    bounded(len(joined))
    return joined


def _starts(text: str, start: str, at: float | None = None) -> bool:
    return text.startswith(start, max(_index(at, 0), 0))


def _ends(text: str, end: str, at: float | None = None) -> bool:
    return text[: max(_index(at, len(text)), 0)].endswith(end)


def _includes(text: str, item: str, at: float | None = None) -> bool:
    return text.find(item, max(_index(at, 0), 0)) >= 0


def _find(text: str, item: str, at: float | None = None) -> int:
    return text.find(item, max(_index(at, 0), 0))


def matches(_: Interpreter, of: Value, call: Arguments) -> Value:
    """``text.match(pattern)`` and its like, which are never decided."""
    return Test(call.text, about(of, *call.values))


def same(_: Interpreter, of: Value, __: Arguments) -> Value:
    """``text.trim()`` and its like, of the event: the same part of the request."""
    return of


def includes(interpreter: Interpreter, of: Value, call: Arguments) -> Value:
    """``text.includes(item)`` and ``array.includes(item)``."""
    if len(call.values) > 1 and isinstance(of, Known):
        return _asked(_includes)(interpreter, of, call)
    return interpreter.contains(of, call.get(0) or UNDEFINED, call.text)


def to_text(_: Interpreter, of: Value, call: Arguments) -> Value:
    """``value.toString()``; with a base it is not followed."""
    unknown = Unfollowed(call.text, about(of), is_text=True)
    if call.values or call.more is not None:
        return unknown
    try:
        return Known(text_of(of))
    except NotDeterminedError:
        return unknown


TEXT_METHODS: dict[str, Method] = {
    "toLowerCase": _text(str.lower),
    "toUpperCase": _text(str.upper),
    "trim": _text(trimmed),
    "trimEnd": _text(trimmed_end),
    "trimStart": _text(trimmed_start),
    "toString": to_text,
    "valueOf": same,
    "concat": _text(_concat),
    "padStart": _text(_pad_start),
    "padEnd": _text(_pad_end),
    "repeat": _text(_repeat),
    "replace": _text(_replace(1)),
    "replaceAll": _text(_replace(-1)),
    "slice": _text(_slice),
    "substring": _text(_substring),
    "substr": _text(_substr),
    "at": _text(_at, is_text=False),
    "charAt": _text(_char_at),
    "charCodeAt": _text(_char_code, is_text=False),
    "startsWith": _asked(_starts),
    "endsWith": _asked(_ends),
    "includes": includes,
    "indexOf": _text(_find, is_text=False),
    "lastIndexOf": _text(lambda text, item: text.rfind(item), is_text=False),
    "split": _split,
    "match": matches,
    "test": matches,
}
SHAPING = dict.fromkeys(
    ("toLowerCase", "toUpperCase", "trim", "toString", "trimEnd", "valueOf"), same
)
ASKING = dict.fromkeys(("match", "startsWith", "endsWith", "includes", "test"), matches)
