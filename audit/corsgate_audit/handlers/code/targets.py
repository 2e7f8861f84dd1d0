"""What is assigned to besides names and members: several targets at once, and defaults."""

from __future__ import annotations

from dataclasses import dataclass

from corsgate_audit.handlers.code.nodes import AssignmentTarget, Expression


@dataclass(slots=True, eq=False)
class ListTarget(AssignmentTarget):
    """``a, *b = …``; True marks the rest; None leaves one out."""

    items: list[tuple[bool, AssignmentTarget | None]]


@dataclass(slots=True, eq=False)
class DictTarget(AssignmentTarget):
    """``{a, b: c} = …``."""

    items: list[tuple[Expression, AssignmentTarget]]
    rest: AssignmentTarget | None


@dataclass(slots=True, eq=False)
class Defaulted(AssignmentTarget):
    """``a = 1`` within a target."""

    target: AssignmentTarget
    default: Expression
