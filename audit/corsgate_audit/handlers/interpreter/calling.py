"""Calls values: functions of the bundle, of the language, and those that are not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.functions import invoke
from corsgate_audit.handlers.interpreter.instances import instantiate
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.languages.registry import LANGUAGES
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    Arr,
    Bound,
    ExceptionClass,
    Known,
    Obj,
    OneOf,
    Unfollowed,
    is_nothing,
)
from corsgate_audit.handlers.values.definitions import ClassValue, Closure
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def call(interpreter: Interpreter, function: Value, call: Arguments) -> Value:
    """Call a value."""
    interpreter.step()
    function = interpreter.split(function)
    if isinstance(function, Closure):
        return invoke(interpreter, function, call)
    if isinstance(function, Bound):
        return _call_bound(interpreter, function, call)
    if isinstance(function, ClassValue):
        return instantiate(interpreter, function, call)
    if isinstance(function, Native):
        return function.call(interpreter, call)
    if isinstance(function, ExceptionClass):
        return _exception(function, call)
    if isinstance(function, OneOf):
        return one_of(_guarded(interpreter, each, call) for each in function.options)
    if isinstance(function, Obj) and isinstance(function.class_, ClassValue):
        return _call_instance(interpreter, function, call)
    if (
        isinstance(function, Known)
        and interpreter.language == "javascript"
        and not interpreter.joining
    ):
        raise Raised(Obj(class_=ExceptionClass("TypeError")))
    return interpreter.unknown_call(call, function)


def _guarded(interpreter: Interpreter, function: Value, call: Arguments) -> Value:
    """Call one of several functions: what it throws is not what the others do."""
    try:
        return interpreter.call(function, call)
    except Raised:
        return Unfollowed(call.text)


def _call_bound(interpreter: Interpreter, bound: Bound, call: Arguments) -> Value:
    function = bound.function
    if isinstance(function, Closure) and function.code.language == "python":
        values = [bound.receiver, *call.values]
        return invoke(
            interpreter,
            function,
            Arguments(call.text, call.place, values, call.named, call.more, bound.receiver),
        )
    call.receiver = bound.receiver
    return interpreter.call(function, call)


def _call_instance(interpreter: Interpreter, instance: Obj, call: Arguments) -> Value:
    method = interpreter.named_member(instance, "__call__")
    return (
        interpreter.unknown_call(call, instance)
        if method is None
        else interpreter.call(method, call)
    )


def _exception(function: ExceptionClass, call: Arguments) -> Value:
    made = Obj(class_=function)
    if call.values:
        made.entries["message"] = call.values[0]
        made.entries["args"] = Arr(list(call.values))
    return made


def call_member(interpreter: Interpreter, receiver: Value, key: Value, call: Arguments) -> Value:
    """Call a method: the value's own, or the language's."""
    receiver = interpreter.split(receiver)
    if isinstance(receiver, OneOf):
        return one_of(_member_guarded(interpreter, each, key, call) for each in receiver.options)
    if not isinstance(key, Known):
        return interpreter.call(interpreter.member(receiver, key), call)
    name = str(key.value)
    own = None
    if not isinstance(receiver, Unfollowed | EventPart):
        own = interpreter.named_member(receiver, name)
    if own is not None:
        call.receiver = receiver
        return interpreter.call(own, call)
    method = LANGUAGES[interpreter.language].method_of(receiver, name)
    if method is not None:
        return method(interpreter, receiver, call)
    if interpreter.language == "javascript" and not interpreter.joining and is_nothing(receiver):
        raise Raised(Obj(class_=ExceptionClass("TypeError")))
    return interpreter.unknown_call(call, receiver, name)


def _member_guarded(
    interpreter: Interpreter, receiver: Value, key: Value, call: Arguments
) -> Value:
    try:
        return interpreter.call_member(receiver, key, call)
    except Raised:
        return Unfollowed(call.text)
