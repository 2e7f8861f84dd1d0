"""A verification for people, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.report.lines import Line
from corsgate_audit.report.verify_words import NOTHING, counts_of, request_of, sent_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.verify.result import Entry, Verification


def verify_text(found: Verification) -> Iterator[Line]:
    """Yield the lines of a report: what is not as predicted first, whole, then the rest in brief.

    Args:
        found: verification to report.
    """
    yield Line(title_of(found), style="bold")
    yield Line(counts_of(found))
    for entry in found.of(equal=False):
        yield Line()
        yield Line(f"not as predicted: {entry.statement}", style="bold red")
        yield from _details(entry)
    for entry in found.of(equal=None):
        yield Line()
        yield Line(f"undetermined: {entry.statement}", style="bold yellow")
        yield Line(entry.says, indent=2)
        yield Line(entry.undetermined, indent=2)
    right = found.of(equal=True)
    if right:
        yield Line()
        yield Line("as predicted:", style="bold")
    for entry in right:
        yield Line(f"{entry.statement}: {entry.says}", indent=2)


def _details(entry: Entry) -> Iterator[Line]:
    yield Line(entry.says, indent=2)
    yield Line(request_of(entry), indent=2, label="request")
    yield from (Line(each, indent=2, label=" ") for each in sent_of(entry))
    for name, answer, prediction in entry.parts():
        if name in entry.differs:
            yield Line(f"{name}: {answer or NOTHING}", indent=2, label="AWS")
            yield Line(f"{name}: {prediction or NOTHING}", indent=2, label="predicted")
    for code in entry.relied_on_by:
        yield Line(code, indent=2, label="wrong code")
