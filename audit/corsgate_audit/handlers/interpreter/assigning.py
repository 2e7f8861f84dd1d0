"""Assigns values to names, members, and several targets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, Obj, Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.definitions import NameScope
    from corsgate_audit.handlers.values.value import Value


def assign(
    core: Interpreter, target: code.AssignmentTarget, value: Value, scope: NameScope, kind: str = ""
) -> None:
    """Assign a value to a target."""
    if isinstance(target, code.Name):
        _bind(core, target.id, value, scope, kind)
    elif isinstance(target, code.MemberExpression):
        of, key = core.evaluate(target.of, scope), core.evaluate(target.key, scope)
        core.set_member(of, key, value)
    elif isinstance(target, code.ListTarget):
        _unpack(core, target, value, scope, kind)
    elif isinstance(target, code.DictTarget):
        _destructure(core, target, value, scope, kind)
    elif isinstance(target, code.Defaulted):
        core.assign(target.target, _or_default(core, value, target, scope), scope, kind)


def _or_default(core: Interpreter, value: Value, target: code.Defaulted, scope: NameScope) -> Value:
    equal = core.equals(value, UNDEFINED, "=== undefined")
    truth = core.truth(equal)
    if truth is False:
        return value
    default = core.evaluate(target.default, scope)
    if truth:
        return default
    if core.joining:
        return one_of((value, default))
    return default if core.decide(equal) else value


def _bind(core: Interpreter, name: str, value: Value, scope: NameScope, kind: str) -> None:
    if kind == "block":
        holder: NameScope | None = scope
    elif kind == "function":
        holder = scope.function()
    elif core.language == "python":
        holder = _python_holder(name, scope)
    else:
        holder = scope.holder(name) or scope.module()
    if holder is not None:
        core.set(holder.variables, name, value)


def _python_holder(name: str, scope: NameScope) -> NameScope:
    own = scope.function()
    if name not in own.outer:
        return own
    outer = own.parent.holder(name) if own.parent is not None else None
    return outer or scope.module()


def _unpack(
    core: Interpreter, target: code.ListTarget, value: Value, scope: NameScope, kind: str
) -> None:
    items, rest = core.items_of(value)
    for index, (is_rest, each) in enumerate(target.items):
        if each is None:
            continue
        if is_rest:
            made: Value = Arr(items[index:], rest)
        elif index < len(items):
            made = items[index]
        else:
            made = UNDEFINED if rest is None else Unfollowed(f"{rest.text}[{index}]", rest.about)
        core.assign(each, made, scope, kind)


def _destructure(
    core: Interpreter, target: code.DictTarget, value: Value, scope: NameScope, kind: str
) -> None:
    value = core.split(value)
    taken: list[str] = []
    for key_node, each in target.items:
        key = core.evaluate(key_node, scope)
        core.assign(each, core.member(value, key), scope, kind)
        taken.append(str(key.value) if isinstance(key, Known) else "")
    if target.rest is not None:
        rest = Obj()
        core.merge(rest, value)
        for name in taken:
            rest.entries.pop(name, None)
        core.assign(target.rest, rest, scope, kind)
