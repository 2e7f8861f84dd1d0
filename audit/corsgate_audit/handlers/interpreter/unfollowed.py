"""Calls what is not followed: it may raise, change what it is given, and call back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import Arr, Bound, ExceptionClass, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure, is_function
from corsgate_audit.handlers.values.describing import about

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

# Methods of things that are not followed, which change nothing that they are given.
_HARMLESS = frozenset(
    {
        "log", "info", "debug", "warn", "warning", "error", "exception", "trace", "critical",
        "print", "stringify", "dumps", "putMetric", "addMetric", "put_annotation", "put_metadata",
    }
)  # fmt: skip
_NESTED = 2
_PARSED = (
    "json"  # of what an HTTP client has received: https://fetch.spec.whatwg.org/#dom-body-json
)


def unknown_call(
    interpreter: Interpreter, call: Arguments, function: Value | None = None, name: str = ""
) -> Value:
    """Call what is not followed: it may raise, change what it is given, and call back."""
    if name in _HARMLESS or (isinstance(function, Unfollowed) and function.text in _HARMLESS):
        return Unfollowed(call.text)
    values = [*call.values, *call.named.values()]
    depends = about(function, *values)
    interpreter.may_raise()
    for each in values:
        _hand_over(interpreter, each, call, depends)
    return Unfollowed(call.text, depends, is_data=name == _PARSED)


def _hand_over(
    interpreter: Interpreter, value: Value, call: Arguments, depends: frozenset[str]
) -> None:
    if isinstance(value, Native):
        value.handed_over(interpreter, call)
    if is_function(value):
        _perhaps_called_back(interpreter, value, call, depends)
    elif isinstance(value, Native) and value.is_callback and not interpreter.joining:
        if interpreter.choose(2):
            given: list[Value] = [
                Unfollowed(call.text, depends),
                Unfollowed(call.text, depends),
            ]
            interpreter.call(value, Arguments(call.text, call.place, given))
    elif isinstance(value, Obj) and not isinstance(value.class_, ExceptionClass):
        _perhaps_changed(interpreter, value, call, depends, _NESTED)
    elif isinstance(value, Arr):
        interpreter.attribute(value, "rest", Unfollowed(call.text, depends))


def _perhaps_changed(
    interpreter: Interpreter, value: Obj, call: Arguments, depends: frozenset[str], depth: int
) -> None:
    for each in list(value.entries.values()):
        if isinstance(each, Obj) and depth:
            _perhaps_changed(interpreter, each, call, depends, depth - 1)
        elif is_function(each) or isinstance(each, Native):
            _hand_over(interpreter, each, call, depends)
    interpreter.merge_unknown(value, Unfollowed(call.text, depends))


def _perhaps_called_back(
    interpreter: Interpreter, value: Value, call: Arguments, depends: frozenset[str]
) -> None:
    """Call a function that was handed over, on one path; on the other nobody does."""
    function = value.function if isinstance(value, Bound) else value
    if (
        interpreter.joining
        or not isinstance(function, Closure)
        or interpreter.stack.count(function.code)
    ):
        return
    if not interpreter.choose(2):
        return
    given: list[Value] = [
        Unfollowed(_parameter_name(each), depends) for each in function.code.parameters
    ]
    tries, interpreter.tries = (
        interpreter.tries,
        0,
    )  # nobody in this function catches what a callback throws
    try:
        interpreter.call(value, Arguments(call.text, call.place, given))
    except Raised:
        interpreter.may_leave = True
    finally:
        interpreter.tries = tries


def _parameter_name(parameter: code.Parameter) -> str:
    return parameter.target.id if isinstance(parameter.target, code.Name) else "argument"
