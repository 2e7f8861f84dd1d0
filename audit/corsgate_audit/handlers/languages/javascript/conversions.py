"""What JavaScript makes of a value: a text, a number, the kind that ``typeof`` tells.

Sources: https://tc39.es/ecma262/#sec-tostring, https://tc39.es/ecma262/#sec-tonumber,
https://tc39.es/ecma262/#sec-numeric-types-number-tostring
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.handlers.code.nodes import ABSENT, Absent
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.data import Arr, Known, MapEntries, Obj, SetItems

if TYPE_CHECKING:
    from corsgate_audit.handlers.values.value import Value

Primitive: TypeAlias = "str | int | float | Absent | None"
NAN = math.nan
_DECIMAL = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")
"""Nothing is given back: a long text that is no number would take time without end."""
_DIGITS = {"0x": re.compile(r"[0-9a-fA-F]+"), "0o": re.compile("[0-7]+"), "0b": re.compile("[01]+")}
_BASES = {"0x": 16, "0o": 8, "0b": 2}
_SPACES = " \t\n\v\f\r\ufeff\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_EXACT = 2**53
_DEEPEST = 20


def text_of(value: Value, depth: int = _DEEPEST) -> str:
    """Return what ``String(value)`` gives.

    Args:
        value: Constant, array, or object of no class.
        depth: Arrays within arrays.

    Raises:
        NotDeterminedError: It is not known.
    """
    if isinstance(value, Known):
        return primitive_text(value.value)
    if isinstance(value, Arr) and value.rest is None and depth and not isinstance(value, SetItems):
        return joined(value, ",", depth - 1)
    if isinstance(value, Obj) and value.class_ is None and not value.rest:
        if "toString" in value.entries or "valueOf" in value.entries:
            raise NotDeterminedError
        return "[object Map]" if isinstance(value, MapEntries) else "[object Object]"
    raise NotDeterminedError


def joined(of: Arr, between: str, depth: int = _DEEPEST) -> str:
    """Return what ``array.join(between)`` gives.

    Args:
        of: Array all of whose items are known.
        between: Text between two items.
        depth: Arrays within arrays.

    Raises:
        NotDeterminedError: An item is not known.
    """
    if of.rest is not None:
        raise NotDeterminedError
    texts = [
        "" if isinstance(each, Known) and _is_nothing(each.value) else text_of(each, depth)
        for each in of.items
    ]
    bounded(sum(map(len, texts)) + len(texts) * len(between))
    return between.join(texts)


def _is_nothing(value: object) -> bool:
    return value is None or value is ABSENT


def primitive_text(value: object) -> str:
    """Return what ``String(constant)`` gives; bytes are no constants of JavaScript's.

    Raises:
        NotDeterminedError: It is none.
    """
    if isinstance(value, str):
        return value
    if value is None or value is ABSENT:
        return "null" if value is None else "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    raise NotDeterminedError


def number_text(number: float) -> str:
    """Return a number as JavaScript writes it: the shortest digits that stand for it."""
    number = _double(number)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    written = Decimal(repr(number))
    if number == 0 or 1e-6 <= abs(number) < 1e21:  # noqa: PLR2004 - where the standard draws the line
        plain = f"{abs(written):f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return f"-{plain}" if number < 0 else plain
    sign, digits, _ = written.as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    exponent = written.adjusted()
    fraction = f".{text[1:]}" if len(text) > 1 else ""
    return f"{'-' if sign else ''}{text[0]}{fraction}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def number_of(value: Value) -> int | float:
    """Return what ``Number(value)`` gives.

    Raises:
        NotDeterminedError: It is not known.
    """
    constant: object = value.value if isinstance(value, Known) else text_of(value)
    if isinstance(constant, bool) or constant is None:
        return int(constant or 0)
    if isinstance(constant, int | float):
        return normal(constant)
    if constant is ABSENT:
        return NAN
    if isinstance(constant, str):
        return _number_in(trimmed(constant))
    raise NotDeterminedError


def trimmed(text: str) -> str:
    """Return what ``text.trim()`` gives: JavaScript's white space, which is not Python's."""
    return text.strip(_SPACES)


def trimmed_start(text: str) -> str:
    """Return what ``text.trimStart()`` gives."""
    return text.lstrip(_SPACES)


def trimmed_end(text: str) -> str:
    """Return what ``text.trimEnd()`` gives."""
    return text.rstrip(_SPACES)


def _number_in(text: str) -> int | float:
    if not text:
        return 0
    prefix = text[:2].lower()
    if prefix in _BASES:
        digits = text[2:]
        whole = _DIGITS[prefix].fullmatch(digits)
        return normal(int(digits, _BASES[prefix])) if whole else NAN
    if text.lstrip("+-") == "Infinity" and len(text) <= len("+Infinity"):
        return -math.inf if text.startswith("-") else math.inf
    return normal(float(text)) if _DECIMAL.fullmatch(text) else NAN


def normal(number: float) -> int | float:
    """Return a number as the reading keeps it: a whole one as an integer."""
    number = _double(number)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _double(number: float) -> float:
    """Return a number as JavaScript holds it: one that is too large is infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def kind_of(value: Primitive) -> str:
    """Return the kind that two constants must share to be the same."""
    if value is None or value is ABSENT:
        return "null" if value is None else "undefined"
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"
