"""Evaluates ``a.b`` and ``a[b]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    ExceptionClass,
    Obj,
    OneOf,
    Unfollowed,
    is_nothing,
)
from corsgate_audit.handlers.values.describing import text_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.definitions import NameScope
    from corsgate_audit.handlers.values.value import Value


def member_of(interpreter: Interpreter, node: code.MemberExpression, scope: NameScope) -> Value:
    of = narrowed(interpreter, node.of, scope)
    if node.is_optional and is_nothing(of):
        return UNDEFINED
    key = interpreter.evaluate(node.key, scope)
    if is_nothing(of) and not isinstance(of, OneOf):
        return nothing_has(interpreter, of, key)
    return interpreter.member(of, key, is_attribute=node.is_attribute)


def nothing_has(interpreter: Interpreter, of: Value, key: Value) -> Value:
    """Read a member of nothing: the language raises."""
    if interpreter.joining:
        return Unfollowed(f"{text_of(of)}.{text_of(key)}")
    name = "AttributeError" if interpreter.language == "python" else "TypeError"
    raise Raised(Obj(class_=ExceptionClass(name)))


def narrowed(interpreter: Interpreter, node: code.Expression, scope: NameScope) -> Value:
    """Evaluate what is about to be used; a variable keeps the value that was chosen."""
    value = interpreter.evaluate(node, scope)
    if not isinstance(value, OneOf) or interpreter.joining:
        return value
    value = interpreter.split(value)
    if isinstance(node, code.Name):
        holder = scope.holder(node.id)
        if holder is not None and node.id in holder.variables:
            interpreter.set(holder.variables, node.id, value)
    return value
