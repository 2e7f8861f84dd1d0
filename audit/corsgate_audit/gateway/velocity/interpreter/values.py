"""The values of a template: plain data, and how Java writes, compares and judges them.

Text, whole numbers, fractions, truth values and null are Python's own. The classes here mark what
has methods of its own; none of them has a method that a template could call: those are in tables.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from .errors import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .syntax import Block

    Value = Any
    """Any of the types of this module. What one can do is looked up by its type."""

_DEEPEST = 30
"""Lists and maps within each other that are still written down. One may hold itself."""


class Opaque:
    """What is known in part at most: what equals it, nobody can tell."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Later(Opaque):
    """A text that is known at the call only. It can be written; nothing is decided by it.

    Args:
        names: names of the variables that the text is made of.
        text: the text with a word in the place of each variable.
        other: the same text with a number in the place of each: what reads the two differently
            reads what nobody knows.
    """

    names: tuple[str, ...]
    text: str
    other: str


def joined(parts: list[str | Later]) -> str | Later:
    """Join texts; what is made of one that is known later is known later too.

    Args:
        parts: pieces of the text in their order.
    """
    text = "".join(part if isinstance(part, str) else part.text for part in parts)
    later = [part for part in parts if isinstance(part, Later)]
    if not later:
        return text
    names = dict.fromkeys(name for part in later for name in part.names)
    other = "".join(part if isinstance(part, str) else part.other for part in parts)
    return Later((*names,), text, other)


class Character(str):
    """Java's `char`: written like a text of one character, but of another type."""

    __slots__ = ()


class JsonList(list["Value"]):
    """A list out of JSON, which is written as JSON.

    Source: localstack/localstack, `test_input_path_template_formatting` (recorded on AWS).
    """


class Array(list["Value"]):
    """An array, which Java writes as an address."""


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows of itself: it changes with the map.

    Args:
        pairs: the map that is viewed, which may still change.
        part: part of it that is shown: keys, values or entries.
    """

    pairs: dict[str, Value]
    part: Part

    @property
    def items(self) -> list[Value]:
        """What is shown now."""
        if self.part is Part.ENTRIES:
            return [Entry(*pair) for pair in self.pairs.items()]
        return [*(self.pairs if self.part is Part.KEYS else self.pairs.values())]


class Part(Enum):
    """What a view shows."""

    KEYS = "keySet"
    VALUES = "values"
    ENTRIES = "entrySet"


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair of a map."""

    key: Value
    value: Value


@dataclass(frozen=True, slots=True)
class Loop:
    """`$foreach`.

    Args:
        index: number of the round, from 0.
        length: number of rounds.
    """

    index: int
    length: int


@dataclass(frozen=True, slots=True)
class Definition:
    """What `#define` has named: rendered anew wherever it is written."""

    body: Block


def type_name(value: Value) -> str:
    """Name the type of a value for people."""
    names: dict[type, str] = {
        str: "text",
        bool: "Boolean",
        int: "Integer",
        float: "Double",
        type(None): "null",
        dict: "map",
    }
    return names.get(type(value), type(value).__name__)


class Writer:
    """Writes values as Java does.

    Args:
        render: renders the body of a `#define`.
    """

    def __init__(self, render: Callable[[Definition], str]) -> None:
        self._render = render

    def text(self, value: Value, depth: int = 0) -> str:
        """Return what `toString` returns.

        Args:
            value: any.
            depth: levels above it.

        Raises:
            UndeterminedError: it nests too deep, or Java writes an address or the name of a class.
        """
        if depth > _DEEPEST:
            message = "writes a value that nests too deep"
            raise UndeterminedError(message)
        write = _WRITERS.get(type(value))
        if write is not None:
            return write(value)
        if isinstance(value, JsonList):
            return _json(value, depth)
        if isinstance(value, View):
            value = value.items
        if type(value) is list:
            return f"[{', '.join(self.text(each, depth + 1) for each in value)}]"
        if type(value) is dict:
            return f"{{{', '.join(self._pair(*pair, depth) for pair in value.items())}}}"
        if isinstance(value, Entry):
            return self._pair(value.key, value.value, depth)
        if isinstance(value, Definition):
            return self._render(value)
        message = f"writes {type_name(value)}, which has no text of its own"
        raise UndeterminedError(message)

    def _pair(self, key: Value, value: Value, depth: int) -> str:
        return f"{self.text(key, depth + 1)}={self.text(value, depth + 1)}"


_SMALLEST, _LARGEST = 1e-3, 1e7
"""Between which Java writes a `double` without an exponent."""


def _fraction(value: float) -> str:
    """Write a `double`: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/Double.html#toString(double)."""
    if not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if value == 0 or _SMALLEST <= abs(value) < _LARGEST:
        # Python writes an exponent below 1e-4 and from 1e16 on only.
        return repr(value)
    # 17 digits: with fewer, 99999999 would be rounded up to the next power of ten.
    mantissa, _, exponent = f"{value:.16e}".partition("e")
    digits = repr(value).partition("e")[0].replace(".", "").replace("-", "").strip("0")
    sign = "-" if mantissa.startswith("-") else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{int(exponent)}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda value: value,
    Character: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _fraction,
    type(None): lambda _: "null",
}

_PLAIN_JSON = re.compile(r"[ -~]*")


def _json(value: Value, depth: int) -> str:
    """Write what came out of JSON as JSON without blanks.

    Libraries differ in what they escape beyond quotes; such text is left undetermined.
    """
    if depth > _DEEPEST:
        message = "writes a value that nests too deep"
        raise UndeterminedError(message)
    if isinstance(value, list):
        return f"[{','.join(_json(each, depth + 1) for each in value)}]"
    if isinstance(value, dict):
        pairs = (f"{_json(key, depth)}:{_json(each, depth + 1)}" for key, each in value.items())
        return f"{{{','.join(pairs)}}}"
    if type(value) in {bool, int, type(None)}:
        return json.dumps(value)
    if type(value) is str and _PLAIN_JSON.fullmatch(value) and not {"/", "\\", '"'} & set(value):
        return f'"{value}"'
    message = f"writes a list of JSON with {type_name(value)} in it"
    raise UndeterminedError(message)


def equals(left: Value, right: Value, depth: int = 0) -> bool:
    """Return what Java's `equals` returns: values of different types differ.

    Args:
        left: any value.
        right: any other.
        depth: levels above them.

    Raises:
        UndeterminedError: one of them is not known, or of a type that is not compared here.
    """
    if depth > _DEEPEST:
        message = "compares values that nest too deep"
        raise UndeterminedError(message)
    for each in (left, right):
        if isinstance(each, Opaque):
            message = "compares what is not known"
            raise UndeterminedError(message)
        if type(each) not in _COMPARED:
            message = f"compares {type_name(each)}, which is not evaluated here"
            raise UndeterminedError(message)
    if Array in {type(left), type(right)}:
        # An array equals itself and nothing else.
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(
            equals(*pair, depth + 1) for pair in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            equals(left[key], right[key], depth + 1) for key in left
        )
    if isinstance(left, Entry) and isinstance(right, Entry):
        pairs = ((left.key, right.key), (left.value, right.value))
        return all(equals(*pair, depth + 1) for pair in pairs)
    return type(left) is type(right) and bool(left == right)


_COMPARED = frozenset(
    {str, Character, bool, int, float, type(None), Entry, list, JsonList, Array, dict}
)
"""Types whose `equals` is known. What the others are to Java, templates cannot tell us."""
