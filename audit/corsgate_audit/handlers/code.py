"""The small language that Python, JavaScript and TypeScript are lowered into before they are read.

Only what decides an answer is kept apart; everything else is an `OpaqueExpression`, which names
itself. Nodes compare by identity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

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
        file: path within the bundle.
        line: counted from 1.
    """

    file: str
    line: int


# --- Expressions -----------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Const:
    """A constant."""

    value: Constant


@dataclass(slots=True, eq=False)
class Name:
    """A variable."""

    id: str


@dataclass(slots=True, eq=False)
class MemberExpression:
    """``of.key`` or ``of[key]``; ``is_attribute`` tells them apart where the language does."""

    of: Expression
    key: Expression
    is_attribute: bool
    is_optional: bool = False


@dataclass(slots=True, eq=False)
class DictDisplay:
    """A dictionary or an object; a key of None merges the value in. A value may be a getter."""

    items: list[tuple[Expression | None, Expression]]
    place: CodeLocation
    getters: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class ListDisplay:
    """A list, tuple, set or array; True marks what is spread."""

    items: list[tuple[bool, Expression]]


@dataclass(slots=True, eq=False)
class CallExpression:
    """A call; True marks spread arguments; a keyword of None spreads a dictionary."""

    function: Expression
    arguments: list[tuple[bool, Expression]]
    text: str
    place: CodeLocation
    keywords: list[tuple[str | None, Expression]] = field(default_factory=list)
    is_new: bool = False
    is_optional: bool = False


@dataclass(slots=True, eq=False)
class Comparison:
    """``==``, ``!=``, ``in``, ``not in``, or another operator, which is never decided."""

    operator: str
    left: Expression
    right: Expression
    text: str


@dataclass(slots=True, eq=False)
class LogicExpression:
    """``and``, ``or``, ``??``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class NotExpression:
    """Negation."""

    of: Expression


@dataclass(slots=True, eq=False)
class ConditionalExpression:
    """``a if test else b``."""

    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(slots=True, eq=False)
class JoinedTexts:
    """Texts put together: an f-string, a template, or ``+``."""

    parts: list[Expression]
    text: str
    is_addition: bool = False


@dataclass(slots=True, eq=False)
class MergedDicts:
    """Python's ``a | b`` on dictionaries."""

    left: Expression
    right: Expression
    text: str


@dataclass(slots=True, eq=False)
class FunctionExpression:
    """A function as a value."""

    code: LoweredFunction


@dataclass(slots=True, eq=False)
class ClassDisplay:
    """A class as a value."""

    name: str
    bases: list[Expression]
    methods: list[LoweredFunction]
    fields: list[tuple[str, Expression, bool]]  # name, value, is static
    decorators: list[Expression] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Assignment:
    """An assignment, as an expression."""

    target: Target
    value: Expression


@dataclass(slots=True, eq=False)
class SequenceExpression:
    """Several expressions, the last of which counts."""

    items: list[Expression]


@dataclass(slots=True, eq=False)
class AwaitExpression:
    """``await``; may raise what the promise was rejected with."""

    of: Expression


@dataclass(slots=True, eq=False)
class Comprehension:
    """Python's comprehensions; ``key`` is for dictionaries."""

    value: Expression
    key: Expression | None
    clauses: list[tuple[Target, Expression, list[Expression]]]
    text: str


@dataclass(slots=True, eq=False)
class TypeofExpression:
    """``typeof``."""

    of: Expression


@dataclass(slots=True, eq=False)
class RegexLiteral:
    """A regular expression of JavaScript."""

    source: str
    flags: str


@dataclass(slots=True, eq=False)
class DeleteExpression:
    """JavaScript's ``delete``."""

    target: Expression


@dataclass(slots=True, eq=False)
class OpaqueExpression:
    """What is not followed: its parts are evaluated for what they do."""

    text: str
    parts: list[Expression]
    may_raise: bool = False


# --- Targets ---------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class ListTarget:
    """``a, *b = …``; True marks the rest; None leaves one out."""

    items: list[tuple[bool, Target | None]]


@dataclass(slots=True, eq=False)
class DictTarget:
    """``{a, b: c} = …``."""

    items: list[tuple[Expression, Target]]
    rest: Target | None


@dataclass(slots=True, eq=False)
class Defaulted:
    """``a = 1`` within a target."""

    target: Target
    default: Expression


# --- Statements ------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class ExpressionStatement:
    """An expression for what it does."""

    value: Expression


@dataclass(slots=True, eq=False)
class Declaration:
    """A declaration: ``kind`` is ``block`` or ``function``, the scope that holds it."""

    target: Target
    value: Expression | None
    kind: str = "block"


