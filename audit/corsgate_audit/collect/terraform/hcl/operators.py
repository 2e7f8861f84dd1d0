"""Operators, with a third truth for what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.terraform.hcl.values import (
    EvaluationError,
    Unknown,
    shown,
    unknown_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corsgate_audit.collect.terraform.hcl.values import Holes, Value

_BOOLEANS = {"true": True, "false": False}
_LARGEST = 1e300


def truth(value: Value, written: str) -> bool | Unknown:
    """Read a value as a condition.

    Args:
        value: value of the expression.
        written: expression, for people.

    Raises:
        EvaluationError: it is no boolean.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, Unknown):
        return Unknown(shown(written), value.reason)
    if isinstance(value, str) and value in _BOOLEANS:
        return _BOOLEANS[value]
    message = "true or false is expected here"
    raise EvaluationError(message)


def number(value: Value) -> float:
    """Read a number.

    Args:
        value: a number, or a text that is one.

    Raises:
        EvaluationError: it is none.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) < 40:  # noqa: PLR2004 - digits
        try:
            return plain(float(value))
        except ValueError:
            pass
    message = "a number is expected here"
    raise EvaluationError(message)


def plain(value: float) -> float:
    """Return a whole number as an integer.

    Args:
        value: any number.

    Raises:
        EvaluationError: it is too large.
    """
    if not -_LARGEST < value < _LARGEST:
        message = "a number that is too large"
        raise EvaluationError(message)
    return int(value) if float(value).is_integer() else value


def apply(operator: str, sides: Sequence[Callable[[], Value]], written: str, holes: Holes) -> Value:
    """Apply an operator.

    Args:
        operator: ``==``.
        sides: what evaluates its one or two sides.
        written: whole expression, for people.
        holes: unknown parts of texts.

    Raises:
        EvaluationError: a side is of the wrong type.
    """
    if operator in ("&&", "||"):
        return _logic(operator == "||", [truth(side(), written) for side in sides], written)
    values = [side() for side in sides]
    if operator in ("==", "!="):
        return _equal(values, written, holes, wanted=operator == "==")
    missing = next((each for each in (unknown_in(v, holes) for v in values) if each), None)
    if missing is not None:
        return Unknown(shown(written), missing.reason)
    if operator == "!":
        return not truth(values[0], written)
    if len(values) == 1:
        return -number(values[0])
    first, second = map(number, values)
    if operator in ("/", "%") and second == 0:
        message = "division by zero"
        raise EvaluationError(message)
    try:
        return _OPERATORS[operator](first, second)
    except OverflowError as error:
        message = "a number that is too large"
        raise EvaluationError(message) from error


def _logic(decisive: bool, truths: Sequence[bool | Unknown], written: str) -> Value:  # noqa: FBT001 - its one meaning
    """Join truths: one that decides goes before one that is not known."""
    if any(each is decisive for each in truths):
        return decisive
    unknown = next((each for each in truths if isinstance(each, Unknown)), None)
    return (not decisive) if unknown is None else Unknown(shown(written), unknown.reason)


def _equal(values: Sequence[Value], written: str, holes: Holes, *, wanted: bool) -> Value:
    first, second = values
    missing = unknown_in(first, holes) or unknown_in(second, holes)
    if missing is None:
        return _same(first, second) is wanted
    if None in values:
        other = second if first is None else first
        # A list, a map or a text with unknown parts is not null, nor is a resource's own
        # attribute once it exists.
        if not isinstance(other, Unknown) or other.address is not None:
            return not wanted
    return Unknown(shown(written), missing.reason)


def _same(first: Value, second: Value) -> bool:
    """Compare as Terraform does: true is not 1."""
    if isinstance(first, bool) != isinstance(second, bool):
        return False
    return first == second


_OPERATORS: Final[Mapping[str, Callable[[float, float], Value]]] = {
    "+": lambda first, second: plain(first + second),
    "-": lambda first, second: plain(first - second),
    "*": lambda first, second: plain(first * second),
    "/": lambda first, second: plain(first / second),
    "%": lambda first, second: plain(first % second),
    "<": lambda first, second: first < second,
    "<=": lambda first, second: first <= second,
    ">": lambda first, second: first > second,
    ">=": lambda first, second: first >= second,
}
