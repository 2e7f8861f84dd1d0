"""Names and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corsgate_audit.handlers.values import Obj

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.code import LoweredModule, Statement
    from corsgate_audit.handlers.values import Value


@dataclass(slots=True, eq=False)
class NameScope:
    """A scope.

    Args:
        parent: around it; None for a module's.
        is_function: JavaScript's ``var`` and Python's names live here.
        outer: names that Python's ``global`` and ``nonlocal`` send outwards.
        lazy: declarations of a large bundle that nobody has asked for yet.
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
        code: of it.
        scope: its names.
        exports: JavaScript's.
        holder: JavaScript's ``module``, whose ``exports`` may be replaced.
    """

    code: LoweredModule
    scope: NameScope
    exports: Obj = field(default_factory=Obj)
    holder: Obj = field(default_factory=Obj)
