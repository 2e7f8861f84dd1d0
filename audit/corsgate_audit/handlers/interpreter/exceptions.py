"""Runs ``try`` and ``raise``."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.instances import is_instance
from corsgate_audit.handlers.interpreter.joining import smear
from corsgate_audit.handlers.interpreter.signals import Raised, Signal, any_exception
from corsgate_audit.handlers.values.data import ExceptionClass, Obj, OneOf
from corsgate_audit.handlers.values.definitions import ClassValue, NameScope

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers import code
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def try_(interpreter: Interpreter, node: code.TryStatement, scope: NameScope) -> None:
    try:
        if interpreter.joining:
            _try_joined(interpreter, node, scope)
        else:
            _try_path(interpreter, node, scope)
    finally:
        interpreter.run(node.finally_, _inner(interpreter, scope))


def _inner(interpreter: Interpreter, scope: NameScope) -> NameScope:
    return NameScope(scope) if interpreter.language == "javascript" else scope


def _try_joined(interpreter: Interpreter, node: code.TryStatement, scope: NameScope) -> None:
    ways: list[Callable[[], None]] = [
        lambda: interpreter.run([*node.body, *node.otherwise], _inner(interpreter, scope))
    ]
    ways += [
        lambda each=each: _catch_somewhere(interpreter, node, each, scope)  # type: ignore[misc]
        for each in node.catches
    ]
    interpreter.join(ways)


def _catch_somewhere(
    interpreter: Interpreter, node: code.TryStatement, catch: code.CatchClause, scope: NameScope
) -> None:
    """Run a catch after some part of the body: whatever that has set may be set."""
    mark = len(interpreter.trail)
    with suppress(Signal):
        interpreter.run(node.body, _inner(interpreter, scope))
    smear(interpreter, mark)
    _catch(interpreter, catch, any_exception(), scope)


def _try_path(interpreter: Interpreter, node: code.TryStatement, scope: NameScope) -> None:
    interpreter.tries += bool(node.catches)
    depth = interpreter.depth
    try:
        interpreter.run(node.body, _inner(interpreter, scope))
    except Raised as error:
        interpreter.tries -= bool(node.catches)
        interpreter.depth = depth
        for each in node.catches:
            if _catches(interpreter, each, error, scope):
                _catch(interpreter, each, error.value, scope)
                return
        raise
    except Signal:
        interpreter.tries -= bool(node.catches)
        raise
    interpreter.tries -= bool(node.catches)
    interpreter.run(node.otherwise, scope)


def _catch(
    interpreter: Interpreter, node: code.CatchClause, value: Value, scope: NameScope
) -> None:
    inner = _inner(interpreter, scope)
    if node.target is not None:
        interpreter.assign(node.target, value, inner, "block" if inner is not scope else "")
    before = dict(interpreter.handling)
    interpreter.handling = {"value": value, "depth": len(interpreter.stack)}
    try:
        interpreter.run(node.body, inner)
    finally:
        interpreter.handling = before


def _catches(
    interpreter: Interpreter, node: code.CatchClause, error: Raised, scope: NameScope
) -> bool:
    if node.classes is None:
        return True
    outcomes = [
        is_instance(
            interpreter, error.value, interpreter.evaluate(each, scope), is_any=error.is_any
        )
        for each in node.classes
    ]
    if any(outcomes):
        return True
    return None in outcomes and not interpreter.choose(2)


def raise_(interpreter: Interpreter, node: code.RaiseStatement, scope: NameScope) -> None:
    if node.value is None:
        raise Raised(interpreter.handling.get("value", any_exception()))
    value = interpreter.evaluate(node.value, scope)
    if isinstance(value, ClassValue | ExceptionClass):  # Python: `raise NotFound`
        value = Obj(class_=value)
    if isinstance(value, OneOf):
        value = interpreter.split(value)
    raise Raised(value)
