"""Python's operators on constants: exactly what Python does, within bounds.

Sources: https://docs.python.org/3/reference/expressions.html,
https://docs.python.org/3/library/string.html#formatspec
"""

from __future__ import annotations

import operator
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.constants import constant_of, value_of
from corsgate_audit.handlers.values.data import Arr, ExceptionClass, Known, Obj

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.handlers.values.value import Value

_BITS = 4096  # of an integer
_PERCENT = re.compile(r"%(?:\(\w+\))?[-+ #0]{0,5}[0-9]{0,3}(?:\.[0-9]{0,3})?[sdrifegxXouc%]")
_SPEC = re.compile(r"[^0-9{}]{0,4}[0-9]{0,3}[,_]?(?:\.[0-9]{1,3})?[a-zA-Z%]?")
RAISED = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError)
"""What constants raise in Python, and so does the code."""


def operate(name: str, operands: Sequence[Value]) -> Value | None:
    """Apply an operator.

    Args:
        name: Operator as the code has it, ``slice``, ``format`` or a comparison.
        operands: Values on its sides; for a slice the value, start, stop and step; for ``format``
            the value, the conversion (``r``, ``s``, ``a`` or empty) and the format.

    Returns:
        The result; None where it is not determined.

    Raises:
        Raised: Python raises.
    """
    function = _OPERATORS.get(name)
    if function is None:
        return None
    try:
        if name == "slice" and isinstance(operands[0], Arr):
            return _sliced(operands[0], *operands[1:])
        return value_of(function(*map(constant_of, operands)))
    except NotDeterminedError:
        return None
    except RAISED as error:
        raise raised(error) from error


def raised(error: Exception) -> Raised:
    """Return what the code raises where Python itself raises an error."""
    return Raised(Obj({"message": Known(str(error))}, class_=ExceptionClass(type(error).__name__)))


def text_of(value: Value) -> str:
    """Return what ``str(value)`` gives.

    Raises:
        NotDeterminedError: It is not known.
    """
    return _written(value, str)


def repr_of(value: Value) -> str:
    """Return what ``repr(value)`` gives.

    Raises:
        NotDeterminedError: It is not known.
    """
    return _written(value, repr)


def equal(left: Value, right: Value, is_strict: bool) -> bool | None:  # noqa: FBT001 - as JavaScript's
    """Return whether two values are equal; None where that is not known.

    Args:
        left: Value on the left.
        right: Value on the right.
        is_strict: Whether ``is`` compares them: ``1`` is not ``True``, and a list is itself.
    """
    try:
        one, other = constant_of(left), constant_of(right)
    except NotDeterminedError:
        return None
    if is_strict:
        return left is right or (
            isinstance(left, Known) and type(one) is type(other) and one == other
        )
    return one == other


def _written(value: Value, write: Callable[[object], str]) -> str:
    constant = constant_of(value)
    if "{" in (text := write(constant)) and not isinstance(constant, str):
        raise NotDeterminedError  # of a dictionary the types of the keys are not kept
    bounded(len(text))
    return text


def _sliced(of: Arr, *limits: Value) -> Value:
    if of.rest is not None:
        raise NotDeterminedError
    return replace(of, items=of.items[slice(*map(constant_of, limits))])  # type: ignore[arg-type] # Python refuses others


def _times(left: Any, right: Any) -> object:  # noqa: ANN401 - Python's own types decide
    for many, times in ((left, right), (right, left)):
        if isinstance(many, str | bytes | list | tuple) and isinstance(times, int):
            bounded(len(many) * max(times, 0))
    if isinstance(left, int) and isinstance(right, int):
        bounded(left.bit_length() + right.bit_length(), _BITS)
    return left * right


def _plus(left: Any, right: Any) -> object:  # noqa: ANN401 - as above
    for one, other in ((left, right), (right, left)):
        if isinstance(one, str | bytes) and isinstance(other, str | bytes):
            bounded(len(one) + len(other))
    return left + right


def _power(left: Any, right: Any) -> object:  # noqa: ANN401 - as above
    if isinstance(left, int) and isinstance(right, int):
        bounded(left.bit_length() * max(right, 0), _BITS)
    return left**right


def _shifted(left: Any, right: Any) -> object:  # noqa: ANN401 - as above
    if isinstance(left, int) and isinstance(right, int):
        bounded(left.bit_length() + max(right, 0), _BITS)
    return left << right


def _percent(left: Any, right: Any) -> object:  # noqa: ANN401 - as above
    if isinstance(left, bytes):
        raise NotDeterminedError
    if isinstance(left, str) and "%" in _PERCENT.sub("", left):
        raise NotDeterminedError
    return left % right


def formatted(value: object, conversion: str, spec: str) -> str:
    """Return what a replacement field of an f-string gives.

    Args:
        value: Constant that is written.
        conversion: ``r``, ``s`` or ``a``; empty for none.
        spec: Format after the colon.

    Raises:
        NotDeterminedError: The format asks for too much, or the value is no constant of Python's.
    """
    if _SPEC.fullmatch(spec) is None or isinstance(value, list | tuple | dict):
        raise NotDeterminedError
    if conversion:
        value = _CONVERSIONS[conversion](value)
    return format(value, spec)


_CONVERSIONS: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}
_OPERATORS: dict[str, Callable[..., object]] = {
    "*": _times,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": _percent,
    "-": operator.sub,
    "+": _plus,
    "**": _power,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": _shifted,
    ">>": operator.rshift,
    "negative": operator.neg,
    "positive": operator.pos,
    "~": operator.invert,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "slice": lambda of, *limits: of[slice(*limits)],
    "format": formatted,
}
