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
        compared: the code compares the origin before it sends it, or asks somebody who may.
        header: the name by which the code reads it: an HTTP API writes all names in lower case.
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
        expression: as the code has it.
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
        text: the comparison, as the code has it.
        operator: ``==``, ``in`` or ``present``; empty where it is none that can be repeated.
        values: that it is compared with.
        holds: whether it came out true.
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
        place: of the handler's return.
        written: where the object that is returned is written; None where that is not followed.
        status: an undetermined one may be any.
        headers: those that the code is known to send, sorted.
        unknown_headers: dictionaries of headers that could not be followed: any name may be in
            them.
        body_headers: names of CORS headers that stand in the body, where no browser looks.
        when: what was asked of the request on the way.
        is_error: it is given while an exception is handled.
        by: the library that answers; None for the function's own code.
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
            name: in lower case.
        """
        found = tuple(each.value for each in self.headers if each.name == name)
        if self.shape is Shape.UNDETERMINED:
            return Undetermined(self.unknown_headers[0].expression)
        return found if found or not self.unknown_headers else self.unknown_headers[0]

    def can_meet(self, *, method: str, origin: str | None = None, path: str | None = None) -> bool:
        """Whether a request can get this answer, as far as the code's own conditions tell.

        Args:
            method: upper-case.
            origin: None where the request is not a page's.
            path: None where it is not known.
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
        answers: every answer that it can give, in the order of the source.
        undetermined: what kept the code from being followed to its end; answers beyond those are
            possible then.
        may_raise: an exception may leave the handler: the gateway answers that, not the function.
        answers_http: False where no path returns what a front door could send.
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
