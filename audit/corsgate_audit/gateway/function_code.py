"""What a function answers to one request, as its code says."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, ORIGIN
from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.values import Answer, Layer, OtherAnswer
from corsgate_audit.handlers.answers import (
    FromOrigin,
    LiteralText,
    Shape,
    Undetermined,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway.received import Received
    from corsgate_audit.handlers import answers
    from corsgate_audit.model import FunctionCode

_NAME = ALLOW_ORIGIN.lower()
_ERRORS = 400


def function_answer(code: FunctionCode, received: Received) -> Answer:
    """Return what a function answers, where its code leaves no doubt about the CORS headers.

    Several answers may be possible; those to what goes wrong stand in the note.

    Args:
        code: code of the function.
        received: the request.
    """
    if code.undetermined is not None:
        note = f"The code of {code.name} does not determine its response: {code.undetermined}."
        return Answer(response=None, layer=Layer.BACKEND, note=note)
    possible = possible_answers(code, received.method, received.header(ORIGIN))
    expected = [each for each in possible if not _is_error(each)] or possible
    responses = {materialised(each, received.header(ORIGIN)) for each in expected}
    lines = ", ".join(
        dict.fromkeys(f"{_status(each)} at {place_of(code, each)}" for each in possible)
    )
    said = f"{code.name} answers {lines or 'nothing that the front door accepts'}."
    response = responses.pop() if len(responses) == 1 else None
    if response is None:
        note = f"{said} Which CORS headers this request receives is undetermined."
        return Answer(response=None, layer=Layer.FUNCTION, note=note)
    return Answer(
        response=response,
        layer=Layer.FUNCTION,
        note=said,
        others=tuple(_others(code, possible, received)),
    )


def _others(
    code: FunctionCode, possible: list[answers.CodeAnswer], received: Received
) -> Iterator[OtherAnswer]:
    """Yield the answers to what goes wrong, each once."""
    seen = set()
    for each in possible:
        response = materialised(each, received.header(ORIGIN)) if _is_error(each) else None
        other = (
            None if response is None else OtherAnswer(response=response, place=place_of(code, each))
        )
        if other is not None and other not in seen:
            seen.add(other)
            yield other


def possible_answers(
    code: FunctionCode, method: str, origin: str | None
) -> list[answers.CodeAnswer]:
    """Return the answers that a request can get, as far as the code tells.

    What is no response is left out: a REST API answers 502 in its place, others wrap it.

    Args:
        code: code of the function.
        method: method of the request.
        origin: origin of the page.
    """
    if code.reading is None:
        return []
    return [
        each
        for each in code.reading.answers
        if each.shape is not Shape.PAYLOAD and each.can_meet(method=method, origin=origin)
    ]


def materialised(answer: answers.CodeAnswer, origin: str | None) -> HttpResponse | None:
    """Return an answer as it goes over the wire; None where a CORS header is not known.

    Args:
        answer: answer that was read.
        origin: origin of the page.
    """
    if answer.shape is not Shape.RESPONSE or answer.unknown_headers:
        return None
    headers: list[tuple[str, str]] = []
    for each in answer.headers:
        if isinstance(each.value, LiteralText):
            headers.append((each.name, each.value.text))
        elif isinstance(each.value, FromOrigin):
            headers += [(each.name, origin)] if origin is not None else []
        elif each.name.startswith("access-control-"):
            return None
    status = 200 if isinstance(answer.status, Undetermined) else answer.status
    return HttpResponse(status, tuple(sorted(headers))) if _FIRST <= status <= _LAST else None


def writes_origin(code: FunctionCode | None) -> bool:
    """Whether a function's code certainly sends Access-Control-Allow-Origin on some way.

    Args:
        code: None where none is known.
    """
    return code is not None and origin_writer(code) is not None


def origin_writer(code: FunctionCode) -> str | None:
    """Return where a function sends Access-Control-Allow-Origin; None where it is not seen to.

    Args:
        code: code of the function.
    """
    for each in code.reading.answers if code.reading is not None else ():
        values = each.values(_NAME)
        if not isinstance(values, Undetermined) and values:
            return place_of(code, each)
    return None


def place_of(code: FunctionCode, answer: answers.CodeAnswer) -> str:
    """Say where an answer is written: ``src/app.py, line 3``."""
    return f"{file_of(code, answer)}, line {answer.place.line}"


def file_of(code: FunctionCode, answer: answers.CodeAnswer) -> str:
    """Return the file that an answer is written in, as the target's paths are written."""
    return posixpath.normpath(posixpath.join(code.folder, answer.place.file))


def _is_error(answer: answers.CodeAnswer) -> bool:
    status = answer.status
    return answer.is_error or (isinstance(status, int) and status >= _ERRORS)


def _status(answer: answers.CodeAnswer) -> str:
    return "?" if isinstance(answer.status, Undetermined) else str(answer.status)


_FIRST, _LAST = 100, 599
