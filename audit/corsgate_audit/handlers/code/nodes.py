"""What all nodes of the small language have in common, and where they are written.

Python, JavaScript and TypeScript are lowered into this language before they are read. Only what
decides an answer is kept apart; everything else is an `OpaqueExpression`, which names itself.
Nodes compare by identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language = Literal["python", "javascript"]


class Absent:
    """JavaScript's ``undefined``, and what a key that is not there holds."""

    def __repr__(self) -> str:
        """Return JavaScript's word."""
        return "undefined"


ABSENT = Absent()
Constant: TypeAlias = str | int | float | bool | bytes | Absent | None


@dataclass(frozen=True, slots=True)
class CodeLocation:
    """Where code is written.

    Args:
        file: Path within the bundle.
        line: Line, counted from 1.
    """

    file: str
    line: int


class Expression:
    """A node that has a value."""

    __slots__ = ()


class AssignmentTarget:
    """A node that a value can be assigned to."""

    __slots__ = ()


class Statement:
    """A node that is run for what it does."""

    __slots__ = ()
