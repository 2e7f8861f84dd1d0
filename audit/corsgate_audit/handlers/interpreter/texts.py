"""Evaluates texts that are put together, and sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import Arr, Known, OneOf, Unfollowed
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.definitions import NameScope
    from corsgate_audit.handlers.values.value import Value

_LONGEST = 100_000  # characters of a text that is put together


def joined(interpreter: Interpreter, node: code.JoinedTexts, scope: NameScope) -> Value:
    parts = [interpreter.evaluate(each, scope) for each in node.parts]
    if node.is_addition:
        return _added(interpreter, parts, node.text)
    texts = [_as_text(each, interpreter.language) for each in parts]
    if all(each is not None for each in texts):
        return Known("".join(map(str, texts))[:_LONGEST])
    if len(parts) == 1 and isinstance(parts[0], EventPart):
        return parts[0]  # the same text
    return Unfollowed(node.text, about(*parts), is_text=True)


def _added(interpreter: Interpreter, parts: list[Value], text: str) -> Value:
    left, right = parts
    if isinstance(left, OneOf) or isinstance(right, OneOf):
        options = [
            _added(interpreter, [a, b], text) for a in _options(left) for b in _options(right)
        ]
        return one_of(options)
    if isinstance(left, Known) and isinstance(right, Known):
        return _sum(interpreter, left, right, text)
    if isinstance(left, Arr) and isinstance(right, Arr):
        return Arr([*left.items, *right.items], left.rest or right.rest)
    return Unfollowed(text, about(left, right), is_text=True)


def _sum(interpreter: Interpreter, left: Known, right: Known, text: str) -> Value:
    a, b = left.value, right.value
    if isinstance(a, str) and isinstance(b, str):
        return Known((a + b)[:_LONGEST])
    if isinstance(a, int | float) and isinstance(b, int | float):
        return Known(a + b)
    if interpreter.language == "javascript" and (isinstance(a, str) or isinstance(b, str)):
        return Known(f"{_as_text(left, 'javascript')}{_as_text(right, 'javascript')}")
    return Unfollowed(text)


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)


def _as_text(value: Value, language: str) -> str | None:
    if not isinstance(value, Known):
        return None
    if language == "javascript":
        words: dict[object, str] = {True: "true", False: "false", None: "null"}
        if value.value is code.ABSENT:
            return "undefined"
        if isinstance(value.value, bool) or value.value is None:
            return words[value.value]
        if isinstance(value.value, float) and value.value.is_integer():
            return str(int(value.value))
    return str(value.value)
