"""References and expressions.

Source: the productions Reference, Parameter and Expression of Velocity 1.7's grammar.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .syntax import (
    Binary,
    Call,
    Expression,
    Index,
    Interpolated,
    ListLiteral,
    Literal,
    MapLiteral,
    Not,
    Property,
    Range,
    Reference,
)

if TYPE_CHECKING:
    from .scanner import Scanner

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_STEP = re.compile(r"\.(?=[A-Za-z])")
_FRACTION = re.compile(
    r"-?(?:[0-9]+\.(?!\.)[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)"
)
_WHOLE = re.compile(r"-?[0-9]+")
_QUOTED = {
    '"': re.compile(r'"([^"]*(?:""[^"]*)*)"'),
    "'": re.compile(r"'([^']*(?:''[^']*)*)'"),
}
_WORD = re.compile(r"(true|false|null)(?![A-Za-z0-9_@-])")
_WORDS = {"true": True, "false": False, "null": None}
_UNICODE = re.compile(r"\\u(?:([0-9A-Fa-f]{4})|)")
_NOT = re.compile(r"!(?!=)|not(?![A-Za-z0-9_@])")
_SIGNS: tuple[tuple[str, dict[str, str]], ...] = (
    (r"\|\||or(?![A-Za-z0-9_@])", {"or": "||"}),
    (r"&&|and(?![A-Za-z0-9_@])", {"and": "&&"}),
    (r"==|!=|eq(?![A-Za-z0-9_@])|ne(?![A-Za-z0-9_@])", {"eq": "==", "ne": "!="}),
    (
        r"<=|>=|<|>|(?:lt|le|gt|ge)(?![A-Za-z0-9_@])",
        {"lt": "<", "le": "<=", "gt": ">", "ge": ">="},
    ),
    (r"\+|-(?![0-9]|\.[0-9])", {}),
    (r"[*/%]", {}),
)
_LEVELS = [(re.compile(pattern), words) for pattern, words in _SIGNS]
"""Operators from the loosest to the tightest. A minus before a digit belongs to the number."""


def read_reference(scanner: Scanner, backslashes: int = 0) -> Reference | None:
    """Read a reference whose dollar sign is next.

    Args:
        scanner: scanner at the dollar sign.
        backslashes: number of them before it.

    Returns:
        None where a dollar sign is just that.
    """
    start = scanner.position
    scanner.expect("$")
    is_silent = scanner.take("!")
    has_braces = scanner.take("{")
    name = scanner.match(_NAME)
    if name is None:
        if is_silent or has_braces:
            scanner.fail("a name is missing behind '$'")
        return None
    root = _allowed(scanner, name.group())
    steps = _steps(scanner)
    if has_braces:
        scanner.expect("}")
    else:
        _check_end(scanner, steps)
    return Reference(root, steps, scanner.text[start : scanner.position], backslashes)


def _check_end(scanner: Scanner, steps: tuple[Property | Call | Index, ...]) -> None:
    """Refuse what Velocity takes for more of a reference, or for no comment, behind one."""
    if scanner.sees("{"):
        scanner.fail("a brace follows a reference")
    if steps and isinstance(steps[-1], Property) and scanner.sees("##"):
        scanner.fail("a comment follows a property")
    if (
        steps
        and not isinstance(steps[-1], Property)
        and _RUNT.match(scanner.text, scanner.position)
    ):
        scanner.fail("a word follows ')' or ']'")


_RUNT = re.compile(r"(?!_(?![A-Za-z0-9_.{(\[-]))[A-Za-z_]")
"""A word, but for a lone underscore: `$a.trim()_$b.trim()` is what it looks like."""


def _allowed(scanner: Scanner, name: str) -> str:
    """Refuse the two names that Velocity reads as truth values wherever they are."""
    if name in {"true", "false"}:
        scanner.fail(f"'{name}' is no name")
    return name


def _steps(scanner: Scanner) -> tuple[Property | Call | Index, ...]:
    steps: list[Property | Call | Index] = []
    while True:
        if scanner.take("["):
            with scanner.nested():
                steps.append(Index(_index(scanner)))
        elif scanner.match(_STEP):
            found = scanner.match(_NAME)
            assert found is not None  # noqa: S101 - a step is followed by a letter
            name = _allowed(scanner, found.group())
            if scanner.take("("):
                with scanner.nested():
                    steps.append(Call(name, _operands(scanner, ")", in_call=True)))
            else:
                steps.append(Property(name))
        else:
            return tuple(steps)


def _index(scanner: Scanner) -> Expression:
    scanner.skip_space()
    key = _reference(scanner) or _quoted(scanner) or _whole(scanner) or _word(scanner)
    if key is None or key == Literal(None):
        scanner.fail("an index is missing")
    scanner.skip_space()
    scanner.expect("]")
    return key


def _reference(scanner: Scanner) -> Reference | None:
    if not scanner.sees("$"):
        return None
    found = read_reference(scanner)
    if found is None:
        scanner.fail("a name is missing behind '$'")
    return found


def read_expression(scanner: Scanner, level: int = 0) -> Expression:
    """Read operands and operators.

    Args:
        scanner: scanner before the first operand.
        level: the loosest that operators may be.
    """
    if level == len(_LEVELS):
        return _unary(scanner)
    pattern, words = _LEVELS[level]
    left = read_expression(scanner, level + 1)
    # Only each further operand is another level of the tree.
    length = 0
    while sign := scanner.match(pattern):
        length += 1
        if length > _LONGEST:
            scanner.fail(f"an expression has more than {_LONGEST} operands")
        operator = words.get(sign.group(), sign.group())
        left = Binary(operator, left, read_expression(scanner, level + 1))
    return left


_LONGEST = 300
"""Operands of one level. A policy of 135 patterns, the longest there is, has as many."""


def _unary(scanner: Scanner) -> Expression:
    scanner.skip_space()
    if scanner.match(_NOT):
        with scanner.nested():
            return Not(_unary(scanner))
    if scanner.take("("):
        with scanner.nested():
            found = read_expression(scanner)
        scanner.expect(")")
    else:
        found = read_operand(scanner)
    scanner.skip_space()
    return found


def read_operand(scanner: Scanner, *, in_call: bool = False) -> Expression:
    """Read one value.

    Args:
        scanner: scanner at the operand's first character.
        in_call: whether it is an argument, where a bare `null` is null.
    """
    found = (
        _reference(scanner)
        or _quoted(scanner)
        or _fraction(scanner)
        or _whole(scanner)
        or _word(scanner)
    )
    if found == Literal(None) and not in_call:
        scanner.fail("'null' is no value here")
    if found is not None:
        return found
    with scanner.nested():
        if scanner.take("["):
            return _list(scanner, in_call=in_call)
        if not scanner.take("{"):
            scanner.fail("a value is missing")
        return MapLiteral(_pairs(scanner, in_call=in_call))


def _operands(scanner: Scanner, end: str, *, in_call: bool) -> tuple[Expression, ...]:
    # Velocity refuses blanks where nothing else is.
    if scanner.take(end):
        return ()
    found = []
    while True:
        scanner.skip_space()
        found.append(read_operand(scanner, in_call=in_call))
        scanner.skip_space()
        if scanner.take(end):
            return tuple(found)
        scanner.expect(",")


def _list(scanner: Scanner, *, in_call: bool) -> Expression:
    if scanner.take("]"):
        return ListLiteral(())
    scanner.skip_space()
    first = read_operand(scanner, in_call=in_call)
    scanner.skip_space()
    if scanner.take(".."):
        scanner.skip_space()
        last = read_operand(scanner, in_call=in_call)
        scanner.skip_space()
        scanner.expect("]")
        return Range(_end(scanner, first), _end(scanner, last))
    if scanner.take("]"):
        return ListLiteral((first,))
    scanner.expect(",")
    rest = _operands(scanner, "]", in_call=in_call)
    if not rest:
        scanner.fail("a value is missing")
    return ListLiteral((first, *rest))


def _end(scanner: Scanner, found: Expression) -> Expression:
    """Refuse what a range cannot end at."""
    is_whole = isinstance(found, Literal) and type(found.value) is int
    if not (is_whole or isinstance(found, Reference)):
        scanner.fail("a range goes from one whole number to another")
    return found


def _pairs(scanner: Scanner, *, in_call: bool) -> tuple[tuple[Expression, Expression], ...]:
    scanner.skip_space()
    if scanner.take("}"):
        return ()
    pairs = []
    while True:
        scanner.skip_space()
        key = read_operand(scanner, in_call=in_call)
        scanner.skip_space()
        scanner.expect(":")
        scanner.skip_space()
        pairs.append((key, read_operand(scanner, in_call=in_call)))
        scanner.skip_space()
        if scanner.take("}"):
            return tuple(pairs)
        scanner.expect(",")


def _whole(scanner: Scanner) -> Literal | None:
    found = scanner.match(_WHOLE)
    if found is None:
        return None
    if len(found.group().lstrip("-")) > _DIGITS:
        scanner.fail("a number has more digits than Java's int")
    return Literal(int(found.group()))


_DIGITS = 9
"""Digits that surely fit Java's int; what is beyond is another type there."""


