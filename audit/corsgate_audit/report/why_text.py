"""One exchange for people: what the browser sends, what each layer answers, what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.judging.judged import api_name
from corsgate_audit.report.exchange_lines import (
    UNKNOWN,
    answer_lines,
    opening_lines,
    request_lines,
    verdict_lines,
)
from corsgate_audit.report.exchange_words import LAYERS, waiting_for
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.gateway import Answer, Exchange


def why_text(made: Exchange) -> Iterator[Line]:
    """Return an exchange step by step, the deciding line marked.

    Args:
        made: exchange of one request.
    """
    yield from _api(made)
    yield from opening_lines(made)
    yield from _step(made, "Preflight", made.preflight, made.preflight_answer)
    if made.preflight is not None and made.answer is not None:
        yield Line("The preflight passes: the browser sends the request.")
    yield from _step(made, "Request", made.actual, made.answer)
    yield Line()
    by = f" by {LAYERS[made.layer]}" if made.layer else " by the browser"
    yield from verdict_lines(made, by=by, unknown=waiting_for(made))
    for other, verdict in made.blocked_otherwise():
        yield Line()
        yield Line(
            f"It depends on what the function answers: its {other.response.status} at "
            f"{other.place} is blocked. {verdict.explanation}",
            style=UNKNOWN,
        )


def _api(made: Exchange) -> Iterator[Line]:
    api = made.api
    location = api.location
    place = location.arn or f"{location.source}#{location.logical_id or location.pointer}"
    yield Line(f"{api.label} {api_name(api)!r}", style="bold")
    yield Line(place, indent=2, style="dim")
    yield Line()


def _step(
    made: Exchange, name: str, request: HttpRequest | None, answer: Answer | None
) -> Iterator[Line]:
    """Show a request and its answer one under the other, as the browser sees them."""
    if request is None or answer is None:
        return
    yield from request_lines(name, request)
    yield from answer_lines(LAYERS[answer.layer], answer, made)
    yield Line(answer.note, indent=2, style="italic")
