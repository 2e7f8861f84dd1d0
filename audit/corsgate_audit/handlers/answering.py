"""Turns what a handler returns into answers: status, headers, and what could not be told.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers.answers import (
    AnsweredHeader,
    CodeAnswer,
    FromOrigin,
    LiteralText,
    NoText,
    Shape,
    Undetermined,
)
from corsgate_audit.handlers.code import ABSENT
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Json, Known, Obj, OneOf, Unfollowed
from corsgate_audit.handlers.values.definitions import ClassValue
from corsgate_audit.handlers.values.describing import text_of
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.handlers.answers import Condition, HeaderValue
    from corsgate_audit.handlers.code import CodeLocation
    from corsgate_audit.handlers.values.value import Value

_RESPONSE = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
_MANY = 48  # alternatives of one answer
_CORS = "access-control-"
_JUDGED = frozenset({"vary"})


class _Headers(NamedTuple):
    """One way that the headers may be."""

    known: tuple[AnsweredHeader, ...]
    unknown: tuple[Undetermined, ...]


class PathContext(NamedTuple):
    """What is known of the path that led to an answer.

    Args:
        place: Line of the return.
        when: Conditions that the path has decided, in their order.
        is_error: Whether an exception is being handled.
        is_joined: Whether paths were followed together: no condition is known.
    """

    place: CodeLocation
    when: tuple[Condition, ...]
    is_error: bool
    is_joined: bool


def answers_of(
    value: Value,
    place: CodeLocation,
    when: tuple[Condition, ...],
    *,
    is_error: bool = False,
    is_joined: bool = False,
) -> Iterator[CodeAnswer]:
    """Yield the answers that a returned value stands for.

    Args:
        value: Value that the handler returns.
        place: Line of the return.
        when: Conditions that the path has decided, in their order.
        is_error: Whether an exception is being handled.
        is_joined: Whether paths were followed together: no condition is known.
    """
    context = PathContext(place, when, is_error, is_joined)
    for each in _options(value):
        yield from _answers(each, context)


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)


def _answers(value: Value, context: PathContext) -> Iterator[CodeAnswer]:
    place, when = context.place, context.when
    if isinstance(value, Native) and value.name == "failed":
        return
    if isinstance(value, Obj) and _is_plain(value):
        yield from _of_object(value, context)
    elif isinstance(value, Known | Arr | Json | Obj) or (
        isinstance(value, EventPart) and not value.path
    ):
        yield CodeAnswer(
            place=place,
            status=200,
            shape=Shape.PAYLOAD,
            when=when,
            is_error=context.is_error,
        )
    else:
        unknown = (Undetermined(text_of(value)),)
        yield CodeAnswer(
            place=place,
            status=unknown[0],
            shape=Shape.UNDETERMINED,
            unknown_headers=unknown,
            when=when,
            is_error=context.is_error,
        )


def _is_plain(value: Obj) -> bool:
    """Whether an object becomes JSON: in Python a dictionary, in JavaScript an instance, too."""
    if isinstance(value.class_, ClassValue):
        return value.class_.module.code.language == "javascript"
    return value.class_ is None


def _of_object(value: Obj, context: PathContext) -> Iterator[CodeAnswer]:
    # Of paths that were followed together only the last return is known: the object has a line.
    place = (value.place if context.is_joined else None) or context.place
    if not value.rest and not _RESPONSE & value.entries.keys():
        yield CodeAnswer(
            place=place, written=value.place, status=200, shape=Shape.PAYLOAD, when=context.when
        )
        return
    unknown = tuple(Undetermined(each.text) for each in value.rest)
    missing: Value = Unfollowed(value.rest[0].text) if value.rest else UNDEFINED
    statuses = [_status(each) for each in _options(value.entries.get("statusCode", missing))]
    body = tuple(dict.fromkeys(_in_body(value.entries.get("body"))))
    for headers in _headers(value, context):
        for status in dict.fromkeys(statuses):
            yield CodeAnswer(
                place=place,
                written=value.place,
                status=status,
                headers=headers.known,
                unknown_headers=_distinct([*headers.unknown, *_hidden(value, unknown)]),
                body_headers=body,
                when=context.when,
                is_error=context.is_error,
                by=value.by,
            )


def _hidden(value: Obj, unknown: tuple[Undetermined, ...]) -> tuple[Undetermined, ...]:
    """Return what may hold headers that are not seen: an unknown part of the response itself."""
    return unknown if "headers" not in value.entries else ()


def _distinct(items: Iterable[Undetermined]) -> tuple[Undetermined, ...]:
    return tuple(dict.fromkeys(items))


def _status(value: Value) -> int | Undetermined:
    if isinstance(value, Native):  # an enum's member
        number = value.member(None, "value")  # type: ignore[arg-type] # needs no interpreter
        return _status(number) if number is not None else Undetermined(text_of(value))
    if isinstance(value, Obj) and "value" in value.entries:
        return _status(value.entries["value"])
    if isinstance(value, Known):
        if isinstance(value.value, int | float) and not isinstance(value.value, bool):
            return int(value.value)
        if isinstance(value.value, str) and value.value.strip().isdigit():
            return int(value.value)
        if value.value is ABSENT or value.value is None:
            return 200
    return Undetermined(text_of(value))


def _headers(value: Obj, context: PathContext) -> Iterator[_Headers]:
    """Yield each way that the headers may be."""
    singles = _options(value.entries.get("headers", UNDEFINED))
    multiples = _options(value.entries.get("multiValueHeaders", UNDEFINED))
    for single, multiple in itertools.product(singles, multiples):
        for one in _of_dictionary(single, context):
            for many in _of_dictionary(multiple, context):
                # A value that is in both is sent once, and others are all sent.
                both = [*many.known, *(each for each in one.known if each not in many.known)]
                known = tuple(sorted(both, key=lambda h: (h.name, str(h.value))))
                yield _Headers(known, (*one.unknown, *many.unknown))


def _of_dictionary(value: Value, context: PathContext) -> Iterator[_Headers]:
    if isinstance(value, Known):
        yield _Headers((), ())
        return
    if not isinstance(value, Obj):
        yield _Headers((), (Undetermined(text_of(value)),))
        return
    unknown = tuple(Undetermined(each.text) for each in value.rest)
    judged: list[list[tuple[AnsweredHeader, ...]]] = []
    others: list[AnsweredHeader] = []
    for name, entry in value.entries.items():
        lower = name.strip().lower()
        ways = [
            tuple(AnsweredHeader(lower, each) for each in _values(option, context))
            for option in _options(entry)
        ]
        if lower.startswith(_CORS) or lower in _JUDGED:
            judged.append(list(dict.fromkeys(ways)))
        elif len(ways) == 1:
            others += ways[0]
        else:
            others.append(AnsweredHeader(lower, Undetermined(text_of(entry))))
    for way in itertools.islice(itertools.product(*judged), _MANY):
        yield _Headers((*others, *itertools.chain(*way)), unknown)


def _values(value: Value, context: PathContext) -> tuple[HeaderValue, ...]:
    """Return what a header's value is: nothing where it is not sent."""
    if isinstance(value, Known):
        return _constant(value)
    if isinstance(value, EventPart) and value.subject == "origin":
        if context.is_joined:
            return (Undetermined(value.text),)
        if any(each == _NO_ORIGIN for each in map(_bare, context.when)):
            return ()
        return (FromOrigin(_is_compared(context.when), value.path[-1]),)
    if isinstance(value, Arr) and value.rest is None and len(value.items) == 1:
        return _values(value.items[0], context)
    if isinstance(value, Arr | Obj):
        return (NoText(text_of(value)),)
    return (Undetermined(text_of(value)),)


def _constant(value: Known) -> tuple[HeaderValue, ...]:
    constant = value.value
    if constant is ABSENT:
        return ()
    if constant is None:
        return (NoText("null"),)
    if isinstance(constant, bool):
        return (LiteralText("true" if constant else "false"),)
    return (LiteralText(str(constant)),)


_NO_ORIGIN = ("origin", "present", False)


def _bare(condition: Condition) -> tuple[str, str, bool]:
    return (condition.about, condition.operator, condition.holds)


def _is_compared(when: tuple[Condition, ...]) -> bool:
    """Whether the code asks about the origin, beyond whether there is one."""
    return any(
        each.about == "origin" and each.operator != "present" and (each.holds or not each.operator)
        for each in when
    )


def _in_body(value: Value | None) -> Iterator[str]:
    """Yield CORS headers that stand in the body, in an object called ``headers``."""
    inner = value.of if isinstance(value, Json) else value
    if not isinstance(inner, Obj):
        return
    headers = inner.entries.get("headers")
    if isinstance(headers, Obj):
        yield from (each.lower() for each in headers.entries if each.lower().startswith(_CORS))
