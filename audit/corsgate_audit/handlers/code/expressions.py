"""The expressions of the small language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from corsgate_audit.handlers.code.nodes import AssignmentTarget, CodeLocation, Constant, Expression

if TYPE_CHECKING:
    from corsgate_audit.handlers.code.functions import LoweredFunction


@dataclass(slots=True, eq=False)
class Const(Expression):
    """A constant."""

    value: Constant


@dataclass(slots=True, eq=False)
class Name(Expression, AssignmentTarget):
    """A variable."""

    id: str


@dataclass(slots=True, eq=False)
class MemberExpression(Expression, AssignmentTarget):
    """``of.key`` or ``of[key]``; ``is_attribute`` tells them apart where the language does."""

    of: Expression
    key: Expression
    is_attribute: bool
    is_optional: bool = False


@dataclass(slots=True, eq=False)
class DictDisplay(Expression):
    """A dictionary or an object; a key of None merges the value in. A value may be a getter."""

    items: list[tuple[Expression | None, Expression]]
    place: CodeLocation
    getters: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class ListDisplay(Expression):
    """A list, tuple, set or array; True marks what is spread."""

    items: list[tuple[bool, Expression]]
    kind: Literal["list", "tuple", "set"] = "list"


@dataclass(slots=True, eq=False)
class CallExpression(Expression):
    """A call; True marks spread arguments; a keyword of None spreads a dictionary."""

    function: Expression
    arguments: list[tuple[bool, Expression]]
    text: str
    place: CodeLocation
    keywords: list[tuple[str | None, Expression]] = field(default_factory=list)
    is_new: bool = False
    is_optional: bool = False


@dataclass(slots=True, eq=False)
class Comparison(Expression):
    """``==``, ``===`` (and ``is``), ``!=``, ``!==``, ``in``, ``not in``, an order."""

    operator: str
    left: Expression
    right: Expression
    text: str


@dataclass(slots=True, eq=False)
class LogicExpression(Expression):
    """``and``, ``or``, ``??``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class NotExpression(Expression):
    """Negation."""

    of: Expression


@dataclass(slots=True, eq=False)
class ConditionalExpression(Expression):
    """``a if test else b``."""

    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(slots=True, eq=False)
class JoinedTexts(Expression):
    """Texts put together: an f-string, a template, or ``+``."""

    parts: list[Expression]
    text: str
    is_addition: bool = False


@dataclass(slots=True, eq=False)
class MergedDicts(Expression):
    """Python's ``a | b`` on dictionaries."""

    left: Expression
    right: Expression
    text: str


@dataclass(slots=True, eq=False)
class OperationExpression(Expression):
    """An operator of the language: arithmetic, bits, a slice, a format.

    Args:
        operator: operator in the code's spelling; ``negative``, ``positive``, ``slice`` (of a value
            with start, stop and step) or ``format`` (of a value with conversion and format).
        operands: Values on its sides.
        text: Expression in the notation of the code.
    """

    operator: str
    operands: list[Expression]
    text: str


@dataclass(slots=True, eq=False)
class FunctionExpression(Expression):
    """A function as a value."""

    code: LoweredFunction


@dataclass(slots=True, eq=False)
class ClassDisplay(Expression):
    """A class as a value."""

    name: str
    bases: list[Expression]
    methods: list[LoweredFunction]
    fields: list[tuple[str, Expression, bool]]  # name, value, is static
    decorators: list[Expression] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class AssignmentExpression(Expression):
    """An assignment, as an expression."""

    target: AssignmentTarget
    value: Expression


@dataclass(slots=True, eq=False)
class SequenceExpression(Expression):
    """Several expressions, the last of which counts."""

    items: list[Expression]


@dataclass(slots=True, eq=False)
class AwaitExpression(Expression):
    """``await``; may raise what the promise was rejected with."""

    of: Expression


@dataclass(slots=True, eq=False)
class Comprehension(Expression):
    """Python's comprehensions; ``key`` is for dictionaries."""

    value: Expression
    key: Expression | None
    clauses: list[tuple[AssignmentTarget, Expression, list[Expression]]]
    text: str


@dataclass(slots=True, eq=False)
class TypeofExpression(Expression):
    """``typeof``."""

    of: Expression


@dataclass(slots=True, eq=False)
class RegexLiteral(Expression):
    """A regular expression of JavaScript."""

    source: str
    flags: str


@dataclass(slots=True, eq=False)
class DeleteExpression(Expression):
    """JavaScript's ``delete``."""

    target: Expression


@dataclass(slots=True, eq=False)
class OpaqueExpression(Expression):
    """What is not followed: its parts are evaluated for what they do."""

    text: str
    parts: list[Expression]
    may_raise: bool = False
