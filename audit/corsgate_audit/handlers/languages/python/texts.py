"""Methods of Python's texts: applied to constants, within bounds.

Source: https://docs.python.org/3/library/stdtypes.html#string-methods
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.languages.python.operators import RAISED, formatted, raised
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.constants import constant_of, value_of
from corsgate_audit.handlers.values.data import Known, Unfollowed
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.interpreter.natives import Method
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def _method(name: str, function: Callable[..., object]) -> Method:
    """Return a method that is applied where all is known, and else is asked or a text."""

    def method(_: Interpreter, of: Known, call: Arguments) -> Value:
        parts = (of, *call.values, *call.named.values())
        unknown: Value = Unfollowed(call.text, about(*parts, call.more), is_text=name in _SHAPING)
        if name in _ASKING:
            unknown = Test(call.text, about(*parts, call.more))
        if not isinstance(of.value, str) or call.more is not None:
            return unknown
        try:
            named = {key: constant_of(each) for key, each in call.named.items()}
            return value_of(function(of.value, *map(constant_of, call.values), **named))
        except NotDeterminedError:
            return unknown
        except RAISED as error:
            raise raised(error) from error

    return method


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    bounded(len(text) + (len(text) + 1) * len(new))
    return text.replace(old, new, count)


def _expand_tabs(text: str, tabsize: int = 8) -> str:
    bounded(len(text) * max(tabsize, 1))
    return text.expandtabs(tabsize)


def _padded(pad: Callable[..., str]) -> Callable[..., str]:
    def padded(text: str, width: int, *fill: str) -> str:
        return pad(text, min(width, bounded(width)), *fill)

    return padded


def _format(text: str, *values: object, **named: object) -> str:
    """Format as `str.format` does, for fields that are plain names and numbers.

    `str.format` itself reads attributes of what it is given, and pads to any width.
    """
    written, index = [], 0
    for literal, field, spec, conversion in string.Formatter().parse(text):
        written.append(literal)
        if field is None:
            continue
        if field and (index or not (field.isdecimal() or field.isidentifier())):
            raise NotDeterminedError
        if not field:
            field, index = str(index), index + 1  # noqa: PLW2901 - the number that it stands for
        value = values[int(field)] if field.isdecimal() else named[field]
        written.append(formatted(value, conversion or "", spec or ""))
        bounded(sum(map(len, written)))
    return "".join(written)


def _join(text: str, items: Any) -> str:  # noqa: ANN401 - Python says what it takes
    bounded(len(items) * len(text) + sum(len(each) for each in items))
    return text.join(items)


def _encode(text: str, *names: str) -> bytes:
    if [each.lower() for each in names] not in ([], ["utf-8"], ["utf8"], ["ascii"]):
        raise NotDeterminedError  # codecs are found by importing them
    return text.encode(*names)


def _decode(_: Interpreter, of: Known, call: Arguments) -> Value:
    if isinstance(of.value, bytes) and not call.values:
        try:
            return Known(of.value.decode())
        except UnicodeDecodeError as error:
            raise raised(error) from error
    return Unfollowed(call.text, about(of, *call.values), is_text=True)


_SHAPING: dict[str, Callable[..., object]] = {
    "lower": str.lower,
    "upper": str.upper,
    "casefold": str.casefold,
    "swapcase": str.swapcase,
    "capitalize": str.capitalize,
    "title": str.title,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
    "replace": _replace,
    "expandtabs": _expand_tabs,
    "zfill": _padded(str.zfill),
    "center": _padded(str.center),
    "ljust": _padded(str.ljust),
    "rjust": _padded(str.rjust),
    "format": _format,
    "join": _join,
}
_ASKING: dict[str, Callable[..., object]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "isdigit": str.isdigit,
    "isdecimal": str.isdecimal,
    "isnumeric": str.isnumeric,
    "isalpha": str.isalpha,
    "isalnum": str.isalnum,
    "isupper": str.isupper,
    "islower": str.islower,
    "isspace": str.isspace,
}
_OTHERS: dict[str, Callable[..., object]] = {
    "split": str.split,
    "rsplit": str.rsplit,
    "splitlines": str.splitlines,
    "partition": str.partition,
    "rpartition": str.rpartition,
    "find": str.find,
    "rfind": str.rfind,
    "index": str.index,
    "rindex": str.rindex,
    "count": str.count,
    "encode": _encode,
}
TEXT_METHODS: dict[str, Method] = {
    name: _method(name, function) for name, function in (_SHAPING | _ASKING | _OTHERS).items()
} | {"decode": _decode}
KEEPING = ("lower", "upper", "strip", "rstrip", "lstrip", "casefold", "removesuffix", "title")
"""Methods that make of a part of the request what is taken for the same part."""
