"""A function that sends a value of Access-Control-Allow-Origin that browsers refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, WILDCARD
from corsgate_audit.handlers.answers import LiteralText, NoText, Undetermined
from corsgate_audit.rules.functions import NAME, asks_about_origin, functions_of
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.answers import CodeAnswer
    from corsgate_audit.model import FunctionUrl, Handler, HttpApi, RestApi
    from corsgate_audit.rules.functions import Function


def subjects(api: RestApi | HttpApi | FunctionUrl | Handler) -> Iterator[Function]:
    """List the functions whose code was read."""
    return functions_of(api)


def check(_: RestApi | HttpApi | FunctionUrl | Handler, function: Function) -> Violation | None:
    """Look for the first answer with a value that no browser takes."""
    for answer in function.answers:
        refused = _refused(answer)
        if refused is None:
            continue
        value, why = refused
        return Violation(
            subject=function.at(function.written_at(answer)),
            message=f"{function.named()} sends {ALLOW_ORIGIN}: {value}, which {why}, so the "
            "browser blocks the response. Send the one origin that the request comes from, if "
            "your policy allows it.",
            expected="one origin, scheme://host, or * without credentials",
            actual=f"{value} at line {answer.place.line}",
            detail=f"{function.code.name} {value}",
            witness=function.witness(answer),
        )
    return None


def _refused(answer: CodeAnswer) -> tuple[str, str] | None:
    """Return a value that browsers refuse, and why.

    Source: https://fetch.spec.whatwg.org/#cors-check
    """
    values = answer.values(NAME)
    if isinstance(values, Undetermined) or not values:
        return None
    texts = [each.text for each in values if isinstance(each, LiteralText)]
    if len(values) > 1:
        return ", ".join(texts), "is two values, but the header allows one"
    if isinstance(values[0], NoText):
        return values[0].text, "is not a string, so the gateway rejects the response"
    text = texts[0] if texts else "null"
    if not text and asks_about_origin(answer):
        return None  # the function refuses the page, as it would without the header
    if text == WILDCARD and _with_credentials(answer):
        return text, "browsers do not accept with credentials"
    return None if text in {"null", WILDCARD} or is_origin(text) else (repr(text), _why(text))


def _with_credentials(answer: CodeAnswer) -> bool:
    values = answer.values(ALLOW_CREDENTIALS.lower())
    return not isinstance(values, Undetermined) and values == (LiteralText("true"),)


def _why(text: str) -> str:
    if "," in text or " " in text.strip():
        return "holds several origins, but the header allows one"
    if is_origin(text.rstrip("/")):
        return "ends in a slash, but an origin has no slash at the end"
    return "is not an origin"


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
)
