"""Evaluates calls, and what is chained to a promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.accesses import narrowed
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import UNDEFINED, Known, Obj, Unfollowed, is_nothing
from corsgate_audit.handlers.values.describing import about, text_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.definitions import NameScope
    from corsgate_audit.handlers.values.value import Value

_CHAINED = frozenset({"then", "catch", "finally"})


def call_of(interpreter: Interpreter, node: code.CallExpression, scope: NameScope) -> Value:
    interpreter.step()
    if (
        interpreter.language == "javascript"
        and isinstance(node.function, code.MemberExpression)
        and isinstance(node.function.key, code.Const)
        and node.function.key.value in _CHAINED
    ):
        return _chained(interpreter, node, node.function, str(node.function.key.value), scope)
    return _plain_call(interpreter, node, scope)


def _plain_call(interpreter: Interpreter, node: code.CallExpression, scope: NameScope) -> Value:
    receiver: Value | None = None
    if isinstance(node.function, code.MemberExpression):
        receiver = narrowed(interpreter, node.function.of, scope)
        if node.function.is_optional and is_nothing(receiver):
            return UNDEFINED
        key = interpreter.evaluate(node.function.key, scope)
        call = _arguments(interpreter, node, scope, receiver)
        return interpreter.call_member(receiver, key, call)
    function = narrowed(interpreter, node.function, scope)
    if node.is_optional and is_nothing(function):
        return UNDEFINED
    return interpreter.call(function, _arguments(interpreter, node, scope, receiver))


def _arguments(
    interpreter: Interpreter, node: code.CallExpression, scope: NameScope, receiver: Value | None
) -> Arguments:
    call = Arguments(node.text, node.place, receiver=receiver, is_new=node.is_new)
    for is_spread, argument in node.arguments:
        value = interpreter.evaluate(argument, scope)
        if is_spread:
            items, rest = interpreter.items_of(value)
            call.values.extend(items)
            call.more = rest or call.more
        else:
            call.values.append(value)
    for name, argument in node.keywords:
        value = interpreter.evaluate(argument, scope)
        if name is not None:
            call.named[name] = value
        elif isinstance(value, Obj) and not value.rest:
            call.named.update(value.entries)
        else:
            call.more = Unfollowed(text_of(value), about(value))
    return call


def _chained(
    interpreter: Interpreter,
    node: code.CallExpression,
    member: code.MemberExpression,
    name: str,
    scope: NameScope,
) -> Value:
    """Follow a promise: what was thrown before is what ``catch`` is called with."""
    settled, error = _settled(interpreter, member.of, scope)
    if isinstance(settled, Obj | Native) and interpreter.named_member(settled, name) is not None:
        return interpreter.call_member(
            settled, Known(name), _arguments(interpreter, node, scope, settled)
        )
    call = _arguments(interpreter, node, scope, None)
    on_value, on_error = (None, call.get(0)) if name == "catch" else (call.get(0), call.get(1))
    if name == "finally":
        if on_value is not None:
            interpreter.call(on_value, Arguments(call.text, call.place))
        on_value = None
    if error is not None:
        if on_error is None:
            raise error
        return interpreter.call(on_error, Arguments(call.text, call.place, [error.value]))
    if on_value is None:
        return settled
    return interpreter.call(on_value, Arguments(call.text, call.place, [settled]))


def _settled(
    interpreter: Interpreter, node: code.Expression, scope: NameScope
) -> tuple[Value, Raised | None]:
    interpreter.tries += 1
    try:
        value = interpreter.evaluate(node, scope)
        if isinstance(value, Unfollowed):
            interpreter.may_raise()
    except Raised as error:
        return UNDEFINED, error
    else:
        return value, None
    finally:
        interpreter.tries -= 1
