"""JavaScript's operators on constants: what the standard says of numbers, texts and arrays.

Source: https://tc39.es/ecma262/#sec-applystringornumericbinaryoperator
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from corsgate_audit.handlers.code.nodes import ABSENT
from corsgate_audit.handlers.languages.javascript.conversions import (
    NAN,
    kind_of,
    normal,
    number_of,
    text_of,
)
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.data import Arr, Known, known

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.handlers.values.value import Value


def operate(name: str, operands: Sequence[Value]) -> Value | None:
    """Apply an operator.

    Args:
        name: Operator as the code has it; ``negative`` and ``positive`` for one operand.
        operands: Values on its sides.

    Returns:
        The result; None where it is not determined.
    """
    try:
        if name in _ORDERS:
            return known(_ordered(name, *operands))
        if name == "+":
            return Known(_added(*operands))
        function = _NUMBERS.get(name)
        if function is None:
            return None
        return Known(normal(function(*(number_of(each) for each in operands))))
    except (NotDeterminedError, OverflowError):
        return None


def equal(left: Value, right: Value, is_strict: bool) -> bool | None:  # noqa: FBT001 - as Python's
    """Return whether two values are equal; None where that is not known.

    Args:
        left: Value on the left.
        right: Value on the right.
        is_strict: Whether ``===`` compares them, and no value is converted.
    """
    if isinstance(left, Known) and isinstance(right, Known):
        return _same(left, right) if is_strict else _loosely(left, right)
    if is_strict:
        return None
    for one, other in ((left, right), (right, left)):
        # An array is compared as a text; with nothing it is never equal.
        if isinstance(one, Known) and isinstance(other, Arr) and one.value not in {None, ABSENT}:
            try:
                return _loosely(one, Known(text_of(other)))
            except NotDeterminedError:
                return None
    return None


def _same(left: Known, right: Known) -> bool:
    return kind_of(left.value) == kind_of(right.value) and left.value == right.value  # type: ignore[arg-type] # bytes are no constants of JavaScript's


def _loosely(left: Known, right: Known) -> bool:
    kinds = {kind_of(left.value), kind_of(right.value)}  # type: ignore[arg-type] # as above
    if len(kinds) == 1:
        return _same(left, right)
    if kinds & {"null", "undefined"}:
        return kinds == {"null", "undefined"}
    return number_of(left) == number_of(right)


def _ordered(name: str, left: Value, right: Value) -> bool:
    texts = [_text_in(each) for each in (left, right)]
    if None not in texts:
        # Code units are compared, and not characters.
        one, other = (str(each).encode("utf-16-be", "surrogatepass") for each in texts)
        return bool(_ORDERS[name](one, other))
    return bool(_ORDERS[name](number_of(left), number_of(right)))


def _added(left: Value, right: Value) -> str | int | float:
    if any(_text_in(each) is not None for each in (left, right)):
        text = text_of(left) + text_of(right)
        bounded(len(text))
        return text
    return normal(number_of(left) + number_of(right))


def _text_in(value: Value) -> str | None:
    """Return what an operator takes for a text: texts, arrays and objects."""
    if isinstance(value, Known):
        return value.value if isinstance(value.value, str) else None
    return text_of(value)


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    if not right or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)


def _power(left: float, right: float) -> float:
    if math.isnan(right) or (abs(left) == 1 and math.isinf(right)):
        return NAN
    if left < 0 and not float(right).is_integer():
        return NAN
    if not left and right < 0:
        return math.inf
    power: float = float(left) ** float(right)
    return power


def _int32(number: float) -> int:
    wrapped = _uint32(number)
    return wrapped - 2**32 if wrapped >= 2**31 else wrapped


def _uint32(number: float) -> int:
    return int(number) % 2**32 if math.isfinite(number) else 0


_ORDERS: dict[str, Callable[..., object]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBERS: dict[str, Callable[..., float]] = {
    "-": operator.sub,
    "*": lambda left, right: float(left) * float(right),
    "/": _divided,
    "%": _remainder,
    "**": _power,
    "&": lambda left, right: _int32(left) & _int32(right),
    "|": lambda left, right: _int32(left) | _int32(right),
    "^": lambda left, right: _int32(left) ^ _int32(right),
    "<<": lambda left, right: _int32(_int32(left) << (_uint32(right) & 31)),
    ">>": lambda left, right: _int32(left) >> (_uint32(right) & 31),
    ">>>": lambda left, right: _uint32(left) >> (_uint32(right) & 31),
    "negative": operator.neg,
    "positive": operator.pos,
    "~": lambda number: ~_int32(number),
}
