"""What a name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.signals import Signal
from corsgate_audit.handlers.languages.registry import LANGUAGES
from corsgate_audit.handlers.values.data import UNDEFINED, Unfollowed
from corsgate_audit.handlers.values.definitions import Live, Module, NameScope

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def module_of(interpreter: Interpreter, scope: NameScope) -> Module:
    """Return the module that a scope belongs to."""
    return interpreter.owners[id(scope.module())]


def lookup(interpreter: Interpreter, name: str, scope: NameScope) -> Value | None:
    """Return what a name stands for; None where the code does not define it."""
    holder = scope.holder(name)
    if holder is None:
        return None
    lower = holder.lazy.get(name)
    if lower is not None and name not in holder.variables:
        _declare_lazily(interpreter, name, holder)
    value = holder.variables.get(name)
    return interpreter.opened(value, UNDEFINED) if isinstance(value, Live) else value


def _declare_lazily(interpreter: Interpreter, name: str, holder: NameScope) -> None:
    lower = holder.lazy[name]
    interpreter.set(holder.variables, name, UNDEFINED)  # in a cycle it is not there yet
    interpreter.joining += 1
    language, interpreter.language = interpreter.language, "javascript"
    try:
        interpreter.run(lower(), holder)
    except Signal:
        interpreter.may_leave = True
    finally:
        interpreter.joining -= 1
        interpreter.language = language


def builtin(interpreter: Interpreter, name: str) -> Value:
    """Return what a name stands for that the code does not define."""
    libraries = LANGUAGES[interpreter.language]
    found = libraries.builtin(name)
    return Unfollowed(name) if found is None else found
