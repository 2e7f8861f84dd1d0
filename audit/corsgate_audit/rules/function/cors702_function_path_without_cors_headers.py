"""A function that sends Access-Control-Allow-Origin with some answers and not with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.rules.functions import (
    asks_about_origin,
    fix_for,
    functions_of,
    lacks_origin,
    lines_of,
)
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl, Handler, HttpApi, RestApi
    from corsgate_audit.rules.functions import Function


def subjects(api: RestApi | HttpApi | FunctionUrl | Handler) -> Iterator[Function]:
    """List the functions that send the header at all."""
    for each in functions_of(api):
        if not all(map(lacks_origin, each.answers)):
            yield each


def check(_: RestApi | HttpApi | FunctionUrl | Handler, function: Function) -> Violation | None:
    """Look for answers without the header that are no refusal of the page's origin."""
    without = [
        each for each in function.answers if lacks_origin(each) and not asks_about_origin(each)
    ]
    if not without:
        return None
    first = without[0]
    return Violation(
        subject=function.at(function.written_at(first)),
        message=f"{function.named()} does not send {ALLOW_ORIGIN} with every response "
        f"({lines_of(without)}), so for these responses the page sees a CORS error in place of "
        "the status and the message. Send the header with every response.",
        expected=f"{ALLOW_ORIGIN} in the headers of every response",
        actual=f"responses without it: {lines_of(without)}",
        detail=function.code.name,
        witness=function.witness(first),
        fix=fix_for(function.code, first),
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
)