@dataclass(slots=True, eq=False)
class ReturnStatement:
    """A return."""

    value: Expression | None
    place: CodeLocation


@dataclass(slots=True, eq=False)
class IfStatement:
    """A branch."""

    test: Expression
    then: list[Statement]
    otherwise: list[Statement]


@dataclass(slots=True, eq=False)
class ForStatement:
    """A loop over values, or over keys; ``declares`` is the scope of its target."""

    target: Target
    over: Expression
    body: list[Statement]
    otherwise: list[Statement]
    is_keys: bool = False


@dataclass(slots=True, eq=False)
class WhileStatement:
    """A loop; ``at_least_once`` for ``do … while``."""

    test: Expression
    body: list[Statement]
    at_least_once: bool = False


@dataclass(slots=True, eq=False)
class CatchClause:
    """``classes`` of None catches everything."""

    classes: list[Expression] | None
    target: Target | None
    body: list[Statement]


@dataclass(slots=True, eq=False)
class TryStatement:
    """A try."""

    body: list[Statement]
    catches: list[CatchClause]
    otherwise: list[Statement]
    finally_: list[Statement]


@dataclass(slots=True, eq=False)
class RaiseStatement:
    """A throw; None raises again what is being handled."""

    value: Expression | None


@dataclass(slots=True, eq=False)
class SwitchStatement:
    """A switch; a test of None is the default. Cases fall through."""

    subject: Expression
    cases: list[tuple[Expression | None, list[Statement]]]


@dataclass(slots=True, eq=False)
class BlockStatement:
    """Statements with a scope of their own."""

    body: list[Statement]


@dataclass(slots=True, eq=False)
class ImportStatement:
    """``names`` are ``(name in the module, name here)``; a name of None is the module itself."""

    module: str
    names: list[tuple[str | None, str]]
    level: int = 0


@dataclass(slots=True, eq=False)
class ExportStatement:
    """Names that a module exports: ``(name here, name outside)``; of another module if given."""

    names: list[tuple[str, str]]
    module: str | None = None
    is_all: bool = False


@dataclass(slots=True, eq=False)
class BreakStatement:
    """``break``."""


@dataclass(slots=True, eq=False)
class ContinueStatement:
    """``continue``."""


@dataclass(slots=True, eq=False)
class DeleteStatement:
    """``del`` of a member."""

    target: Expression


@dataclass(slots=True, eq=False)
class GlobalStatement:
    """Python's ``global`` and ``nonlocal``."""

    names: list[str]


Expression: TypeAlias = (
    Const
    | Name
    | MemberExpression
    | DictDisplay
    | ListDisplay
    | CallExpression
    | Comparison
    | LogicExpression
    | NotExpression
    | ConditionalExpression
    | JoinedTexts
    | MergedDicts
    | FunctionExpression
    | ClassDisplay
    | Assignment
    | SequenceExpression
    | AwaitExpression
    | Comprehension
    | TypeofExpression
    | RegexLiteral
    | DeleteExpression
    | OpaqueExpression
)
Target: TypeAlias = Name | MemberExpression | ListTarget | DictTarget | Defaulted
Statement: TypeAlias = (
    ExpressionStatement
    | Declaration
    | ReturnStatement
    | IfStatement
    | ForStatement
    | WhileStatement
    | TryStatement
    | RaiseStatement
    | SwitchStatement
    | BlockStatement
    | ImportStatement
    | ExportStatement
    | BreakStatement
    | ContinueStatement
    | DeleteStatement
    | GlobalStatement
)


@dataclass(slots=True, eq=False)
class Parameter:
    """One parameter; ``kind`` is ``one``, ``rest`` or ``keywords``."""

    target: Target
    default: Expression | None = None
    kind: str = "one"


@dataclass(slots=True, eq=False)
class LoweredFunction:
    """A function; its body is lowered when it is first called.

    Args:
        name: as the source has it.
        parameters: in order.
        lower: returns the body.
        place: where it begins.
        is_lambda: the body is one expression that is returned.
        binds_this: JavaScript's functions that are no arrows.
        yields: tells whether it is a generator: what it returns is not followed.
        is_async: a result that is not awaited is a promise all the same.
        kind: ``plain``, ``static``, ``class``, ``getter`` or ``property`` for methods.
        decorators: of Python, the outermost first.
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
        path: within the bundle.
        language: that it is written in.
        body: its statements.
        lazy: declarations of large bundles, found by name and lowered when they are asked for.
    """

    path: str
    language: Language
    body: list[Statement]
    lazy: dict[str, Callable[[], list[Statement]]] = field(default_factory=dict)
