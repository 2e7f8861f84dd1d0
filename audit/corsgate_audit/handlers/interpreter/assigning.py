"""Assigns values to names, members, and several targets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    ExceptionClass,
    Known,
    Obj,
    Unfollowed,
)

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.definitions import NameScope
    from corsgate_audit.handlers.values.value import Value


def assign(
    interpreter: Interpreter,
    target: code.AssignmentTarget,
    value: Value,
    scope: NameScope,
    kind: str = "",
) -> None:
    """Assign a value to a target."""
    if isinstance(target, code.Name):
        _bind(interpreter, target.id, value, scope, kind)
    elif isinstance(target, code.MemberExpression):
        of, key = interpreter.evaluate(target.of, scope), interpreter.evaluate(target.key, scope)
        interpreter.set_member(of, key, value)
    elif isinstance(target, code.ListTarget):
        _unpack(interpreter, target, value, scope, kind)
    elif isinstance(target, code.DictTarget):
        _destructure(interpreter, target, value, scope, kind)
    elif isinstance(target, code.Defaulted):
        interpreter.assign(
            target.target, _or_default(interpreter, value, target, scope), scope, kind
        )


def _or_default(
    interpreter: Interpreter, value: Value, target: code.Defaulted, scope: NameScope
) -> Value:
    equal = interpreter.equals(value, UNDEFINED, "=== undefined")
    truth = interpreter.truth(equal)
    if truth is False:
        return value
    default = interpreter.evaluate(target.default, scope)
    if truth:
        return default
    if interpreter.joining:
        return one_of((value, default))
    return default if interpreter.decide(equal) else value


def _bind(interpreter: Interpreter, name: str, value: Value, scope: NameScope, kind: str) -> None:
    if kind == "block":
        holder: NameScope | None = scope
    elif kind == "function":
        holder = scope.function()
    elif interpreter.language == "python":
        holder = _python_holder(name, scope)
    else:
        holder = scope.holder(name) or scope.module()
    if holder is not None:
        interpreter.set(holder.variables, name, value)


def _python_holder(name: str, scope: NameScope) -> NameScope:
    own = scope.function()
    if name not in own.outer:
        return own
    outer = own.parent.holder(name) if own.parent is not None else None
    return outer or scope.module()


def _unpack(
    interpreter: Interpreter, target: code.ListTarget, value: Value, scope: NameScope, kind: str
) -> None:
    items, rest = interpreter.items_of(value)
    if interpreter.language == "python" and rest is None:
        _expect(target, len(items))
    starred = next((i for i, (is_rest, _) in enumerate(target.items) if is_rest), None)
    wanted = len(target.items) - (starred is not None)
    items += [
        UNDEFINED if rest is None else Unfollowed(f"{rest.text}[{index}]", rest.about)
        for index in range(len(items), wanted)
    ]
    if starred is not None:
        end = len(items) - (wanted - starred)
        items = [*items[:starred], Arr(items[starred:end], rest), *items[end:]]
    for (_, each), item in zip(target.items, items, strict=False):
        if each is not None:
            interpreter.assign(each, item, scope, kind)


def _expect(target: code.ListTarget, count: int) -> None:
    """Raise what Python raises where there are too many values, or too few."""
    has_rest = any(is_rest for is_rest, _ in target.items)
    if count < len(target.items) - has_rest or (count > len(target.items) and not has_rest):
        raise Raised(Obj(class_=ExceptionClass("ValueError")))


def _destructure(
    interpreter: Interpreter, target: code.DictTarget, value: Value, scope: NameScope, kind: str
) -> None:
    value = interpreter.split(value)
    taken: list[str] = []
    for key_node, each in target.items:
        key = interpreter.evaluate(key_node, scope)
        interpreter.assign(each, interpreter.member(value, key), scope, kind)
        taken.append(str(key.value) if isinstance(key, Known) else "")
    if target.rest is not None:
        rest = Obj()
        interpreter.merge(rest, value)
        for name in taken:
            rest.entries.pop(name, None)
        interpreter.assign(target.rest, rest, scope, kind)
