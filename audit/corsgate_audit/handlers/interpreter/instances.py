"""Makes instances of classes, and tells what they are instances of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.languages.python.functions import is_builtin_subclass
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    Bound,
    ExceptionClass,
    Obj,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import ClassValue, Closure, NameScope
from corsgate_audit.handlers.values.describing import about

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def instantiate(interpreter: Interpreter, class_: ClassValue, call: Arguments) -> Value:
    """Make an instance of a class."""
    made = Obj(class_=class_, place=call.place)
    _initialise(interpreter, class_, made, call)
    return made


def _initialise(interpreter: Interpreter, class_: ClassValue, made: Obj, call: Arguments) -> None:
    python = class_.module.code.language == "python"
    for base in class_.bases:
        if isinstance(base, ClassValue):
            _fields(interpreter, base, made)
    _fields(interpreter, class_, made)
    constructor = class_.find("__init__" if python else "constructor")
    if isinstance(constructor, Closure):
        interpreter.call(Bound(constructor, made), call)
    elif python and (class_.is_data or _has_fields(class_)):
        _data_fields(interpreter, class_, made, call)
    elif class_.has_unknown_base:
        interpreter.merge_unknown(made, Unfollowed(call.text, about(*call.values)))
    elif call.values:
        interpreter.set(made.entries, "message", call.values[0])


def _fields(interpreter: Interpreter, class_: ClassValue, made: Obj) -> None:
    if class_.module.code.language != "javascript":
        return
    scope = NameScope(class_.scope, is_function=True, variables={"this": made})
    for name, node in class_.fields:
        if name not in class_.statics.entries:
            interpreter.set(made.entries, name, interpreter.evaluate(node, scope))  # type: ignore[arg-type] # a node


def _data_fields(interpreter: Interpreter, class_: ClassValue, made: Obj, call: Arguments) -> None:
    for index, (name, _) in enumerate(class_.fields):
        value = call.get(index, name)
        value = class_.statics.entries.get(name) if value is None else value
        interpreter.set(made.entries, name, Unfollowed(name) if value is None else value)


def base_constructor(
    interpreter: Interpreter, home: ClassValue, receiver: Value, call: Arguments, name: str
) -> Value:
    """Run what a class inherits from something that is not a class of the bundle, or from it.

    Args:
        interpreter: Interpreter, on the path that is followed.
        home: Class whose bases are asked.
        receiver: Instance that is being made, or that has the method.
        call: Arguments of the call.
        name: Name of the method: ``__init__`` and ``constructor`` initialise.
    """
    for base in home.bases:
        found = base.find(name) if isinstance(base, ClassValue) else None
        if found is not None:
            return interpreter.call(Bound(found, receiver), call)
    if isinstance(receiver, Obj) and name in {"__init__", "constructor"}:
        if home.has_unknown_base:
            interpreter.merge_unknown(receiver, Unfollowed(call.text, about(*call.values)))
        elif call.values:
            interpreter.set(receiver.entries, "message", call.values[0])
    return UNDEFINED


def is_instance(
    interpreter: Interpreter, value: Value, class_: Value, *, is_any: bool = False
) -> bool | None:
    """Return whether an exception is of a class; None where that is not known.

    Args:
        interpreter: Interpreter, on the path that is followed.
        value: Value that was raised.
        class_: Class, or a list of several.
        is_any: Whether nothing is known of the exception.
    """
    if isinstance(class_, Arr):
        outcomes = [is_instance(interpreter, value, each, is_any=is_any) for each in class_.items]
        return True if any(outcomes) else None if None in outcomes else False
    if isinstance(class_, ExceptionClass) and class_.name in {"Exception", "BaseException"}:
        return True
    if is_any or not isinstance(value, Obj):
        return None
    return _is_subclass(value.class_, class_)


def _is_subclass(own: Value | None, wanted: Value) -> bool | None:
    if own is wanted:
        return True
    if isinstance(own, ExceptionClass):
        if isinstance(wanted, ExceptionClass):
            return is_builtin_subclass(own.name, wanted.name)
        return False if isinstance(wanted, ClassValue) else None
    if isinstance(own, ClassValue):
        outcomes = [_is_subclass(base, wanted) for base in own.bases]
        if True in outcomes:
            return True
        return None if None in outcomes else False
    return None


def _has_fields(class_: ClassValue) -> bool:
    return bool(class_.fields) and any(
        isinstance(base, Native) and base.name == "NamedTuple" for base in class_.bases
    )


class Super(Native):
    """``super``, in a method.

    Args:
        home: Class that defines the method.
        receiver: Instance that the method was called on.
    """

    name = "super"

    def __init__(self, home: ClassValue, receiver: Value) -> None:
        self.home, self.receiver = home, receiver

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a method of a base class."""
        for base in self.home.bases:
            found = base.find(key) if isinstance(base, ClassValue) else None
            if found is not None:
                return Bound(found, self.receiver)
        return Fn(
            f"super.{key}",
            lambda interpreter, call: base_constructor(
                interpreter, self.home, self.receiver, call, key
            ),
        )

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Return itself, or run the constructor of the base class."""
        if self.home.module.code.language == "python":
            return self
        return base_constructor(interpreter, self.home, self.receiver, call, "constructor")
