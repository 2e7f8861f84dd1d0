"""A function behind a proxy integration that never sends Access-Control-Allow-Origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.rules.functions import fix_for, functions_of, lacks_origin, lines_of
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl, Handler, HttpApi, RestApi
    from corsgate_audit.rules.functions import Function


def subjects(api: RestApi | HttpApi | FunctionUrl | Handler) -> Iterator[Function]:
    """List the functions that pages are meant to call, and those that put the header elsewhere."""
    for each in functions_of(api):
        if each.is_meant or any(answer.body_headers for answer in each.answers):
            yield each


def check(_: RestApi | HttpApi | FunctionUrl | Handler, function: Function) -> Violation | None:
    """Look for a function none of whose answers has the header."""
    answers = function.answers
    if not answers or not all(map(lacks_origin, answers)):
        return None
    first = next((each for each in answers if each.body_headers), answers[0])
    why = (
        f" (line {first.place.line} puts it in the body, which browsers ignore)"
        if first.body_headers
        else ""
    )
    return Violation(
        subject=function.at(function.written_at(first)),
        message=f"{function.named()} sends no {ALLOW_ORIGIN} header with any response{why}, so the "
        "browser blocks every response. A proxy integration adds no headers: send the header "
        "from the function.",
        expected=f"{ALLOW_ORIGIN} in the headers of every response",
        actual=f"no response has it: {lines_of(answers)}",
        detail=function.code.name,
        witness=function.witness(first),
        fix=fix_for(function.code, first),
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
)
