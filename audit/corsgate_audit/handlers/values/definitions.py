"""What a bundle defines: functions, classes and modules, with the names that they see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corsgate_audit.handlers.values.data import Bound, Obj
from corsgate_audit.handlers.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.code.functions import LoweredFunction, LoweredModule
    from corsgate_audit.handlers.code.nodes import Statement


@dataclass(slots=True, eq=False)
class NameScope:
    """A scope.

    Args:
        parent: Scope around it; None for a module's.
        is_function: Whether JavaScript's ``var`` and Python's names live here.
        outer: Names that Python's ``global`` and ``nonlocal`` send outwards.
        lazy: Declarations of a large bundle, by name, that nothing has used yet.
    """

    parent: NameScope | None = None
    is_function: bool = False
    variables: dict[str, Value] = field(default_factory=dict)
    outer: set[str] = field(default_factory=set)
    lazy: dict[str, Callable[[], list[Statement]]] = field(default_factory=dict)

    def holder(self, name: str) -> NameScope | None:
        """Return the scope that has a name."""
        scope: NameScope | None = self
        while scope is not None:
            if name in scope.variables or name in scope.lazy:
                return scope
            scope = scope.parent
        return None

    def function(self) -> NameScope:
        """Return the scope of the function, or of the module."""
        scope = self
        while not scope.is_function and scope.parent is not None:
            scope = scope.parent
        return scope

    def module(self) -> NameScope:
        """Return the scope of the module."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True, eq=False)
class Module:
    """A module that has been loaded.

    Args:
        code: Lowered statements.
        scope: Names of the module.
        exports: JavaScript's ``exports``; empty for Python.
        holder: JavaScript's ``module``, whose ``exports`` may be replaced.
    """

    code: LoweredModule
    scope: NameScope
    exports: Obj = field(default_factory=Obj)
    holder: Obj = field(default_factory=Obj)


@dataclass(slots=True, eq=False)
class Closure(Value):
    """A function of the bundle."""

    code: LoweredFunction
    scope: NameScope
    module: Module
    this: Value | None = None
    home: ClassValue | None = None
    properties: Obj | None = None


@dataclass(slots=True, eq=False)
class ClassValue(Value):
    """A class of the bundle."""

    name: str
    bases: tuple[Value, ...]
    methods: dict[str, Closure]
    statics: Obj
    fields: list[tuple[str, object]]
    scope: NameScope
    module: Module
    is_data: bool = False

    def find(self, name: str) -> Value | None:
        """Return a method or a static value, from the class or from its bases."""
        found: Value | None = self.methods.get(name) or self.statics.entries.get(name)
        if found is not None:
            return found
        for base in self.bases:
            found = base.find(name) if isinstance(base, ClassValue) else None
            if found is not None:
                return found
        return None

    @property
    def has_unknown_base(self) -> bool:
        """Whether it inherits from something that is not followed."""
        return any(
            base.has_unknown_base if isinstance(base, ClassValue) else not base.is_plain_base
            for base in self.bases
        )


@dataclass(slots=True, eq=False)
class Live(Value):
    """A name of a module that another one imports: read when it is asked for."""

    scope: NameScope
    name: str


@dataclass(slots=True, eq=False)
class ModuleValue(Value):
    """A Python module as a value."""

    module: Module


def is_function(value: Value) -> bool:
    """Whether a value is a function of the bundle."""
    return isinstance(value, Closure | Bound)
