"""Writes and merges members: ``a.b = …``, ``{...a, ...b}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.code.expressions import MemberExpression
from corsgate_audit.handlers.interpreter.members import key_name
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    Bound,
    Getter,
    Known,
    Obj,
    OneOf,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import (
    ClassValue,
    Closure,
    Live,
    ModuleValue,
    NameScope,
)
from corsgate_audit.handlers.values.describing import about, text_of
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.code.nodes import Expression
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def set_member(interpreter: Interpreter, of: Value, key: Value, value: Value) -> None:
    """Write a member."""
    if isinstance(of, OneOf):
        for each in of.options:
            _write_maybe(interpreter, each, key, value)
        return
    key = interpreter.split(key)
    if isinstance(of, Obj):
        _write(interpreter, of, key, value)
    elif isinstance(of, Arr):
        _write_item(interpreter, of, key, value)
    elif isinstance(of, Closure) and isinstance(key, Known):
        if of.properties is None:
            interpreter.attribute(of, "properties", Obj())
        if of.properties is not None:
            interpreter.set(of.properties.entries, key_name(key.value), value)
    elif isinstance(of, ClassValue) and isinstance(key, Known):
        interpreter.set(of.statics.entries, key_name(key.value), value)
    elif isinstance(of, Native) and isinstance(key, Known):
        of.set(interpreter, key_name(key.value), value)


def _write(interpreter: Interpreter, of: Obj, key: Value, value: Value) -> None:
    if isinstance(key, Known):
        interpreter.set(of.entries, key_name(key.value), value)
    elif isinstance(key, OneOf):
        for each in key.options:
            _write_maybe(interpreter, of, each, value)
    else:
        interpreter.merge_unknown(of, Unfollowed(f"[{text_of(key)}]", about(key)))


def _write_maybe(interpreter: Interpreter, of: Value, key: Value, value: Value) -> None:
    """Write a member that is perhaps not written."""
    if isinstance(of, Obj) and isinstance(key, Known):
        name = key_name(key.value)
        old = of.entries.get(name, UNDEFINED)
        interpreter.set(of.entries, name, one_of((old, value)))
    elif isinstance(of, Obj):
        interpreter.merge_unknown(of, Unfollowed(f"[{text_of(key)}]", about(key)))


def _write_item(interpreter: Interpreter, of: Arr, key: Value, value: Value) -> None:
    index = key.value if isinstance(key, Known) else None
    if isinstance(index, int) and 0 <= index < len(of.items):
        interpreter.replace(of.items, [*of.items[:index], value, *of.items[index + 1 :]])
    elif isinstance(index, int) and index == len(of.items):
        interpreter.replace(of.items, [*of.items, value])
    else:
        interpreter.attribute(of, "rest", Unfollowed("[…]", about(value)))


def merge_unknown(interpreter: Interpreter, of: Obj, other: Unfollowed) -> None:
    """Merge in a dictionary that is not known: it may override every entry."""
    for name, old in list(of.entries.items()):
        if not isinstance(old, Closure | Bound | Getter | Live | Native):
            interpreter.set(of.entries, name, one_of((old, Unfollowed(other.text, other.about))))
    interpreter.attribute(of, "rest", [*of.rest, other])


def merge(interpreter: Interpreter, of: Obj, other: Value) -> None:
    """Merge a value into a dictionary, as ``{...a, ...b}`` and ``update`` do."""
    other = interpreter.split(other)
    if isinstance(other, Obj):
        for unknown in other.rest:
            interpreter.merge_unknown(of, unknown)
        for name, value in other.entries.items():
            interpreter.set(of.entries, name, interpreter.opened(value, other))
    elif isinstance(other, OneOf):
        for each in other.options:
            _merge_maybe(interpreter, of, each)
    elif isinstance(other, EventPart | Unfollowed | Test | Native | ModuleValue):
        interpreter.merge_unknown(of, Unfollowed(text_of(other), about(other)))
    elif isinstance(other, Arr) and other.rest is None:
        for index, value in enumerate(other.items):
            interpreter.set(of.entries, str(index), value)


def _merge_maybe(interpreter: Interpreter, of: Obj, other: Value) -> None:
    if isinstance(other, Obj):
        for name, value in other.entries.items():
            _write_maybe(interpreter, of, Known(name), value)
        for unknown in other.rest:
            interpreter.merge_unknown(of, unknown)
    elif not isinstance(other, Known):
        interpreter.merge_unknown(of, Unfollowed(text_of(other), about(other)))


def delete(interpreter: Interpreter, node: Expression, scope: NameScope) -> None:
    """Delete a member."""
    if not isinstance(node, MemberExpression):
        return
    of, key = interpreter.evaluate(node.of, scope), interpreter.evaluate(node.key, scope)
    if isinstance(of, Obj) and isinstance(key, Known):
        interpreter.remove(of.entries, key_name(key.value))
    elif isinstance(of, Obj):
        interpreter.merge_unknown(of, Unfollowed(f"[{text_of(key)}]"))
