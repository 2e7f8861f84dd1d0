"""Compares what was read of a function with what running it gives."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.answers import FromOrigin, LiteralText, Shape, Undetermined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.handlers.answers import CodeAnswer, CodeReading, HeaderValue


def contains(
    reading: CodeReading,
    event: Mapping[str, Any],
    response: Mapping[str, Any],
    judged: Callable[[str], bool] | None = None,
) -> bool:
    """Whether one of the answers that were read is the one that the function gave.

    Args:
        reading: of the function.
        event: that it was run with.
        response: that it returned.
        judged: tells the headers that are compared, by their names; None for all of CORS.
    """
    if reading.undetermined:
        return True
    is_judged = judged or _is_judged
    return any(_is(answer, event, response, is_judged) for answer in reading.answers)


def _is(
    answer: CodeAnswer,
    event: Mapping[str, Any],
    response: Mapping[str, Any],
    is_judged: Callable[[str], bool],
) -> bool:
    origin = {k.lower(): v for k, v in event["headers"].items()}.get("origin")
    if not answer.can_meet(method=event["httpMethod"], origin=origin):
        return False
    if answer.shape is Shape.UNDETERMINED:
        return True
    if not isinstance(answer.status, Undetermined) and answer.status != response["statusCode"]:
        return False
    actual = sorted(
        (name.lower(), str(value))
        for name, value in (response.get("headers") or {}).items()
        if is_judged(name)
    )
    read = sorted(
        (each for each in answer.headers if is_judged(each.name)), key=lambda each: each.name
    )
    if len(actual) != len(read):
        return bool(answer.unknown_headers)
    return any(
        all(
            name == each.name and _fits(each.value, value, origin)
            for (name, value), each in zip(actual, order, strict=True)
        )
        for order in permutations(read)
    ) or bool(answer.unknown_headers)


def _is_judged(name: str) -> bool:
    return name.lower().startswith("access-control-") or name.lower() == "vary"


def _fits(read: HeaderValue, actual: str, origin: str | None) -> bool:
    if isinstance(read, LiteralText):
        return read.text == actual
    if isinstance(read, FromOrigin):
        return actual == origin
    return True
