"""Evaluates expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.accesses import member_of, narrowed
from corsgate_audit.handlers.interpreter.comparing import compared, negated
from corsgate_audit.handlers.interpreter.definitions import class_, function
from corsgate_audit.handlers.interpreter.displays import comprehension, dictionary, list_, merged
from corsgate_audit.handlers.interpreter.invocations import call_of
from corsgate_audit.handlers.interpreter.names import builtin
from corsgate_audit.handlers.interpreter.signals import Signal
from corsgate_audit.handlers.interpreter.texts import joined
from corsgate_audit.handlers.interpreter.writing import delete
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    TRUE,
    UNDEFINED,
    Arr,
    ExceptionClass,
    Json,
    Known,
    Obj,
    OneOf,
    Regex,
    Unfollowed,
    is_nothing,
    known,
)
from corsgate_audit.handlers.values.definitions import ClassValue, Closure, NameScope
from corsgate_audit.handlers.values.describing import about, text_of
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def evaluate(core: Interpreter, node: code.Expression, scope: NameScope) -> Value:
    """Evaluate an expression."""
    return _EVALUATE[type(node)](core, node, scope)


def const(_: Interpreter, node: code.Const, __: NameScope) -> Value:
    return Known(node.value)


def name(core: Interpreter, node: code.Name, scope: NameScope) -> Value:
    found = core.lookup(node.id, scope)
    return builtin(core, node.id) if found is None else found


def compare(core: Interpreter, node: code.Comparison, scope: NameScope) -> Value:
    left, right = core.evaluate(node.left, scope), core.evaluate(node.right, scope)
    return compared(core, node.operator, left, right, node.text)


def logic(core: Interpreter, node: code.LogicExpression, scope: NameScope) -> Value:
    left = narrowed(core, node.left, scope)
    if core.joining and _takes_right(core, node.operator, left) is None:
        return one_of((left, _attempt(core, node.right, scope)))
    return core.evaluate(node.right, scope) if _goes_right(core, node.operator, left) else left


def _takes_right(core: Interpreter, operator: str, left: Value) -> bool | None:
    if operator == "??":
        return _nothingness(left, core)
    truth = core.truth(left)
    return truth if truth is None else truth is (operator == "and")


def _goes_right(core: Interpreter, operator: str, left: Value) -> bool:
    if operator != "??":
        return core.decide(left) is (operator == "and")
    nothing = _nothingness(left, core)
    if nothing is None:
        nothing = not core.decide(left)
    return nothing


def _attempt(core: Interpreter, node: code.Expression, scope: NameScope) -> Value:
    """Evaluate what perhaps is not evaluated at all."""
    try:
        return core.evaluate(node, scope)
    except Signal:
        return Unfollowed("…")


def not_(core: Interpreter, node: code.NotExpression, scope: NameScope) -> Value:
    value = core.evaluate(node.of, scope)
    truth = core.truth(value)
    if truth is not None:
        return known(not truth)
    if isinstance(value, Test):
        return negated(value)
    if core.joining:
        return Test(f"not {text_of(value)}", about(value))
    return known(not core.decide(value))


def choice(core: Interpreter, node: code.ConditionalExpression, scope: NameScope) -> Value:
    test = core.evaluate(node.test, scope)
    if core.joining and core.truth(test) is None:
        return one_of((_attempt(core, node.then, scope), _attempt(core, node.otherwise, scope)))
    return core.evaluate(node.then if core.decide(test) else node.otherwise, scope)


def assigned(core: Interpreter, node: code.AssignmentExpression, scope: NameScope) -> Value:
    value = core.evaluate(node.value, scope)
    core.assign(node.target, value, scope)
    return value


def sequence(core: Interpreter, node: code.SequenceExpression, scope: NameScope) -> Value:
    value: Value = UNDEFINED
    for each in node.items:
        value = core.evaluate(each, scope)
    return value


def awaited(core: Interpreter, node: code.AwaitExpression, scope: NameScope) -> Value:
    value = core.evaluate(node.of, scope)
    if isinstance(value, Unfollowed):
        core.may_raise()
    return value


def type_of(core: Interpreter, node: code.TypeofExpression, scope: NameScope) -> Value:
    value = core.evaluate(node.of, scope)
    name = _type_name(value)
    return Unfollowed(f"typeof {text_of(value)}") if name is None else Known(name)


def pattern(_: Interpreter, node: code.RegexLiteral, __: NameScope) -> Value:
    return Regex(node.source, node.flags)


def removal(core: Interpreter, node: code.DeleteExpression, scope: NameScope) -> Value:
    delete(core, node.target, scope)
    return TRUE


def opaque(core: Interpreter, node: code.OpaqueExpression, scope: NameScope) -> Value:
    parts = [core.evaluate(each, scope) for each in node.parts]
    if node.may_raise:
        core.may_raise()
    return Unfollowed(node.text, about(*parts))


def _nothingness(value: Value, core: Interpreter) -> bool | None:
    """Whether ``??`` goes to its right; None where that is not known."""
    if isinstance(value, Known):
        return is_nothing(value)
    if isinstance(value, OneOf):
        found = {_nothingness(each, core) for each in value.options}
        return found.pop() if len(found) == 1 else None
    if isinstance(value, Unfollowed):
        return False if value.is_text else None
    if isinstance(value, EventPart):
        truth = core.truth(value)
        return truth if truth is None else not truth
    return False


def _type_name(value: Value) -> str | None:
    if isinstance(value, Known):
        if value.value is code.ABSENT:
            return "undefined"
        kinds: dict[type, str] = {str: "string", bool: "boolean", int: "number", float: "number"}
        return kinds.get(type(value.value), "object")
    if isinstance(value, Obj | Arr | Regex):
        return "object"
    if isinstance(value, Closure | ClassValue | ExceptionClass):
        return "function"
    if isinstance(value, Json):
        return "string"
    return None


_EVALUATE: dict[type, Callable[[Interpreter, Any, NameScope], Value]] = {
    code.Const: const,
    code.Name: name,
    code.MemberExpression: member_of,
    code.DictDisplay: dictionary,
    code.ListDisplay: list_,
    code.CallExpression: call_of,
    code.Comparison: compare,
    code.LogicExpression: logic,
    code.NotExpression: not_,
    code.ConditionalExpression: choice,
    code.JoinedTexts: joined,
    code.MergedDicts: merged,
    code.FunctionExpression: function,
    code.ClassDisplay: class_,
    code.AssignmentExpression: assigned,
    code.SequenceExpression: sequence,
    code.AwaitExpression: awaited,
    code.Comprehension: comprehension,
    code.TypeofExpression: type_of,
    code.RegexLiteral: pattern,
    code.DeleteExpression: removal,
    code.OpaqueExpression: opaque,
}
