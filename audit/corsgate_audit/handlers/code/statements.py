"""The statements of the small language."""

from __future__ import annotations

from dataclasses import dataclass

from corsgate_audit.handlers.code.nodes import AssignmentTarget, CodeLocation, Expression, Statement


@dataclass(slots=True, eq=False)
class ExpressionStatement(Statement):
    """An expression for what it does."""

    value: Expression


@dataclass(slots=True, eq=False)
class Declaration(Statement):
    """A declaration: ``kind`` is ``block`` or ``function``, the scope that holds it."""

    target: AssignmentTarget
    value: Expression | None
    kind: str = "block"


@dataclass(slots=True, eq=False)
class ReturnStatement(Statement):
    """A return."""

    value: Expression | None
    place: CodeLocation


@dataclass(slots=True, eq=False)
class IfStatement(Statement):
    """A branch."""

    test: Expression
    then: list[Statement]
    otherwise: list[Statement]


@dataclass(slots=True, eq=False)
class ForStatement(Statement):
    """A loop over values, or over keys; ``declares`` is the scope of its target."""

    target: AssignmentTarget
    over: Expression
    body: list[Statement]
    otherwise: list[Statement]
    is_keys: bool = False


@dataclass(slots=True, eq=False)
class WhileStatement(Statement):
    """A loop; ``at_least_once`` for ``do … while``."""

    test: Expression
    body: list[Statement]
    at_least_once: bool = False


@dataclass(slots=True, eq=False)
class CatchClause:
    """``classes`` of None catches everything."""

    classes: list[Expression] | None
    target: AssignmentTarget | None
    body: list[Statement]


@dataclass(slots=True, eq=False)
class TryStatement(Statement):
    """A try."""

    body: list[Statement]
    catches: list[CatchClause]
    otherwise: list[Statement]
    finally_: list[Statement]


@dataclass(slots=True, eq=False)
class RaiseStatement(Statement):
    """A throw; None raises again what is being handled."""

    value: Expression | None


@dataclass(slots=True, eq=False)
class SwitchStatement(Statement):
    """A switch; a test of None is the default. Cases fall through."""

    subject: Expression
    cases: list[tuple[Expression | None, list[Statement]]]


@dataclass(slots=True, eq=False)
class BlockStatement(Statement):
    """Statements with a scope of their own."""

    body: list[Statement]


@dataclass(slots=True, eq=False)
class ImportStatement(Statement):
    """``names`` are ``(name in the module, name here)``; a name of None is the module itself."""

    module: str
    names: list[tuple[str | None, str]]
    level: int = 0


@dataclass(slots=True, eq=False)
class ExportStatement(Statement):
    """Names that a module exports: ``(name here, name outside)``; of another module if given."""

    names: list[tuple[str, str]]
    module: str | None = None
    is_all: bool = False


@dataclass(slots=True, eq=False)
class BreakStatement(Statement):
    """``break``."""


@dataclass(slots=True, eq=False)
class ContinueStatement(Statement):
    """``continue``."""


@dataclass(slots=True, eq=False)
class DeleteStatement(Statement):
    """``del`` of a member."""

    target: Expression


@dataclass(slots=True, eq=False)
class GlobalStatement(Statement):
    """Python's ``global`` and ``nonlocal``."""

    names: list[str]
