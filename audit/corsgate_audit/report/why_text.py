"""One exchange for people: what the browser sends, what each layer answers, what comes of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from corsgate_audit.model import Unresolved
from corsgate_audit.report.exchange_words import (
    FRONT_DOORS,
    LAYERS,
    STATUS,
    decided_by,
    deciding,
    explanation,
    why_preflight,
)
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.gateway import Answer, Exchange

MARK = "=>"
"""Before the line that decides."""

_ALLOWED, _BLOCKED, _UNKNOWN = "bold green", "bold red", "bold yellow"
_MARGIN = 6


def why_text(made: Exchange) -> Iterator[Line]:
    """Return an exchange step by step, the deciding line marked.

    Args:
        made: of one request.
    """
    yield from _title(made)
    yield Line(why_preflight(made.preflight))
    if made.preflight is not None and made.preflight_answer is not None:
        yield from _step(made, "Preflight", made.preflight, made.preflight_answer)
        yield from _after_preflight(made)
    if made.actual is not None and made.answer is not None:
        yield from _step(made, "Request", made.actual, made.answer)
    yield Line()
    yield from _verdict(made)


def _title(made: Exchange) -> Iterator[Line]:
    api, request = made.api, made.request
    name = api.name.expression if isinstance(api.name, Unresolved) else repr(api.name)
    location = api.location
    place = location.arn or f"{location.source}#{location.logical_id or location.pointer}"
    yield Line(f"{FRONT_DOORS[api.front_door]} {name}", style="bold")
    yield Line(place, indent=2, style="dim")
    yield Line()
    yield Line(
        f"A page of {request.origin} calls {request.method} {request.url} "
        f"(credentials: {request.credentials})."
    )


def _after_preflight(made: Exchange) -> Iterator[Line]:
    if made.actual is not None:
        yield Line("The browser takes it as leave, and sends the request.")


def _step(made: Exchange, name: str, request: HttpRequest, answer: Answer) -> Iterator[Line]:
    """Show a request and its answer one under the other, as the browser sees them."""
    yield Line()
    yield Line(name, style="bold")
    yield Line(f"{request.method} {request.url}", indent=_MARGIN)
    for header, value in request.headers:
        yield Line(f"{header}: {value}", indent=_MARGIN)
    yield Line()
    yield Line(f"Answer of {LAYERS[answer.layer]}", style="bold")
    yield from _response(made, answer)
    yield Line(answer.note, indent=2, style="italic")


def _response(made: Exchange, answer: Answer) -> Iterator[Line]:
    decides = deciding(made.verdict) if made.verdict and decided_by(made) is answer else ""
    style = _style(made)
    if answer.response is None:
        yield Line("not known", indent=_MARGIN, style=_UNKNOWN)
        return
    status = f"{answer.response.status} {_phrase(answer.response.status)}".rstrip()
    yield _line(status, marked=decides == STATUS, style=style)
    for header, value in answer.response.headers:
        same = header.lower() == decides.lower()
        yield _line(f"{header}: {value}", marked=same, style=style)
    present = {header.lower() for header, _ in answer.response.headers}
    if decides and decides != STATUS and decides.lower() not in present:
        yield _line(f"(no {decides})", marked=True, style=style)


def _line(text: str, *, marked: bool, style: str) -> Line:
    if not marked:
        return Line(text, indent=_MARGIN)
    lead = MARK.ljust(_MARGIN - 2)
    return Line(lead + text, indent=2, style=style)


def _style(made: Exchange) -> str:
    if made.verdict is None:
        return _UNKNOWN
    return _ALLOWED if made.verdict.allowed else _BLOCKED


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus.__members__.values() else ""


def _verdict(made: Exchange) -> Iterator[Line]:
    verdict = made.verdict
    if verdict is None:
        yield Line(f"NOT KNOWN: {explanation(made)}", style=_UNKNOWN)
        return
    if verdict.allowed:
        yield Line(f"ALLOWED: {explanation(made)}", style=_ALLOWED)
        return
    where = f" by {LAYERS[made.layer]}" if made.layer else " by the browser"
    yield Line(f"BLOCKED{where}{f' ({verdict.error})' if verdict.error else ''}", style=_BLOCKED)
    yield Line(explanation(made))
    yield Line()
    yield Line("The browser's console says:")
    yield Line(verdict.console, indent=2)
