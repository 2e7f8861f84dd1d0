"""What the parts of the interpreter know of each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.code.nodes import CodeLocation
from corsgate_audit.handlers.interpreter.paths import HandlerPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.handlers.bundle import Bundle, Environment
    from corsgate_audit.handlers.code.nodes import (
        AssignmentTarget,
        Expression,
        Language,
        Statement,
    )
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.data import Obj, Unfollowed
    from corsgate_audit.handlers.values.definitions import Module, NameScope
    from corsgate_audit.handlers.values.event import EventPart
    from corsgate_audit.handlers.values.value import Value


class Interpreter(HandlerPaths, ABC):
    """What evaluation, the language's own functions and libraries ask of the interpreter.

    Each operation is a function of the interpreter in a module of its own; `CodeInterpreter` puts
    them together. Nothing that is written against this class knows another operation's module.

    Args:
        bundle: Files of the function.
        environment: Environment variables of the function.
        language: Language of the handler.
    """

    def __init__(self, bundle: Bundle, environment: Environment, language: Language) -> None:
        super().__init__(language)
        self.bundle = bundle
        self.environment = environment
        self.modules: dict[str, Module] = {}
        self.owners: dict[int, Module] = {}
        self.handling: dict[str, Any] = {}
        self.pending: list[list[tuple[Value, CodeLocation | None]]] = []
        self.place: CodeLocation | None = None
        self.entry = CodeLocation("", 1)

    # --- Code --------------------------------------------------------------------------------

    @abstractmethod
    def evaluate(self, node: Expression, scope: NameScope) -> Value:
        """Evaluate an expression with the names of a scope."""

    @abstractmethod
    def run(self, body: list[Statement], scope: NameScope) -> None:
        """Run statements in their order; JavaScript's functions are there from the start."""

    @abstractmethod
    def assign(
        self, target: AssignmentTarget, value: Value, scope: NameScope, kind: str = ""
    ) -> None:
        """Assign a value to a target.

        Args:
            target: Name, member, or several of them.
            value: Assigned value.
            scope: Scope in which the statement stands.
            kind: ``block`` or ``function`` where it is declared; empty for a plain assignment.
        """

    @abstractmethod
    def join(self, ways: Sequence[Callable[[], None]]) -> None:
        """Go several ways from the same start; afterwards a value is one of what they left."""

    # --- Calls -------------------------------------------------------------------------------

    @abstractmethod
    def call(self, function: Value, call: Arguments) -> Value:
        """Call a value."""

    @abstractmethod
    def call_member(self, receiver: Value, key: Value, call: Arguments) -> Value:
        """Call a method: the value's own, or the language's."""

    @abstractmethod
    def unknown_call(self, call: Arguments, function: Value | None = None, name: str = "") -> Value:
        """Call what is not followed: it may raise, change what it is given, and call back.

        Args:
            call: Arguments, each of which may be changed.
            function: Called function, or the receiver of a method; None where neither is known.
            name: Name of a method; empty for a function.
        """

    # --- Members -----------------------------------------------------------------------------

    @abstractmethod
    def member(self, of: Value, key: Value, *, is_attribute: bool = True) -> Value:
        """Read a member; what is not there is what the language makes of it.

        Args:
            of: Value with the member.
            key: Name or index.
            is_attribute: ``a.b`` and not ``a[b]``, where the language tells them apart.
        """

    @abstractmethod
    def named_member(self, of: Value, name: str, *, is_attribute: bool = True) -> Value | None:
        """Return a member by its name; None where there is none."""

    @abstractmethod
    def opened(self, value: Value, of: Value) -> Value:
        """Return an entry's value: what a getter computes, what another module holds."""

    @abstractmethod
    def set_member(self, of: Value, key: Value, value: Value) -> None:
        """Write a member."""

    @abstractmethod
    def merge(self, of: Obj, other: Value) -> None:
        """Merge a value into a dictionary, as ``{...a, ...b}`` and ``update`` do."""

    @abstractmethod
    def merge_unknown(self, of: Obj, other: Unfollowed) -> None:
        """Merge in a dictionary that is not known: it may override every entry."""

    @abstractmethod
    def items_of(self, value: Value) -> tuple[list[Value], Unfollowed | None]:
        """Return the items of something that can be iterated, and what may follow them."""

    # --- Comparisons -------------------------------------------------------------------------

    @abstractmethod
    def equals(self, left: Value, right: Value, text: str, *, is_strict: bool = True) -> Value:
        """Return whether two values are equal, or with `is_strict` the same: ``===``, ``is``."""

    @abstractmethod
    def contains(self, of: Value, item: Value, text: str) -> Value:
        """Return whether a container has an item: ``in`` and ``includes``."""

    @abstractmethod
    def present(self, part: EventPart, text: str) -> Value:
        """Return whether the event has a part."""

    # --- Names and modules -------------------------------------------------------------------

    @abstractmethod
    def lookup(self, name: str, scope: NameScope) -> Value | None:
        """Return what a name stands for; None where the code does not define it."""

    @abstractmethod
    def load(self, path: str) -> Module:
        """Load a module of the bundle: its statements are followed once, all ways joined.

        Raises:
            UnreadableCodeError: It cannot be read.
        """
