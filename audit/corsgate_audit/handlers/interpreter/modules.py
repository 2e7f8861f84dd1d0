"""Loads modules: the bundle's, those that are modelled, and unknown ones."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from corsgate_audit.handlers.bundle import DATA
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.interpreter.natives import Native, json_value
from corsgate_audit.handlers.interpreter.signals import Signal
from corsgate_audit.handlers.languages.registry import LANGUAGES
from corsgate_audit.handlers.libraries.registry import library
from corsgate_audit.handlers.lowering.javascript.parsing import is_script, lower_script
from corsgate_audit.handlers.lowering.python.parsing import lower_python
from corsgate_audit.handlers.values.data import Known, Unfollowed
from corsgate_audit.handlers.values.definitions import Module, ModuleValue, NameScope

if TYPE_CHECKING:
    from corsgate_audit.handlers.code import LoweredModule
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def load(interpreter: Interpreter, path: str) -> Module:
    """Load a module: its statements are followed once, all ways joined.

    Args:
        interpreter: Interpreter, on the path that is followed.
        path: Path within the bundle.

    Raises:
        UnreadableCodeError: it cannot be read.
    """
    if path in interpreter.modules:
        return interpreter.modules[path]
    lowered = _lowered(interpreter, path)
    module = Module(lowered, NameScope(is_function=True, lazy=dict(lowered.lazy)))
    module.holder.entries["exports"] = module.exports
    interpreter.set(interpreter.modules, path, module)
    interpreter.owners[id(module.scope)] = module
    _names_of_module(module)
    before = (interpreter.language, interpreter.joining, interpreter.tries, interpreter.stack)
    interpreter.language, interpreter.stack, interpreter.tries = lowered.language, [], 0
    interpreter.joining += 1
    try:
        interpreter.run(lowered.body, module.scope)
    except Signal:
        interpreter.may_leave = True  # what the module has bound so far is there
    finally:
        interpreter.language, interpreter.joining, interpreter.tries, interpreter.stack = before
    return module


def _names_of_module(module: Module) -> None:
    names = module.scope.variables
    if module.code.language == "python":
        names["__name__"] = Known(posixpath.splitext(module.code.path)[0].replace("/", "."))
        names["__file__"] = Unfollowed("__file__", is_text=True)
    else:
        names["module"], names["exports"] = module.holder, module.exports
        names["require"] = _Require(module.code.path)
        names["this"] = module.exports


def exports_of(module: Module) -> Value:
    """Return what ``require`` returns."""
    return module.holder.entries.get("exports", module.exports)


def python_module(interpreter: Interpreter, name: str, importer: str, level: int = 0) -> Value:
    """Return a Python module: a library that is modelled, the bundle's, or an unknown one.

    A library comes first, since a build or a layer puts its source beside the function's own.

    Args:
        interpreter: Interpreter, on the path that is followed.
        name: Dotted name; empty for the package of the importer.
        importer: Path of the importing file.
        level: Number of leading dots.
    """
    modelled = None if level else library("python", name)
    if modelled is not None:
        return modelled
    path = interpreter.bundle.python_module(name, importer, level)
    if path is not None:
        return _loaded(interpreter, path, name)
    if not level:
        known = LANGUAGES["python"].module(name)
        if known is not None:
            return known
    if interpreter.bundle.has_python_package(name, importer, level):
        return _Package(name, importer, level)
    return Unfollowed(name)


def _loaded(interpreter: Interpreter, path: str, name: str) -> Value:
    try:
        return ModuleValue(interpreter.load(path))
    except UnreadableCodeError:
        return Unfollowed(name)  # what depends on it names the module


def submodule(interpreter: Interpreter, of: ModuleValue, name: str) -> Value | None:
    """Return a module within a package."""
    folder = posixpath.dirname(of.module.code.path)
    if posixpath.basename(of.module.code.path) != "__init__.py":
        return None
    path = interpreter.bundle.python_module(name, posixpath.join(folder, "_.py"), 1)
    return None if path is None else _loaded(interpreter, path, name)


def require(interpreter: Interpreter, specifier: str, importer: str) -> Value:
    """Return what a script's ``require`` returns.

    Args:
        interpreter: Interpreter, on the path that is followed.
        specifier: Text between the quotes of the import.
        importer: Path of the importing file.
    """
    path = interpreter.bundle.script(specifier, importer)
    if path is not None and path.endswith(DATA):
        with suppress(UnreadableCodeError):
            return json_value(interpreter.bundle.files[path]) or Unfollowed(specifier)
        return Unfollowed(specifier)
    if path is not None:
        loaded = _loaded(interpreter, path, specifier)
        return exports_of(loaded.module) if isinstance(loaded, ModuleValue) else loaded
    known = LANGUAGES["javascript"].module(specifier) or library("javascript", specifier)
    return Unfollowed(specifier) if known is None else known


class _Require(Native):
    """``require``, in one module."""

    name = "require"

    def __init__(self, importer: str) -> None:
        self.importer = importer

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Load a module."""
        specifier = call.get(0)
        if isinstance(specifier, Known) and isinstance(specifier.value, str):
            return require(interpreter, specifier.value, self.importer)
        return Unfollowed(call.text)


class _Package(Native):
    """A namespace package of Python."""

    name = "package"

    def __init__(self, path: str, importer: str, level: int) -> None:
        self.path, self.importer, self.level = path, importer, level

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return a module in it."""
        name = f"{self.path}.{key}" if self.path else key
        return python_module(interpreter, name, self.importer, self.level)


def _lowered(interpreter: Interpreter, path: str) -> LoweredModule:
    source = interpreter.bundle.files[path]
    return lower_script(path, source) if is_script(path) else lower_python(path, source)
