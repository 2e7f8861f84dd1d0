"""Functions and modules as they are lowered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.code.nodes import (
        AssignmentTarget,
        CodeLocation,
        Expression,
        Language,
        Statement,
    )


@dataclass(slots=True, eq=False)
class Parameter:
    """One parameter; ``kind`` is ``one``, ``rest`` or ``keywords``."""

    target: AssignmentTarget
    default: Expression | None = None
    kind: str = "one"


@dataclass(slots=True, eq=False)
class LoweredFunction:
    """A function; its body is lowered when it is first called.

    Args:
        name: Name in the source; ``lambda`` or ``function`` for one without.
        parameters: Parameters in their order.
        lower: Function that returns the body.
        place: Line of its beginning.
        binds_this: Whether it has a ``this`` of its own: JavaScript's functions that are no arrows.
        yields: Function that tells whether it is a generator, whose result is not followed.
        is_async: Whether its result is a promise, awaited or not.
        kind: ``plain``; for methods also ``static``, ``class`` or ``getter``.
        decorators: Python's decorators, the outermost first.
    """

    name: str
    parameters: list[Parameter]
    lower: Callable[[], list[Statement]]
    place: CodeLocation
    language: Language
    binds_this: bool = False
    is_async: bool = False
    yields: Callable[[], bool] = bool
    kind: str = "plain"
    decorators: list[Expression] = field(default_factory=list)
    _body: list[Statement] | None = None

    def body(self) -> list[Statement]:
        """Return the statements."""
        if self._body is None:
            self._body = self.lower()
        return self._body


@dataclass(slots=True, eq=False)
class LoweredModule:
    """A module.

    Args:
        path: Path within the bundle.
        language: ``python`` or ``javascript``; TypeScript counts as JavaScript.
        body: Statements outside of functions, in their order.
        lazy: Declarations of a large bundle by name; each is lowered when it is first used.
    """

    path: str
    language: Language
    body: list[Statement]
    lazy: dict[str, Callable[[], list[Statement]]] = field(default_factory=dict)


class UnreadableCodeError(Exception):
    """Code that cannot be read, with the reason."""
