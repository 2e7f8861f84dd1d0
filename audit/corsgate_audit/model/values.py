"""What every part of the model is made of: values, known or not, and where they were read.

A value that a source names but does not hold (an import, a parameter without a default, a stage
variable) is an `Unresolved` in the value's place. Rules and the gateway never judge such a value
on a default: they say that it is not determined.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that could not be resolved.

    Args:
        expression: expression as the source has it, for people: ``!ImportValue shared-origin``.
        reason: why it could not be resolved, a sentence without a final period.
        literal: the parts of a text that the source has letter by letter; empty where there are
            none.
    """

    expression: str
    reason: str
    literal: str = field(default="", compare=False, repr=False)


Text = str | Unresolved
Flag = bool | Unresolved
Number = int | Unresolved
Texts = tuple[Text, ...] | Unresolved
StageVariables = tuple[str, tuple[tuple[str, Text], ...] | Unresolved]
"""The name of a stage, and its variables."""


class HasLocation(Protocol):
    """A part of the model that was read somewhere."""

    @property
    def location(self) -> Location:
        """Where it was read."""


class UndeterminedError(Exception):
    """What is asked depends on values that are not known before deployment.

    Args:
        values: the values, at least one.
        at: the part of the model that has them; None for the one that was asked about.
        note: what is not known for them, one sentence; empty for no more than the values.
    """

    def __init__(self, *values: Unresolved, at: HasLocation | None = None, note: str = "") -> None:
        super().__init__(note or ", ".join(value.expression for value in values))
        self.parts = tuple((value, at) for value in values)

    @property
    def values(self) -> tuple[Unresolved, ...]:
        """The values that are not known."""
        return tuple(value for value, _ in self.parts)


def known(value: Value | Unresolved, note: str = "") -> Value:
    """Return a value that has to be known.

    Args:
        value: the value, or what stands in its place.
        note: what is not known without it, one sentence.

    Raises:
        UndeterminedError: it is not.

    Example:
        >>> known("NONE")
        'NONE'
    """
    if isinstance(value, Unresolved):
        raise UndeterminedError(value, note=note)
    return value


def all_known(values: Texts) -> tuple[str, ...]:
    """Return a list of which every entry has to be known.

    Raises:
        UndeterminedError: the list is not known, or some of its entries are not: all of these.
    """
    unknown = unknown_in(values)
    if unknown:
        raise UndeterminedError(*unknown)
    return tuple(each for each in known(values) if isinstance(each, str))


def unknown_in(*values: object) -> tuple[Unresolved, ...]:
    """Return the values that are not known, and the entries that are not of lists among them."""
    every = (each for value in values for each in (value if isinstance(value, tuple) else (value,)))
    return tuple(each for each in every if isinstance(each, Unresolved))


def includes(values: Texts, wanted: str) -> bool:
    """Whether a list has an entry.

    Raises:
        UndeterminedError: the entry is none of the known ones, and others are not known.

    Example:
        >>> includes(("*", Unresolved("!Ref Origin", "no default")), "*")
        True
    """
    return (isinstance(values, tuple) and wanted in values) or wanted in all_known(values)


class Unknowns:
    """The values that kept some parts of the model from being judged, while others were.

    Example:
        >>> unknown = Unknowns()
        >>> for value in ("a", Unresolved("!Ref B", "no default"), "c"):
        ...     with unknown.about(None):
        ...         print(known(value))
        a
        c
        >>> unknown.name_them()
        Traceback (most recent call last):
        corsgate_audit.model.values.UndeterminedError: !Ref B
    """

    def __init__(self) -> None:
        self._parts: list[tuple[Unresolved, HasLocation | None]] = []

    @contextmanager
    def about(self, part: HasLocation | None) -> Iterator[None]:
        """Judge one part; a value that is not known ends it, and nothing else.

        Args:
            part: the part that has the value; None for what is judged as a whole.
        """
        try:
            yield
        except UndeterminedError as error:
            self._parts += [(value, at or part) for value, at in error.parts]

    def name_them(self) -> None:
        """Name the values, once nothing else is left to be said.

        Raises:
            UndeterminedError: there are some.
        """
        if self._parts:
            error = UndeterminedError(*(value for value, _ in self._parts))
            error.parts = tuple(self._parts)
            raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a thing was read. Left out of comparisons between sources.

    Args:
        source: a template's path, or ``aws`` for a live account.
        pointer: a JSON pointer into the template, or the API call that returned the value.
        logical_id: logical id of the resource; None outside templates.
        arn: ARN of the thing; None outside accounts.
        account: id of the account; None outside accounts.
        region: region of the account; None outside accounts.
        line: number of the line, counted from 1, where the source has lines.
        construct: the path of the CDK construct that wrote it: ``Shop/Api/Default/items/PUT``.
    """

    source: str
    pointer: str
    logical_id: str | None = None
    arn: str | None = None
    account: str | None = None
    region: str | None = None
    line: int | None = None
    construct: str | None = None
