"""Binds what modules import from each other, and notes what they export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.modules import python_module, require
from corsgate_audit.handlers.interpreter.names import module_of
from corsgate_audit.handlers.values.data import UNDEFINED, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import Live, Module, ModuleValue, NameScope

if TYPE_CHECKING:
    from corsgate_audit.handlers import code
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def import_(interpreter: Interpreter, node: code.ImportStatement, scope: NameScope) -> None:
    """Bind what another module has."""
    module = module_of(interpreter, scope)
    if module.code.language == "python":
        _import_python(interpreter, node, scope, module.code.path)
        return
    for theirs, ours in node.names:
        interpreter.set(
            scope.variables, ours, _script_member(interpreter, node.module, module, theirs)
        )


def _import_python(
    interpreter: Interpreter, node: code.ImportStatement, scope: NameScope, importer: str
) -> None:
    for theirs, ours in node.names:
        if theirs is None:  # import a.b
            found = python_module(interpreter, node.module.split(".")[0], importer)
            python_module(interpreter, node.module, importer)
        elif not theirs:  # import a.b as c
            found = python_module(interpreter, node.module, importer)
        elif theirs == "*":
            _import_all(interpreter, node, scope, importer)
            continue
        else:
            found = _python_member(interpreter, node, theirs, importer)
        interpreter.set(scope.function().variables, ours, found)


def _python_member(
    interpreter: Interpreter, node: code.ImportStatement, name: str, importer: str
) -> Value:
    module = python_module(interpreter, node.module, importer, node.level)
    if not isinstance(module, Unfollowed):
        found = interpreter.named_member(module, name)
        if found is not None:
            return found
    inner = f"{node.module}.{name}" if node.module else name
    return python_module(interpreter, inner, importer, node.level)


def _import_all(
    interpreter: Interpreter, node: code.ImportStatement, scope: NameScope, importer: str
) -> None:
    module = python_module(interpreter, node.module, importer, node.level)
    if isinstance(module, ModuleValue):
        for name, value in list(module.module.scope.variables.items()):
            if not name.startswith("_"):
                interpreter.set(scope.function().variables, name, value)


def _script_member(
    interpreter: Interpreter, specifier: str, importer: Module, name: str | None
) -> Value:
    exports = require(interpreter, specifier, importer.code.path)
    if name is None or name == "*":
        return exports
    found = None if isinstance(exports, Unfollowed) else named_live(interpreter, exports, name)
    if found is None and name == "default":
        return exports
    if found is None:
        return Unfollowed(name) if isinstance(exports, Unfollowed) else UNDEFINED
    return found


def named_live(interpreter: Interpreter, exports: Value, name: str) -> Value | None:
    """Return an export; one that another module may still set stays a reference to it."""
    if isinstance(exports, Obj) and isinstance(exports.entries.get(name), Live):
        return exports.entries[name]
    return interpreter.named_member(exports, name)


def export(interpreter: Interpreter, node: code.ExportStatement, scope: NameScope) -> None:
    """Note what a script exports."""
    module = module_of(interpreter, scope)
    if node.module is None:
        for ours, theirs in node.names:
            interpreter.set(module.exports.entries, theirs, Live(scope, ours))
        return
    exports = require(interpreter, node.module, module.code.path)
    if node.is_all:
        for _, theirs in node.names:  # export * as name
            interpreter.set(module.exports.entries, theirs, exports)
        if not node.names and isinstance(exports, Obj):
            for name, value in exports.entries.items():
                if name != "default":
                    interpreter.set(module.exports.entries, name, value)
        return
    for theirs, ours in node.names:
        value = _script_member(interpreter, node.module, module, theirs)
        interpreter.set(module.exports.entries, ours, value)
