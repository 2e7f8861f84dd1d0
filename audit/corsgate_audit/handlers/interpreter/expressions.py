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
from corsgate_audit.handlers.languages.registry import LANGUAGES
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


def evaluate(interpreter: Interpreter, node: code.Expression, scope: NameScope) -> Value:
    """Evaluate an expression."""
    return _EVALUATE[type(node)](interpreter, node, scope)


def const(_: Interpreter, node: code.Const, __: NameScope) -> Value:
    return Known(node.value)


def name(interpreter: Interpreter, node: code.Name, scope: NameScope) -> Value:
    found = interpreter.lookup(node.id, scope)
    return builtin(interpreter, node.id) if found is None else found


def compare(interpreter: Interpreter, node: code.Comparison, scope: NameScope) -> Value:
    left, right = interpreter.evaluate(node.left, scope), interpreter.evaluate(node.right, scope)
    return compared(interpreter, node.operator, left, right, node.text)


def logic(interpreter: Interpreter, node: code.LogicExpression, scope: NameScope) -> Value:
    left = narrowed(interpreter, node.left, scope)
    if interpreter.joining and _takes_right(interpreter, node.operator, left) is None:
        return one_of((left, _attempt(interpreter, node.right, scope)))
    return (
        interpreter.evaluate(node.right, scope)
        if _goes_right(interpreter, node.operator, left)
        else left
    )


def _takes_right(interpreter: Interpreter, operator: str, left: Value) -> bool | None:
    if operator == "??":
        return _nothingness(left, interpreter)
    truth = interpreter.truth(left)
    return truth if truth is None else truth is (operator == "and")


def _goes_right(interpreter: Interpreter, operator: str, left: Value) -> bool:
    if operator != "??":
        return interpreter.decide(left) is (operator == "and")
    nothing = _nothingness(left, interpreter)
    if nothing is None:
        nothing = not interpreter.decide(left)
    return nothing


def _attempt(interpreter: Interpreter, node: code.Expression, scope: NameScope) -> Value:
    """Evaluate what perhaps is not evaluated at all."""
    try:
        return interpreter.evaluate(node, scope)
    except Signal:
        return Unfollowed("…")


def not_(interpreter: Interpreter, node: code.NotExpression, scope: NameScope) -> Value:
    value = interpreter.evaluate(node.of, scope)
    truth = interpreter.truth(value)
    if truth is not None:
        return known(not truth)
    if isinstance(value, Test):
        return negated(value)
    if interpreter.joining:
        return Test(f"not {text_of(value)}", about(value))
    return known(not interpreter.decide(value))


def choice(interpreter: Interpreter, node: code.ConditionalExpression, scope: NameScope) -> Value:
    test = interpreter.evaluate(node.test, scope)
    if interpreter.joining and interpreter.truth(test) is None:
        return one_of(
            (_attempt(interpreter, node.then, scope), _attempt(interpreter, node.otherwise, scope))
        )
    return interpreter.evaluate(node.then if interpreter.decide(test) else node.otherwise, scope)


def assigned(interpreter: Interpreter, node: code.AssignmentExpression, scope: NameScope) -> Value:
    value = interpreter.evaluate(node.value, scope)
    interpreter.assign(node.target, value, scope)
    return value


def sequence(interpreter: Interpreter, node: code.SequenceExpression, scope: NameScope) -> Value:
    value: Value = UNDEFINED
    for each in node.items:
        value = interpreter.evaluate(each, scope)
    return value


def awaited(interpreter: Interpreter, node: code.AwaitExpression, scope: NameScope) -> Value:
    value = interpreter.evaluate(node.of, scope)
    if isinstance(value, Unfollowed):
        interpreter.may_raise()
    return value


def type_of(interpreter: Interpreter, node: code.TypeofExpression, scope: NameScope) -> Value:
    value = interpreter.evaluate(node.of, scope)
    name = _type_name(value)
    return Unfollowed(f"typeof {text_of(value)}") if name is None else Known(name)


def pattern(_: Interpreter, node: code.RegexLiteral, __: NameScope) -> Value:
    return Regex(node.source, node.flags)


def removal(interpreter: Interpreter, node: code.DeleteExpression, scope: NameScope) -> Value:
    delete(interpreter, node.target, scope)
    return TRUE


def operation(interpreter: Interpreter, node: code.OperationExpression, scope: NameScope) -> Value:
    operands = [interpreter.split(interpreter.evaluate(each, scope)) for each in node.operands]
    result = LANGUAGES[interpreter.language].operate(node.operator, operands)
    if result is not None:
        return result
    if interpreter.language == "python" and node.operator not in {"slice", "format"}:
        interpreter.may_raise()
    return Unfollowed(node.text, about(*operands), is_text=node.operator == "format")


def opaque(interpreter: Interpreter, node: code.OpaqueExpression, scope: NameScope) -> Value:
    parts = [interpreter.evaluate(each, scope) for each in node.parts]
    if node.may_raise:
        interpreter.may_raise()
    return Unfollowed(node.text, about(*parts))


def _nothingness(value: Value, interpreter: Interpreter) -> bool | None:
    """Whether ``??`` goes to its right; None where that is not known."""
    if isinstance(value, Known):
        return is_nothing(value)
    if isinstance(value, OneOf):
        found = {_nothingness(each, interpreter) for each in value.options}
        return found.pop() if len(found) == 1 else None
    if isinstance(value, Unfollowed):
        return False if value.is_text else None
    if isinstance(value, EventPart):
        truth = interpreter.truth(value)
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
    code.OperationExpression: operation,
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
