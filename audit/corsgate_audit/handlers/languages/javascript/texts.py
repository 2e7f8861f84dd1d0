"""JavaScript's texts, and parts of the event that are texts.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.interpreter.natives import Method, plain
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, Unfollowed
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def _text(function: Callable[..., Any]) -> Method:
    def method(_: Interpreter, of: Value, call: Arguments) -> Value:
        if isinstance(of, Known) and isinstance(of.value, str):
            return plain(call, lambda *given: function(of.value, *given), *call.values)
        return Unfollowed(call.text, about(of, *call.values), is_text=True)

    return method


def _asked(function: Callable[..., bool]) -> Method:
    def method(_: Interpreter, of: Value, call: Arguments) -> Value:
        item = call.get(0)
        if isinstance(of, Known) and isinstance(item, Known):
            return plain(call, function, of, item)
        return Test(call.text, about(of, item))

    return method


def _split(_: Interpreter, of: Known, call: Arguments) -> Value:
    by = call.get(0)
    if isinstance(of.value, str) and isinstance(by, Known) and isinstance(by.value, str):
        parts = of.value.split(by.value) if by.value else list(of.value)
        return Arr([Known(each) for each in parts])
    return Unfollowed(call.text)


def matches(_: Interpreter, of: Value, call: Arguments) -> Value:
    """``text.match(pattern)`` and its like, which are never decided."""
    return Test(call.text, about(of, *call.values))


def same(_: Interpreter, of: Value, __: Arguments) -> Value:
    """``text.trim()`` and its like, of the event: the same part of the request."""
    return of


def includes(interpreter: Interpreter, of: Value, call: Arguments) -> Value:
    """``text.includes(item)`` and ``array.includes(item)``."""
    item = call.get(0) or UNDEFINED
    return interpreter.contains(of, item, call.text)


def unknown_text(_: Interpreter, __: Value, call: Arguments) -> Value:
    """``object.toString()``."""
    return Unfollowed(call.text, is_text=True)


TEXT_METHODS: dict[str, Method] = {
    "toLowerCase": _text(str.lower),
    "toUpperCase": _text(str.upper),
    "trim": _text(str.strip),
    "trimEnd": _text(str.rstrip),
    "trimStart": _text(str.lstrip),
    "toString": _text(str),
    "concat": _text(lambda text, *more: text + "".join(more)),
    "padStart": _text(lambda text, width, fill=" ": text.rjust(width, fill)),
    "replace": _text(lambda text, old, new: text.replace(old, new, 1)),
    "replaceAll": _text(lambda text, old, new: text.replace(old, new)),
    "slice": _text(lambda text, start, end=None: text[start:end]),
    "substring": _text(lambda text, start, end=None: text[start:end]),
    "startsWith": _asked(lambda text, start: text.startswith(start)),
    "endsWith": _asked(lambda text, end: text.endswith(end)),
    "includes": includes,
    "indexOf": _asked(lambda text, item: text.find(item)),
    "split": _split,
    "match": matches,
    "test": matches,
}
SHAPING = dict.fromkeys(
    ("toLowerCase", "toUpperCase", "trim", "toString", "trimEnd", "valueOf"), same
)
ASKING = dict.fromkeys(("match", "startsWith", "endsWith", "includes", "test"), matches)
