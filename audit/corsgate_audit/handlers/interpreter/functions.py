"""Runs a function of the bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.instances import Super
from corsgate_audit.handlers.interpreter.signals import Returned
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure, NameScope
from corsgate_audit.handlers.values.describing import about

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value

_DEPTH = 40  # calls within calls
_RECURSION = 3


def invoke(interpreter: Interpreter, closure: Closure, call: Arguments) -> Value:
    """Run a function of the bundle."""
    if interpreter.depth >= _DEPTH or interpreter.stack.count(closure.code) > _RECURSION:
        return Unfollowed(call.text, about(*call.values))
    scope = NameScope(closure.scope, is_function=True)
    _bind_parameters(interpreter, closure, call, scope)
    if closure.home is not None:
        receiver = call.receiver if call.receiver is not None else call.get(0)
        scope.variables["super"] = Super(closure.home, receiver or UNDEFINED)
    if closure.code.yields():
        return Unfollowed(call.text, about(*call.values))
    language, interpreter.language = interpreter.language, closure.code.language
    interpreter.depth += 1
    interpreter.stack.append(closure.code)
    interpreter.pending.append([])
    try:
        interpreter.run(closure.code.body(), scope)
        result: Value = Known(None) if closure.code.language == "python" else UNDEFINED
        place = closure.code.place
    except Returned as returned:
        result, place = returned.value, returned.place or closure.code.place
    finally:
        interpreter.depth -= 1
        interpreter.stack.pop()
        interpreter.language = language
        returns = interpreter.pending.pop()
    interpreter.place = place
    return one_of([*(value for value, _ in returns), result]) if returns else result


def _bind_parameters(
    interpreter: Interpreter, closure: Closure, call: Arguments, scope: NameScope
) -> None:
    is_python = closure.code.language == "python"
    if closure.code.binds_this:
        receiver = call.receiver if call.receiver is not None else closure.this
        scope.variables["this"] = UNDEFINED if receiver is None else receiver
        scope.variables["arguments"] = Arr(list(call.values), call.more)
    named = dict(call.named)
    index = 0
    for parameter in closure.code.parameters:
        target = parameter.target
        name = target.id if isinstance(target, code.Name) else None
        if parameter.kind == "rest":
            value: Value = Arr(call.values[index:], call.more)
            index = len(call.values)
        elif parameter.kind == "keywords":
            value = Obj(named, [call.more] if call.more else [])
        elif parameter.kind == "one" and index < len(call.values):
            value = call.values[index]
            index += 1
        elif name is not None and name in named:
            value = named.pop(name)
        else:
            index += 1
            value = _not_given(interpreter, parameter, call, scope, is_python=is_python)
        if not is_python and parameter.default is not None and index <= len(call.values):
            target = code.Defaulted(target, parameter.default)
        interpreter.assign(target, value, scope, "block")


def _not_given(
    interpreter: Interpreter,
    parameter: code.Parameter,
    call: Arguments,
    scope: NameScope,
    *,
    is_python: bool,
) -> Value:
    if parameter.default is not None:
        default = interpreter.evaluate(
            parameter.default, scope if not is_python else scope.parent or scope
        )
        return default if call.more is None else one_of((default, Unfollowed(call.more.text)))
    if call.more is not None or is_python:
        name = parameter.target.id if isinstance(parameter.target, code.Name) else "argument"
        return Unfollowed(name if call.more is None else call.more.text)
    return UNDEFINED
