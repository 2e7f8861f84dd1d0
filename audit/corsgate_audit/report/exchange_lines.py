"""A request and its answer one under the other, as the browser sees them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from corsgate_audit.browser.engines import NAMES
from corsgate_audit.report.exchange_words import (
    STATUS,
    console_of,
    deciding,
    differing,
    why_preflight,
)
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest, Verdict
    from corsgate_audit.browser.exchange import Answered, BrowserExchange

MARK = "=>"
"""Before the line that decides."""

ALLOWED, BLOCKED, UNKNOWN = "bold green", "bold red", "bold yellow"
_MARGIN = 6


def opening_lines(made: BrowserExchange[Answered]) -> Iterator[Line]:
    """Show what the page wants, and whether its browser asks first."""
    request = made.request
    yield Line(
        f"The page at {request.origin} calls {request.method} {request.url} (credentials: "
        f"{request.credentials})."
    )
    yield Line(why_preflight(made.preflight))


def request_lines(name: str, request: HttpRequest) -> Iterator[Line]:
    """Show a request.

    Args:
        name: what it is to the browser.
        request: request as it is sent.
    """
    yield Line()
    yield Line(name, style="bold")
    yield Line(f"{request.method} {request.url}", indent=_MARGIN)
    for header, value in request.headers:
        yield Line(f"{header}: {value}", indent=_MARGIN)


def answer_lines(who: str, answer: Answered, made: BrowserExchange[Answered]) -> Iterator[Line]:
    """Show an answer, the line that decides marked.

    Args:
        who: answers, in words.
        answer: one of the exchange's two.
        made: exchange whose verdict may hang on it.
    """
    verdict, response = made.outcome(), answer.response
    # The header on which the verdict hangs, or `STATUS`; nothing where it hangs on another answer.
    decides = deciding(verdict) if verdict and made.deciding is answer else ""
    style = style_of(verdict)
    yield Line()
    yield Line(f"Response of {who}", style="bold")
    if response is None:
        yield Line("unknown", indent=_MARGIN, style=UNKNOWN)
        return
    status = f"{response.status} {_phrase(response.status)}".rstrip()
    yield _line(status, marked=decides == STATUS, style=style)
    for header, value in response.headers:
        same = header.lower() == decides.lower()
        yield _line(f"{header}: {value}", marked=same, style=style)
    present = {header.lower() for header, _ in response.headers}
    if decides and decides != STATUS and decides.lower() not in present:
        yield _line(f"(no {decides})", marked=True, style=style)


def verdict_lines(made: BrowserExchange[Answered], *, by: str, unknown: str) -> Iterator[Line]:
    """Show what comes of a request, and what the browser's console says of it.

    Args:
        made: an exchange.
        by: who blocks it, `` by the integration``, or empty.
        unknown: why there is no verdict; not read where there is one.
    """
    verdict, note = made.outcome(), differing(made)
    if verdict is None:
        yield Line(f"UNKNOWN: {unknown}", style=UNKNOWN)
        return
    if verdict.allowed:
        yield Line(f"ALLOWED: {verdict.explanation}", style=ALLOWED)
        yield from _paragraph(note)
        return
    yield Line(f"BLOCKED{by}{f' ({verdict.error})' if verdict.error else ''}", style=BLOCKED)
    yield Line(verdict.explanation)
    yield from _paragraph(note)
    engine, sentence = console_of(made)
    if sentence:
        yield Line()
        yield Line(f"{NAMES[engine]}'s console says:")
        yield Line(sentence, indent=2)


def _paragraph(text: str) -> Iterator[Line]:
    if text:
        yield Line()
        yield Line(text)


def style_of(verdict: Verdict | None) -> str:
    """Return the colour of a verdict."""
    if verdict is None:
        return UNKNOWN
    return ALLOWED if verdict.allowed else BLOCKED


def _line(text: str, *, marked: bool, style: str) -> Line:
    if not marked:
        return Line(text, indent=_MARGIN)
    lead = MARK.ljust(_MARGIN - 2)
    return Line(lead + text, indent=2, style=style)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus.__members__.values() else ""