def _fraction(scanner: Scanner) -> Literal | None:
    found = scanner.match(_FRACTION)
    return found and Literal(float(found.group()))


def _word(scanner: Scanner) -> Literal | None:
    found = scanner.match(_WORD)
    return found and Literal(_WORDS[found.group()])


def _quoted(scanner: Scanner) -> Literal | Interpolated | None:
    """Read a text; one in double quotes may be a template of its own."""
    quote = scanner.text[scanner.position : scanner.position + 1]
    pattern = _QUOTED.get(quote)
    if pattern is None:
        return None
    found = scanner.match(pattern)
    if found is None:
        scanner.fail("a text has no end")
    text = found.group(1)
    if quote == '"':
        text = _UNICODE.sub(lambda code: _character(scanner, code.group(1)), text)
    text = text.replace(quote * 2, quote)
    if quote == '"' and ("$" in found.group() or "#" in found.group()):
        return _interpolated(scanner, text)
    return Literal(text)


def _character(scanner: Scanner, code: str | None) -> str:
    if code is None:
        scanner.fail("four digits are missing behind '\\u'")
    return chr(int(code, 16))


def _interpolated(scanner: Scanner, text: str) -> Interpolated:
    is_padded = "##" not in text
    with scanner.nested():
        return Interpolated(scanner.parse_within(text + " " * is_padded), is_padded)
