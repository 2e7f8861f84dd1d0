"""Operators, as Velocity 1.7 computes them over Java's types.

Source: the classes `ASTEQNode`, `ASTMathNode` and their like, and `MathUtils`.

Not verified on AWS: `velocity-numbers-divided` and `velocity-division-by-zero`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .errors import UndeterminedError
from .values import JsonList, View, equals

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import Value, Writer

INTS = range(-(2**31), 2**31)
"""Of Java's `int`."""


def is_number(value: Value) -> bool:
    """Return whether a value is a `Number`; truth values are none."""
    return type(value) in {int, float}


def are_equal(left: Value, right: Value, writer: Writer) -> bool:
    """Return what `==` returns: numbers by value, like types by `equals`, others by their text.

    Args:
        left: value before the sign.
        right: value behind it.
        writer: writes both where their types differ.
    """
    if is_number(left) and is_number(right):
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if View in {type(left), type(right)}:
        message = "compares a view of a map"
        raise UndeterminedError(message)
    if type(left) is type(right) or {type(left), type(right)} == {list, JsonList}:
        return equals(left, right)
    return writer.text(left) == writer.text(right)


def compare(operator: str, left: Value, right: Value) -> bool:
    """Return what `<`, `<=`, `>` and `>=` return: false for whatever is no number.

    Args:
        operator: one of the four.
        left: value before the sign.
        right: value behind it.
    """
    if not (is_number(left) and is_number(right)):
        return False
    return _COMPARISONS[operator](left, right)


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def calculate(operator: str, left: Value, right: Value, writer: Writer) -> Value:
    """Return what `+`, `-`, `*`, `/` and `%` return; a plus joins texts.

    Args:
        operator: one of the five.
        left: value before the sign.
        right: value behind it.
        writer: writes what is joined to a text.

    Returns:
        None, Java's null, for what cannot be computed, a division by zero among it.

    Raises:
        UndeterminedError: the result is beyond Java's `int`, or null is joined to a text.
    """
    if operator == "+" and str in {type(left), type(right)}:
        if left is None or right is None:
            message = "joins a text to null"
            raise UndeterminedError(message)
        return writer.text(left) + writer.text(right)
    if not (is_number(left) and is_number(right)):
        return None
    if operator in {"/", "%"} and right == 0:
        return None
    result = _CALCULATIONS[operator](left, right)
    if type(result) is int and result not in INTS:
        message = "computes a number beyond Java's int"
        raise UndeterminedError(message)
    return result


def _divide(left: float, right: float) -> float:
    """Divide; whole numbers are cut towards zero, as in Java."""
    if type(left) is int and type(right) is int:
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) == (right < 0) else -quotient
    return left / right


def _remainder(left: float, right: float) -> float:
    """Return the remainder, which has the sign of the dividend in Java."""
    if type(left) is int and type(right) is int:
        return left - right * int(_divide(left, right))
    return math.fmod(left, right)


_CALCULATIONS: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
    "%": _remainder,
}

ARITHMETIC = frozenset(_CALCULATIONS)
"""The operators that make a number or a text, which no condition takes for true."""
