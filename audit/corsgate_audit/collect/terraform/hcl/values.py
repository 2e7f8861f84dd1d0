"""Values of Terraform's language, and those that nobody knows before Terraform runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from corsgate_audit.collect.budget import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_SIZE: Final = 20_000
"""Values in one value, those within it included: a short text can stand for billions of them."""
_OPEN, _CLOSE = "\uf8f0", "\uf8f1"
"""Around the number of an unknown part of a text; the private use area has no other use here."""
_HOLE = re.compile(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
_SHOWN = 100

Value: TypeAlias = object


class EvaluationError(Exception):
    """Terraform would refuse the expression; the text says why, and quotes nothing of a file."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the configuration does not hold.

    Args:
        expression: expression as the configuration has it, for people.
        reason: why it is not known, a sentence without a final period.
        address: address of the resource whose attribute it is; None for any other value.
        attribute: the attribute.
    """

    expression: str
    reason: str
    address: str | None = None
    attribute: str = ""


class Traced(str):
    """A text that is known, and that a resource has as an attribute.

    Whatever changes the text forgets the resource: the result is a plain ``str``.
    """

    __slots__ = ("address", "attribute")
    address: str
    attribute: str

    @classmethod
    def of(cls, value: str, address: str, attribute: str) -> Traced:
        """Note where a text comes from.

        Args:
            value: the text.
            address: address of the resource.
            attribute: its attribute.
        """
        made = cls(value)
        made.address, made.attribute = address, attribute
        return made


class SetOf(list[object]):
    """A set: sorted, each value once. In ``for`` its keys are its values."""


class Handle(Protocol):
    """Something that has attributes which are evaluated when they are asked for."""

    address: str

    def attribute(self, name: str) -> Value:
        """Evaluate one attribute."""


class Holes:
    """The unknown parts of texts, by number.

    A text goes through ``jsonencode`` and templates with a mark in the place of each unknown
    part, so that the rest of an OpenAPI document is read although a function's ARN is not known.
    """

    def __init__(self) -> None:
        self._unknown: list[Unknown] = []

    def mark(self, unknown: Unknown) -> str:
        """Return the mark that stands for an unknown value in a text."""
        self._unknown.append(unknown)
        return f"{_OPEN}{len(self._unknown) - 1}{_CLOSE}"

    def parts(self, text: str) -> Iterator[str | Unknown]:
        """Take a text apart: what is known, and the values that the marks stand for."""
        for index, part in enumerate(_HOLE.split(text)):
            if index % 2 == 0:
                if part:
                    yield part
            elif int(part) < len(self._unknown):
                yield self._unknown[int(part)]

    def first(self, text: str) -> Unknown | None:
        """Return the first unknown part of a text."""
        return next((part for part in self.parts(text) if isinstance(part, Unknown)), None)

    def shown(self, text: str) -> str:
        """Write a text for people, with the expressions of its unknown parts."""
        return "".join(
            f"${{{part.expression}}}" if isinstance(part, Unknown) else part
            for part in self.parts(text)
        )


def is_marked(value: Value) -> bool:
    """Whether a text has unknown parts."""
    return isinstance(value, str) and _OPEN in value


def unknown_in(value: Value, holes: Holes) -> Unknown | None:
    """Return the first thing within a value that is not known; None where all is."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, str):
        return holes.first(value) if _OPEN in value else None
    if isinstance(value, Mapping):
        found = (unknown_in(item, holes) for item in value.values())
        return next((each for each in found if each is not None), None)
    if isinstance(value, list):
        found = (unknown_in(item, holes) for item in value)
        return next((each for each in found if each is not None), None)
    if is_handle(value):
        return Unknown(handle(value).address, "a whole resource is known only after apply")
    return None


def is_handle(value: Value) -> bool:
    """Whether a value is a resource, a data source or a module."""
    return hasattr(value, "attribute") and not isinstance(value, Traced | Unknown)


def handle(value: Value) -> Handle:
    """Return a value of which `is_handle` is true."""
    return value  # type: ignore[return-value]  # what is_handle says


def bounded(value: Value) -> Value:
    """Refuse a value that is larger than any configuration needs.

    Raises:
        EvaluationError: it is.
    """
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            message = f"a string of more than {MAX_TEXT:,} characters"
            raise EvaluationError(message)
        return value
    if isinstance(value, list | dict) and size_of(value) > MAX_SIZE:
        message = f"more than {MAX_SIZE:,} values"
        raise EvaluationError(message)
    return value


def size_of(value: Value) -> int:
    """Count the values in a value, and stop where there are too many.

    Args:
        value: any value.
    """
    count, pending = 0, [value]
    while pending and count <= MAX_SIZE:
        each = pending.pop()
        count += 1
        if isinstance(each, dict):
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
    return count + len(pending)


def renamed(unknown: Unknown, expression: str) -> Unknown:
    """Return an unknown value as a larger expression has it; the resource stays."""
    return replace(unknown, expression=shown(expression))


def shown(text: str) -> str:
    """Write an expression for people, on one line and cut to its length."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def text_of(value: Value, holes: Holes, expression: str) -> str:
    """Write a value into a text, as templates do.

    Args:
        value: value of the expression.
        holes: notes of unknown values.
        expression: expression, for people.

    Raises:
        EvaluationError: it is a list, a map or null.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Unknown):
        return holes.mark(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if is_handle(value):
        return holes.mark(Unknown(expression, "a whole resource is known only after apply"))
    what = "null" if value is None else "a list or a map"
    message = f"{what} cannot be a part of a string"
    raise EvaluationError(message)


def number_text(value: float) -> str:
    """Write a number as Terraform does: a whole one without a decimal point."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def mapped(value: Value, work: Callable[[Value], Value]) -> Value:
    """Apply a function to every text and every unknown value within a value.

    Args:
        value: any value.
        work: what becomes of a text or an unknown value.
    """
    if isinstance(value, dict):
        return {key: mapped(item, work) for key, item in value.items()}
    if isinstance(value, list):
        return [mapped(item, work) for item in value]
    return work(value)
