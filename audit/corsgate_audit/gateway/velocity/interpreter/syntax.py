"""What a template consists of, as the parser hands it to the evaluator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written down.

    Args:
        value: text without quotes, whole number, fraction, truth value or null.
    """

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A text in double quotes with references or directives in it.

    Args:
        block: the text parsed as a template, with a space at its end.
        is_padded: whether that space is rendered, and has to be taken away again: a line comment
            swallows it.
    """

    block: Block
    is_padded: bool


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral:
    """`{a: b}`."""

    pairs: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class Range:
    """`[first..last]`, both ends included."""

    first: Expression
    last: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what is between them.

    Args:
        operator: operator as a sign; `and` is `&&`.
        left: first operand.
        right: second operand, which `&&` and `||` may leave alone.
    """

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Property:
    """`.name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """`.name(arguments)`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`[key]`."""

    key: Expression


@dataclass(frozen=True, slots=True)
class Reference:
    """`$root.step[step]`.

    Args:
        root: name of the variable.
        steps: steps that lead from the variable's value to that of the reference.
        source: text of the reference in the template, without backslashes before it.
        backslashes: number of them before it.
    """

    root: str
    steps: tuple[Property | Call | Index, ...]
    source: str
    backslashes: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """What is rendered as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Set:
    """`#set($target = value)`."""

    target: Reference
    value: Expression


@dataclass(frozen=True, slots=True)
class If:
    """`#if`, `#elseif` and `#else`; that of `#else` is true."""

    branches: tuple[tuple[Expression, Block], ...]


@dataclass(frozen=True, slots=True)
class Foreach:
    """`#foreach($name in items)`."""

    name: str
    items: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class Define:
    """`#define($name)`."""

    name: str
    body: Block


@dataclass(frozen=True, slots=True)
class Stop:
    """`#stop`."""


@dataclass(frozen=True, slots=True)
class Break:
    """`#break`."""


Statement = Text | Reference | Set | If | Foreach | Define | Stop | Break
Block = tuple[Statement, ...]
Expression = Literal | Interpolated | ListLiteral | MapLiteral | Range | Not | Binary | Reference
