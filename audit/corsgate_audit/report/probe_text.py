"""A probe for people: what was sent, what came back, the cause, and the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.probe.curing import cure_for
from corsgate_audit.probe.facts import NAMES
from corsgate_audit.report.exchange_lines import (
    ALLOWED,
    UNKNOWN,
    answer_lines,
    blocked_lines,
    request_lines,
)
from corsgate_audit.report.exchange_words import deciding, why_preflight
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe import Heard, Probe

NOT_SENT = (
    "The preflight lets it through; the request itself was not sent, for it may change data. Send "
    "it: --send-actual"
)
NOTHING_SENT = (
    "A browser sends this request without asking first; nothing was sent, for it may change data. "
    "Send it: --send-actual"
)


def probe_text(found: Probe) -> Iterator[Line]:
    """Return a probe step by step, the deciding line marked.

    Args:
        found: of one request.
    """
    request = found.request
    yield Line(
        f"A page of {request.origin} calls {request.method} {request.url} "
        f"(credentials: {request.credentials})."
    )
    yield Line(why_preflight(found.preflight))
    yield from _step(found, "Preflight", found.preflight, found.preflight_answer)
    yield from _step(found, "Request", found.actual, found.answer)
    yield Line()
    yield from _verdict(found)
    yield from _cause(found)
    yield from _cure(found)


def _step(
    found: Probe, name: str, request: HttpRequest | None, heard: Heard | None
) -> Iterator[Line]:
    if request is None or heard is None:
        return
    decides = deciding(found.verdict) if found.verdict and found.deciding is heard else ""
    yield from request_lines(name, request)
    yield from answer_lines("the server", heard.response, found.verdict, decides=decides)


def _verdict(found: Probe) -> Iterator[Line]:
    verdict = found.verdict
    if verdict is None:
        yield Line(f"NOT KNOWN: {unknown(found)}", style=UNKNOWN)
        return
    if verdict.allowed:
        yield Line(f"ALLOWED: {verdict.explanation}", style=ALLOWED)
        return
    yield from blocked_lines(found, "")


def unknown(found: Probe) -> str:
    """Say why there is no verdict."""
    if found.cause is not None:
        return found.cause.sentence
    if found.answer is not None:
        return "The answer redirects elsewhere, and redirects are not followed: probe that address."
    return NOTHING_SENT if found.preflight is None else NOT_SENT


def _cause(found: Probe) -> Iterator[Line]:
    cause = found.cause
    if cause is not None:
        yield Line()
        yield Line(f"Cause: {cause.family.value} ({cause.slug})", style="bold")
        yield Line(cause.sentence, indent=2)
        if found.real_error is not None:
            yield Line(f"The error behind it: {found.real_error.sentence}", indent=2)
        for also in cause.also:
            yield Line(f"The same bytes may mean {also.slug}: {also.sentence}", indent=2)
        yield Line(f"More: corsgate explain {cause.slug}", indent=2)
    if found.traces:
        yield Line()
        yield Line("On the way, from the browser inwards:", style="bold")
    for trace in found.traces:
        yield Line(f"{NAMES[trace.server]}: {trace.evidence}", indent=2)
    for remark in found.remarks:
        yield Line()
        yield Line(remark)


def _cure(found: Probe) -> Iterator[Line]:
    cure = cure_for(found)
    if cure is None:
        return
    yield Line()
    yield Line(f"Cure, in {cure.where}:", style="bold")
    yield Line()
    for line in cure.code.splitlines():
        yield Line(line, indent=4)
