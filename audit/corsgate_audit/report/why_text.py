"""One exchange for people: what the browser sends, what each layer answers, what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Unresolved
from corsgate_audit.report.exchange_lines import (
    ALLOWED,
    UNKNOWN,
    answer_lines,
    blocked_lines,
    request_lines,
)
from corsgate_audit.report.exchange_words import (
    LAYERS,
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
    yield Line(f"{api.front_door.label} {name}", style="bold")
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
    decides = deciding(made.verdict) if made.verdict and decided_by(made) is answer else ""
    yield from request_lines(name, request)
    yield from answer_lines(LAYERS[answer.layer], answer.response, made.verdict, decides=decides)
    yield Line(answer.note, indent=2, style="italic")


def _verdict(made: Exchange) -> Iterator[Line]:
    verdict = made.verdict
    if verdict is None:
        yield Line(f"NOT KNOWN: {explanation(made)}", style=UNKNOWN)
        return
    if verdict.allowed:
        yield Line(f"ALLOWED: {explanation(made)}", style=ALLOWED)
        return
    where = f" by {LAYERS[made.layer]}" if made.layer else " by the browser"
    yield from blocked_lines(made, where)
