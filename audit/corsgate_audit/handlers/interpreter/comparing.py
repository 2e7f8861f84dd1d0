"""Compares values; what depends on the request becomes a `Test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.instances import is_instance
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.languages.registry import LANGUAGES
from corsgate_audit.handlers.values.data import Arr, Bound, Known, Obj, Unfollowed, known
from corsgate_audit.handlers.values.definitions import ClassValue, Closure
from corsgate_audit.handlers.values.describing import about, text_of, texts_of
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def compared(interpreter: Interpreter, name: str, left: Value, right: Value, text: str) -> Value:
    """Return what a comparison gives.

    Args:
        interpreter: Interpreter, on the path that is followed.
        name: ``==``, ``!=``, ``===`` or ``!==`` (also for ``is``), ``in``, ``not in``,
            ``instanceof`` or an order; any other is never decided.
        left: Left operand.
        right: Right operand.
        text: Comparison in the notation of the code.
    """
    if name in {"!=", "!=="}:
        return negated(interpreter.equals(left, right, text, is_strict=name == "!=="))
    if name in {"==", "==="}:
        return interpreter.equals(left, right, text, is_strict=name == "===")
    if name == "in":
        return interpreter.contains(right, left, text)
    if name == "not in":
        return negated(interpreter.contains(right, left, text))
    if name == "instanceof":
        outcome = is_instance(interpreter, left, right)
        return Test(text, about(left)) if outcome is None else known(outcome)
    left, right = interpreter.split(left), interpreter.split(right)
    order = LANGUAGES[interpreter.language].operate(name, [left, right])
    return Test(text, about(left, right)) if order is None else order


def negated(value: Value) -> Value:
    """Return the opposite of a comparison."""
    if isinstance(value, Known):
        return known(not value.value)
    if isinstance(value, Test):
        return Test(
            value.text,
            value.about,
            value.subject,
            value.operator,
            value.values,
            not value.negated,
        )
    return Test(f"not {text_of(value)}", about(value))


def equals(
    interpreter: Interpreter, left: Value, right: Value, text: str, *, is_strict: bool = True
) -> Value:
    """Return whether two values are equal, or the same."""
    left, right = interpreter.split(left), interpreter.split(right)
    outcome = LANGUAGES[interpreter.language].equal(left, right, is_strict)
    if outcome is not None:
        return known(outcome)
    if isinstance(right, EventPart) and not isinstance(left, EventPart):
        left, right = right, left
    if isinstance(left, EventPart) and isinstance(right, Known):
        return _request_equals(left, right, text)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Known) and _is_never(other, one, is_strict=is_strict):
            return known(value=False)
    if left is right and not isinstance(left, Unfollowed):
        return known(value=True)
    if _is_thing(left) and _is_thing(right):
        by_content = interpreter.language == "python" and not is_strict
        if not (by_content and isinstance(left, Obj | Arr) and isinstance(right, Obj | Arr)):
            return known(left is right)
    return Test(text, about(left, right))


def contains(interpreter: Interpreter, of: Value, item: Value, text: str) -> Value:
    """Return whether a container has an item: ``in`` and ``includes``."""
    of, item = interpreter.split(of), interpreter.split(item)
    if isinstance(of, Obj):
        return _in_object(of, item, text)
    if isinstance(of, Arr):
        return _in_list(interpreter, of, item, text)
    if isinstance(of, Known) and isinstance(item, Known):
        if isinstance(of.value, str) and isinstance(item.value, str):
            return known(item.value in of.value)
        return Test(text)
    if isinstance(of, EventPart) and isinstance(item, Known) and of.subject is None:
        part = EventPart((*of.path, str(item.value)))
        return interpreter.present(part, text)
    return Test(text, about(of, item))


def present(_: Interpreter, part: EventPart, text: str) -> Value:
    """Return whether the event has a part."""
    if part.is_always_there:
        return known(value=True)
    if part.subject == "origin":
        return Test(text, about(part), "origin", "present")
    return Test(text)


def _in_object(of: Obj, item: Value, text: str) -> Value:
    if isinstance(item, Known):
        if str(item.value) in of.entries:
            return known(value=True)
        return Test(text, about(of)) if of.rest else known(value=False)
    if isinstance(item, EventPart) and item.subject and not of.rest:
        return Test(text, about(item), item.subject, "in", tuple(of.entries))
    return Test(text, about(of, item))


def _in_list(interpreter: Interpreter, of: Arr, item: Value, text: str) -> Value:
    texts = texts_of(of)
    if isinstance(item, EventPart) and item.subject and texts is not None:
        return Test(text, about(item), item.subject, "in", texts) if texts else known(value=False)
    equal, is_strict = LANGUAGES[interpreter.language].equal, interpreter.language == "javascript"
    outcomes = [equal(each, item, is_strict) for each in of.items]
    if True in outcomes:
        return known(value=True)
    if of.rest is None and None not in outcomes:
        return known(value=False)
    return Test(text, about(of, item))


def _request_equals(part: EventPart, value: Known, text: str) -> Value:
    if value.value is None or value.value is code.ABSENT:
        if part.is_always_there:
            return known(value=False)
        is_origin = part.subject == "origin"
        depends = about(part) if is_origin else frozenset[str]()
        operator_ = "present" if is_origin else ""
        return Test(text, depends, "origin" if is_origin else None, operator_, negated=True)
    if isinstance(value.value, str) and part.subject is not None:
        return Test(text, about(part), part.subject, "==", (value.value,))
    return Test(text, about(part))


def _is_never(value: Value, constant: Known, *, is_strict: bool) -> bool:
    """Whether a value certainly is another one than a constant.

    What the language brings may stand for a constant, as `http.HTTPStatus.OK` does, and JavaScript
    turns things into texts for ``==``.
    """
    if constant.value is None or constant.value is code.ABSENT:
        return _is_thing(value)
    return is_strict and _is_thing(value) and not isinstance(value, Native)


def _is_thing(value: Value) -> bool:
    """Whether a value is certainly no constant."""
    return isinstance(value, Obj | Arr | Closure | Bound | ClassValue | Native)
