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


def try_(core: Interpreter, node: code.TryStatement, scope: NameScope) -> None:
    try:
        if core.joining:
            _try_joined(core, node, scope)
        else:
            _try_path(core, node, scope)
    finally:
        core.run(node.finally_, _inner(core, scope))


def _inner(core: Interpreter, scope: NameScope) -> NameScope:
    return NameScope(scope) if core.language == "javascript" else scope


def _try_joined(core: Interpreter, node: code.TryStatement, scope: NameScope) -> None:
    ways: list[Callable[[], None]] = [
        lambda: core.run([*node.body, *node.otherwise], _inner(core, scope))
    ]
    ways += [
        lambda each=each: _catch_somewhere(core, node, each, scope)  # type: ignore[misc]
        for each in node.catches
    ]
    core.join(ways)


def _catch_somewhere(
    core: Interpreter, node: code.TryStatement, catch: code.CatchClause, scope: NameScope
) -> None:
    """Run a catch after some part of the body: whatever that has set may be set."""
    mark = len(core.trail)
    with suppress(Signal):
        core.run(node.body, _inner(core, scope))
    smear(core, mark)
    _catch(core, catch, any_exception(), scope)


def _try_path(core: Interpreter, node: code.TryStatement, scope: NameScope) -> None:
    core.tries += bool(node.catches)
    depth = core.depth
    try:
        core.run(node.body, _inner(core, scope))
    except Raised as error:
        core.tries -= bool(node.catches)
        core.depth = depth
        for each in node.catches:
            if _catches(core, each, error, scope):
                _catch(core, each, error.value, scope)
                return
        raise
    except Signal:
        core.tries -= bool(node.catches)
        raise
    core.tries -= bool(node.catches)
    core.run(node.otherwise, scope)


def _catch(core: Interpreter, node: code.CatchClause, value: Value, scope: NameScope) -> None:
    inner = _inner(core, scope)
    if node.target is not None:
        core.assign(node.target, value, inner, "block" if inner is not scope else "")
    before = dict(core.handling)
    core.handling = {"value": value, "depth": len(core.stack)}
    try:
        core.run(node.body, inner)
    finally:
        core.handling = before


def _catches(core: Interpreter, node: code.CatchClause, error: Raised, scope: NameScope) -> bool:
    if node.classes is None:
        return True
    outcomes = [
        is_instance(core, error.value, core.evaluate(each, scope), is_any=error.is_any)
        for each in node.classes
    ]
    if any(outcomes):
        return True
    return None in outcomes and not core.choose(2)


def raise_(core: Interpreter, node: code.RaiseStatement, scope: NameScope) -> None:
    if node.value is None:
        raise Raised(core.handling.get("value", any_exception()))
    value = core.evaluate(node.value, scope)
    if isinstance(value, ClassValue | ExceptionClass):  # Python: `raise NotFound`
        value = Obj(class_=value)
    if isinstance(value, OneOf):
        value = core.split(value)
    raise Raised(value)
