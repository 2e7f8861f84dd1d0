"""The small language that Python, JavaScript and TypeScript are lowered into before they are read.

Only what decides an answer is kept apart; everything else is an `Opaque` expression that names
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
class Place:
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
class Member:
    """``of.key`` or ``of[key]``; ``is_attribute`` tells them apart where the language does."""

    of: Expression
    key: Expression
    is_attribute: bool
    is_optional: bool = False


@dataclass(slots=True, eq=False)
class DictDisplay:
    """A dictionary or an object; a key of None merges the value in. A value may be a getter."""

    items: list[tuple[Expression | None, Expression]]
    place: Place
    getters: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class ListDisplay:
    """A list, tuple, set or array; True marks what is spread."""

    items: list[tuple[bool, Expression]]


@dataclass(slots=True, eq=False)
class Call:
    """A call; True marks spread arguments; a keyword of None spreads a dictionary."""

    function: Expression
    arguments: list[tuple[bool, Expression]]
    text: str
    place: Place
    keywords: list[tuple[str | None, Expression]] = field(default_factory=list)
    is_new: bool = False
    is_optional: bool = False


@dataclass(slots=True, eq=False)
class Compare:
    """``==``, ``!=``, ``in``, ``not in``, or another operator, which is never decided."""

    operator: str
    left: Expression
    right: Expression
    text: str


@dataclass(slots=True, eq=False)
class Logic:
    """``and``, ``or``, ``??``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class Not:
    """Negation."""

    of: Expression


@dataclass(slots=True, eq=False)
class Choice:
    """``a if test else b``."""

    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(slots=True, eq=False)
class Joined:
    """Texts put together: an f-string, a template, or ``+``."""

    parts: list[Expression]
    text: str
    is_addition: bool = False


@dataclass(slots=True, eq=False)
class Merge:
    """Python's ``a | b`` on dictionaries."""

    left: Expression
    right: Expression
    text: str


@dataclass(slots=True, eq=False)
class Function:
    """A function as a value."""

    code: FunctionCode


@dataclass(slots=True, eq=False)
class ClassDisplay:
    """A class as a value."""

    name: str
    bases: list[Expression]
    methods: list[FunctionCode]
    fields: list[tuple[str, Expression, bool]]  # name, value, is static
    decorators: list[Expression] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Assigned:
    """An assignment, as an expression."""

    target: Target
    value: Expression


@dataclass(slots=True, eq=False)
class Sequence:
    """Several expressions, the last of which counts."""

    items: list[Expression]


@dataclass(slots=True, eq=False)
class Awaited:
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
class TypeOf:
    """``typeof``."""

    of: Expression


@dataclass(slots=True, eq=False)
class Pattern:
    """A regular expression of JavaScript."""

    source: str
    flags: str


@dataclass(slots=True, eq=False)
class Removal:
    """JavaScript's ``delete``."""

    target: Expression


@dataclass(slots=True, eq=False)
class Opaque:
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
class Do:
    """An expression for what it does."""

    value: Expression


@dataclass(slots=True, eq=False)
class Declare:
    """A declaration: ``kind`` is ``block`` or ``function``, the scope that holds it."""

    target: Target
    value: Expression | None
    kind: str = "block"


@dataclass(slots=True, eq=False)
class Return:
    """A return."""

    value: Expression | None
    place: Place


@dataclass(slots=True, eq=False)
class If:
    """A branch."""

    test: Expression
    then: list[Statement]
    otherwise: list[Statement]


@dataclass(slots=True, eq=False)
class For:
    """A loop over values, or over keys; ``declares`` is the scope of its target."""

    target: Target
    over: Expression
    body: list[Statement]
    otherwise: list[Statement]
    is_keys: bool = False


@dataclass(slots=True, eq=False)
class While:
    """A loop; ``at_least_once`` for ``do … while``."""

    test: Expression
    body: list[Statement]
    at_least_once: bool = False


@dataclass(slots=True, eq=False)
class Catch:
    """``classes`` of None catches everything."""

    classes: list[Expression] | None
    target: Target | None
    body: list[Statement]


@dataclass(slots=True, eq=False)
class Try:
    """A try."""

    body: list[Statement]
    catches: list[Catch]
    otherwise: list[Statement]
    finally_: list[Statement]


@dataclass(slots=True, eq=False)
class Raise:
    """A throw; None raises again what is being handled."""

    value: Expression | None


@dataclass(slots=True, eq=False)
class Switch:
    """A switch; a test of None is the default. Cases fall through."""

    subject: Expression
    cases: list[tuple[Expression | None, list[Statement]]]


@dataclass(slots=True, eq=False)
class Block:
    """Statements with a scope of their own."""

    body: list[Statement]


@dataclass(slots=True, eq=False)
class Import:
    """``names`` are ``(name in the module, name here)``; a name of None is the module itself."""

    module: str
    names: list[tuple[str | None, str]]
    level: int = 0


@dataclass(slots=True, eq=False)
class Export:
    """Names that a module exports: ``(name here, name outside)``; of another module if given."""

    names: list[tuple[str, str]]
    module: str | None = None
    is_all: bool = False


@dataclass(slots=True, eq=False)
class Break:
    """``break``."""


@dataclass(slots=True, eq=False)
class Continue:
    """``continue``."""


@dataclass(slots=True, eq=False)
class Delete:
    """``del`` of a member."""

    target: Expression


@dataclass(slots=True, eq=False)
class Globals:
    """Python's ``global`` and ``nonlocal``."""

    names: list[str]


Expression: TypeAlias = (
    Const
    | Name
    | Member
    | DictDisplay
    | ListDisplay
    | Call
    | Compare
    | Logic
    | Not
    | Choice
    | Joined
    | Merge
    | Function
    | ClassDisplay
    | Assigned
    | Sequence
    | Awaited
    | Comprehension
    | TypeOf
    | Pattern
    | Removal
    | Opaque
)
Target: TypeAlias = Name | Member | ListTarget | DictTarget | Defaulted
Statement: TypeAlias = (
    Do
    | Declare
    | Return
    | If
    | For
    | While
    | Try
    | Raise
    | Switch
    | Block
    | Import
    | Export
    | Break
    | Continue
    | Delete
    | Globals
)


@dataclass(slots=True, eq=False)
class Parameter:
    """One parameter; ``kind`` is ``one``, ``rest`` or ``keywords``."""

    target: Target
    default: Expression | None = None
    kind: str = "one"


@dataclass(slots=True, eq=False)
class FunctionCode:
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
    place: Place
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
class ModuleCode:
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
