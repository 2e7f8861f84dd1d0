"""Evaluates texts that are put together, and sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.handlers.languages.registry import LANGUAGES
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import Arr, Known, OneOf, Unfollowed
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from corsgate_audit.handlers import code
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.definitions import NameScope
    from corsgate_audit.handlers.values.value import Value


def joined(interpreter: Interpreter, node: code.JoinedTexts, scope: NameScope) -> Value:
    parts = [interpreter.evaluate(each, scope) for each in node.parts]
    if node.is_addition:
        return _added(interpreter, parts, node.text)
    if len(parts) == 1 and isinstance(parts[0], EventPart):
        return parts[0]  # the same text
    try:
        texts = [LANGUAGES[interpreter.language].text(each) for each in parts]
        bounded(sum(map(len, texts)))
    except NotDeterminedError:
        return Unfollowed(node.text, about(*parts), is_text=True)
    return Known("".join(texts))


def _added(interpreter: Interpreter, parts: list[Value], text: str) -> Value:
    left, right = parts
    if isinstance(left, OneOf) or isinstance(right, OneOf):
        options = [
            _added(interpreter, [a, b], text) for a in _options(left) for b in _options(right)
        ]
        return one_of(options)
    if isinstance(left, Arr) and isinstance(right, Arr) and interpreter.language == "python":
        interpreter.step(len(left.items) + len(right.items))
        return replace(left, items=[*left.items, *right.items], rest=left.rest or right.rest)
    total = LANGUAGES[interpreter.language].operate("+", [left, right])
    return Unfollowed(text, about(left, right), is_text=True) if total is None else total


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)
