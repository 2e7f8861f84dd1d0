"""A request and its answer one under the other, as the browser sees them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from corsgate_audit.report.exchange_words import CHROMIUM_ALLOWS, STATUS, chromium_allows
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest, HttpResponse, Verdict
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.probe import Probe

MARK = "=>"
"""Before the line that decides."""

ALLOWED, BLOCKED, UNKNOWN = "bold green", "bold red", "bold yellow"
_MARGIN = 6


def request_lines(name: str, request: HttpRequest) -> Iterator[Line]:
    """Show a request.

    Args:
        name: what it is to the browser.
        request: on the wire.
    """
    yield Line()
    yield Line(name, style="bold")
    yield Line(f"{request.method} {request.url}", indent=_MARGIN)
    for header, value in request.headers:
        yield Line(f"{header}: {value}", indent=_MARGIN)


def answer_lines(
    who: str, response: HttpResponse | None, verdict: Verdict | None, *, decides: str
) -> Iterator[Line]:
    """Show an answer, the line that decides marked.

    Args:
        who: answers.
        response: None where it is not known.
        verdict: on the exchange; None where there is none.
        decides: the header on which the verdict hangs, `STATUS`, or nothing where it hangs on
            another answer.
    """
    yield Line()
    yield Line(f"Answer of {who}", style="bold")
    style = style_of(verdict)
    if response is None:
        yield Line("not known", indent=_MARGIN, style=UNKNOWN)
        return
    status = f"{response.status} {_phrase(response.status)}".rstrip()
    yield _line(status, marked=decides == STATUS, style=style)
    for header, value in response.headers:
        same = header.lower() == decides.lower()
        yield _line(f"{header}: {value}", marked=same, style=style)
    present = {header.lower() for header, _ in response.headers}
    if decides and decides != STATUS and decides.lower() not in present:
        yield _line(f"(no {decides})", marked=True, style=style)


def blocked_lines(made: Exchange | Probe, where: str) -> Iterator[Line]:
    """Show why a request is blocked, and what the browser's console says of it.

    Args:
        made: an exchange with a verdict.
        where: who blocks it, in words.
    """
    verdict = made.verdict
    assert verdict is not None  # noqa: S101 - nothing is blocked without
    yield Line(f"BLOCKED{where}{f' ({verdict.error})' if verdict.error else ''}", style=BLOCKED)
    yield Line(verdict.explanation)
    yield Line()
    if chromium_allows(made):
        yield Line(CHROMIUM_ALLOWS)
        return
    yield Line("The browser's console says:")
    yield Line(verdict.console, indent=2)


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
