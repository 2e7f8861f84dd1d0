"""What a function answers, as its code says: frozen values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from corsgate_audit.handlers.code import CodeLocation


@dataclass(frozen=True, slots=True)
class LiteralText:
    """A header's value that the code has."""

    text: str


@dataclass(frozen=True, slots=True)
class FromOrigin:
    """A header's value that is the ``Origin`` of the request.

    Args:
        compared: Whether the code compares the origin before it sends it, or calls something that
            may.
        header: Name by which the code reads it: an HTTP API writes all names in lower case.
    """

    compared: bool
    header: str = "origin"


@dataclass(frozen=True, slots=True)
class NoText:
    """A header's value that is no text: ``["a", "b"]``; the gateway refuses such an answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Undetermined:
    """What cannot be told from the code.

    Args:
        expression: Expression in the notation of the code.
    """

    expression: str


HeaderValue: TypeAlias = LiteralText | FromOrigin | NoText | Undetermined


@dataclass(frozen=True, slots=True)
class AnsweredHeader:
    """One header of an answer; ``name`` in lower case."""

    name: str
    value: HeaderValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the code has asked of the request on the way to an answer.

    Args:
        about: ``origin``, ``method``, ``path``, ``resource`` or ``route``.
        text: Comparison in the notation of the code.
        operator: ``==``, ``in`` or ``present``; empty for a comparison that cannot be repeated.
        values: Constants on the other side of the comparison.
        holds: Whether it came out true.
    """

    about: str
    text: str
    operator: str = ""
    values: tuple[str, ...] = ()
    holds: bool = True

    def allows(self, value: str | None) -> bool | None:
        """Whether a request with this value can take the way; None where it cannot be told."""
        if self.operator == "present":
            return (value is not None) is self.holds
        if not self.operator:
            return None
        return (value in self.values) is self.holds


class Shape(StrEnum):
    """What sort of value the function returns."""

    RESPONSE = "response"
    """An object with a status, headers or a body."""
    PAYLOAD = "payload"
    """Any other value: a REST API answers 502, an HTTP API and a function URL wrap it."""
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAnswer:
    """One answer that the code can give.

    Args:
        place: Line of the handler's return.
        written: Line of the object that is returned; None where that is not followed.
        status: HTTP status; an undetermined one may be any.
        headers: Headers that the code is known to send, sorted.
        unknown_headers: Dictionaries of headers that could not be followed: any name may be in
            them.
        body_headers: Names of CORS headers that stand in the body, where no browser looks.
        when: Conditions that the path to this answer has decided.
        is_error: Whether it is given while an exception is handled.
        by: Name of the library that answers; None for the function's own code.
    """

    place: CodeLocation
    status: int | Undetermined
    written: CodeLocation | None = None
    shape: Shape = Shape.RESPONSE
    headers: tuple[AnsweredHeader, ...] = ()
    unknown_headers: tuple[Undetermined, ...] = ()
    body_headers: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    is_error: bool = False
    by: str | None = None

    def values(self, name: str) -> tuple[HeaderValue, ...] | Undetermined:
        """Return the values of a header; undetermined where one may be there that is not seen.

        Args:
            name: Header name in lower case.
        """
        found = tuple(each.value for each in self.headers if each.name == name)
        if self.shape is Shape.UNDETERMINED:
            return Undetermined(self.unknown_headers[0].expression)
        return found if found or not self.unknown_headers else self.unknown_headers[0]

    def can_meet(self, *, method: str, origin: str | None = None, path: str | None = None) -> bool:
        """Whether a request can get this answer, as far as the code's own conditions tell.

        Args:
            method: Request method in upper case.
            origin: Origin of the page; None for a request that is not a page's.
            path: Path of the request; None where it is not known.
        """
        given = {"method": method, "origin": origin}
        if path is not None:
            given["path"] = path
        return all(
            each.allows(given[each.about]) is not False for each in self.when if each.about in given
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReading:
    """What the code of one function says.

    Args:
        answers: Every answer that it can give, in the order of the source.
        undetermined: Reasons why the code was not followed to its end; further answers are possible
            then.
        may_raise: Whether an exception may leave the handler: the gateway answers that, not the
            function.
    """

    answers: tuple[CodeAnswer, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    may_raise: bool = False

    @property
    def answers_http(self) -> bool:
        """Whether any path returns what a front door could send."""
        return bool(self.undetermined) or any(
            each.shape is not Shape.PAYLOAD for each in self.answers
        )
