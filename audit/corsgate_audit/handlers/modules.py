"""Loads the modules of a bundle and binds what they import from each other."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import javascript_library, python_library
from corsgate_audit.handlers.core import Signal
from corsgate_audit.handlers.libraries import library
from corsgate_audit.handlers.libraries.streaming import AWSLAMBDA
from corsgate_audit.handlers.scopes import Module, NameScope
from corsgate_audit.handlers.statements import Statements
from corsgate_audit.handlers.values import (
    UNDEFINED,
    Arguments,
    Known,
    Live,
    ModuleValue,
    Native,
    Obj,
    Unfollowed,
    Value,
)

if TYPE_CHECKING:
    from corsgate_audit.handlers import code


class Modules(Statements):
    """Loads modules."""

    def __init__(self, *args: Any) -> None:  # noqa: ANN401 - see Core
        super().__init__(*args)
        self.owners: dict[int, Module] = {}
        self.unread: list[str] = []

    # --- Loading -----------------------------------------------------------------------------

    def load(self, path: str) -> Module:
        """Load a module: its statements are followed once, all ways joined.

        Args:
            path: within the bundle.

        Raises:
            UnreadableCodeError: it cannot be read.
        """
        if path in self.modules:
            return self.modules[path]
        lowered = self.lowered(path)
        module = Module(lowered, NameScope(is_function=True, lazy=dict(lowered.lazy)))
        module.holder.entries["exports"] = module.exports
        self.set(self.modules, path, module)
        self.owners[id(module.scope)] = module
        self._names_of_module(module)
        before = (self.language, self.joining, self.tries, self.stack)
        self.language, self.stack, self.tries = lowered.language, [], 0
        self.joining += 1
        try:
            self.run(lowered.body, module.scope)
        except Signal:
            self.may_leave = True  # what the module has bound so far is there
        finally:
            self.language, self.joining, self.tries, self.stack = before
        return module

    def lowered(self, path: str) -> code.LoweredModule:
        """Return a module's code."""
        raise NotImplementedError

    def _names_of_module(self, module: Module) -> None:
        names = module.scope.variables
        if module.code.language == "python":
            names["__name__"] = Known(posixpath.splitext(module.code.path)[0].replace("/", "."))
            names["__file__"] = Unfollowed("__file__", is_text=True)
        else:
            names["module"], names["exports"] = module.holder, module.exports
            names["require"] = _Require(module.code.path)
            names["this"] = module.exports

    def module_of(self, scope: NameScope) -> Module:
        """Return the module that a scope belongs to."""
        return self.owners[id(scope.module())]

    def exports_of(self, module: Module) -> Value:
        """Return what ``require`` returns."""
        return module.holder.entries.get("exports", module.exports)

    # --- Names -------------------------------------------------------------------------------

    def lookup(self, name: str, scope: NameScope) -> Value | None:
        """Return what a name stands for; None where the code does not define it.

        Args:
            name: of a variable.
            scope: where it is used.
        """
        holder = scope.holder(name)
        if holder is None:
            return None
        lower = holder.lazy.get(name)
        if lower is not None and name not in holder.variables:
            self._declare_lazily(name, holder)
        value = holder.variables.get(name)
        return self.opened(value, UNDEFINED) if isinstance(value, Live) else value

    def _declare_lazily(self, name: str, holder: NameScope) -> None:
        lower = holder.lazy[name]
        self.set(holder.variables, name, UNDEFINED)  # in a cycle it is not there yet
        self.joining += 1
        language, self.language = self.language, "javascript"
        try:
            self.run(lower(), holder)
        except Signal:
            self.may_leave = True
        finally:
            self.joining -= 1
            self.language = language

    def builtin(self, name: str) -> Value:
        """Return what a name stands for that the code does not define."""
        libraries = python_library if self.language == "python" else javascript_library
        found = libraries.builtin(name)
        if found is None and name == "awslambda":
            return AWSLAMBDA
        return Unfollowed(name) if found is None else found

    # --- Imports -----------------------------------------------------------------------------

    def import_(self, node: code.ImportStatement, scope: NameScope) -> None:
        """Bind what another module has.

        Args:
            node: the statement.
            scope: that the names go to.
        """
        module = self.module_of(scope)
        if module.code.language == "python":
            self._import_python(node, scope, module.code.path)
            return
        for theirs, ours in node.names:
            self.set(scope.variables, ours, self._script_member(node.module, module, theirs))

    def _import_python(self, node: code.ImportStatement, scope: NameScope, importer: str) -> None:
        for theirs, ours in node.names:
            if theirs is None:  # import a.b
                found = self.python_module(node.module.split(".")[0], importer)
                self.python_module(node.module, importer)
            elif not theirs:  # import a.b as c
                found = self.python_module(node.module, importer)
            elif theirs == "*":
                self._import_all(node, scope, importer)
                continue
            else:
                found = self._python_member(node, theirs, importer)
            self.set(scope.function().variables, ours, found)

    def _python_member(self, node: code.ImportStatement, name: str, importer: str) -> Value:
        module = self.python_module(node.module, importer, node.level)
        if not isinstance(module, Unfollowed):
            found = self.named_member(module, name)
            if found is not None:
                return found
        inner = f"{node.module}.{name}" if node.module else name
        return self.python_module(inner, importer, node.level)

    def _import_all(self, node: code.ImportStatement, scope: NameScope, importer: str) -> None:
        module = self.python_module(node.module, importer, node.level)
        if isinstance(module, ModuleValue):
            for name, value in list(module.module.scope.variables.items()):
                if not name.startswith("_"):
                    self.set(scope.function().variables, name, value)

    def python_module(self, name: str, importer: str, level: int = 0) -> Value:
        """Return a Python module: the bundle's, one that is modelled, or an unknown one.

        Args:
            name: dotted.
            importer: path of the importing file.
            level: leading dots.
        """
        path = self.bundle.python_module(name, importer, level)
        if path is not None:
            return self._loaded(path, name)
        if not level:
            known = python_library.module(name) or library("python", name)
            if known is not None:
                return known
        if self.bundle.has_python_package(name, importer, level):
            return _Package(self.bundle, name, importer, level)
        return Unfollowed(name)

    def _loaded(self, path: str, name: str) -> Value:
        from corsgate_audit.handlers.python_code import UnreadableCodeError  # noqa: PLC0415 - below

        try:
            return ModuleValue(self.load(path))
        except UnreadableCodeError as error:
            self.unread.append(str(error))
            return Unfollowed(name)

    def submodule(self, of: ModuleValue, name: str) -> Value | None:
        """Return a module within a package.

        Args:
            of: the package.
            name: of the module.
        """
        folder = posixpath.dirname(of.module.code.path)
        if posixpath.basename(of.module.code.path) != "__init__.py":
            return None
        path = self.bundle.python_module(name, posixpath.join(folder, "_.py"), 1)
        return None if path is None else self._loaded(path, name)

    def require(self, specifier: str, importer: str) -> Value:
        """Return what a script's ``require`` returns.

        Args:
            specifier: as written.
            importer: path of the importing file.
        """
        path = self.bundle.script(specifier, importer)
        if path is not None:
            loaded = self._loaded(path, specifier)
            return self.exports_of(loaded.module) if isinstance(loaded, ModuleValue) else loaded
        known = javascript_library.module(specifier) or library("javascript", specifier)
        return Unfollowed(specifier) if known is None else known

    def _script_member(self, specifier: str, importer: Module, name: str | None) -> Value:
        exports = self.require(specifier, importer.code.path)
        if name is None or name == "*":
            return exports
        found = None if isinstance(exports, Unfollowed) else self.named_live(exports, name)
        if found is None and name == "default":
            return exports
        if found is None:
            return Unfollowed(name) if isinstance(exports, Unfollowed) else UNDEFINED
        return found

    def named_live(self, exports: Value, name: str) -> Value | None:
        """Return an export; one that another module may still set stays a reference to it."""
        if isinstance(exports, Obj) and isinstance(exports.entries.get(name), Live):
            return exports.entries[name]
        return self.named_member(exports, name)

    def export(self, node: code.ExportStatement, scope: NameScope) -> None:
        """Note what a script exports.

        Args:
            node: the statement.
            scope: of the module.
        """
        module = self.module_of(scope)
        if node.module is None:
            for ours, theirs in node.names:
                self.set(module.exports.entries, theirs, Live(scope, ours))
            return
        exports = self.require(node.module, module.code.path)
        if node.is_all:
            for _, theirs in node.names:  # export * as name
                self.set(module.exports.entries, theirs, exports)
            if not node.names and isinstance(exports, Obj):
                for name, value in exports.entries.items():
                    if name != "default":
                        self.set(module.exports.entries, name, value)
            return
        for theirs, ours in node.names:
            value = self._script_member(node.module, module, theirs)
            self.set(module.exports.entries, ours, value)


class _Require(Native):
    """``require``, in one module."""

    name = "require"

    def __init__(self, importer: str) -> None:
        self.importer = importer

    def call(self, core: Modules, call: Arguments) -> Value:
        """Load a module."""
        specifier = call.get(0)
        if isinstance(specifier, Known) and isinstance(specifier.value, str):
            found: Value = core.require(specifier.value, self.importer)
            return found
        return Unfollowed(call.text)


class _Package(Native):
    """A namespace package of Python."""

    name = "package"

    def __init__(self, bundle: Any, path: str, importer: str, level: int) -> None:  # noqa: ANN401
        self.bundle, self.path, self.importer, self.level = bundle, path, importer, level

    def member(self, core: Modules, key: str) -> Value | None:
        """Return a module in it."""
        name = f"{self.path}.{key}" if self.path else key
        found: Value = core.python_module(name, self.importer, self.level)
        return found
