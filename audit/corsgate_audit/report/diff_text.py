"""What differs between two targets, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.diff.changes import Direction
from corsgate_audit.report.diff_words import (
    counts_of,
    credentials_of,
    doubt_of,
    headers_of,
    origins_of,
    outcome_of,
    reads_of,
    request_of,
    rows_of,
)
from corsgate_audit.report.exchange_lines import ALLOWED, BLOCKED, UNKNOWN
from corsgate_audit.report.lines import Line
from corsgate_audit.report.text_report import coverage_text
from corsgate_audit.report.why_text import why_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.diff.changes import Difference
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.report.diff_words import Row

_STYLES = {Direction.WIDER: BLOCKED, Direction.NARROWER: UNKNOWN}
_LEADS = {
    Direction.WIDER: "WIDER     pages may newly do this",
    Direction.NARROWER: "NARROWER  pages may do this no more",
}


def diff_text(found: Difference, *, exchanges: bool = False) -> Iterator[Line]:
    """Return the changes, the wider ones first, each with what a page meets on both sides.

    Args:
        found: difference between two targets.
        exchanges: both exchanges of each change, request by request.
    """
    for direction in Direction:
        rows = rows_of(found.of(direction))
        if rows:
            yield Line(_LEADS[direction], style=_STYLES[direction])
        for row in rows:
            yield Line()
            yield from _row(row)
            if exchanges:
                yield from _exchanges(row)
        if rows:
            yield Line()
    for doubt in found.undetermined:
        yield Line(f"undetermined: {doubt_of(doubt)}", style=UNKNOWN)
    for part in found.incomplete:
        yield Line(f"not scanned: {coverage_text(part)}", style=UNKNOWN)
    if found.unread:
        names = ", ".join(found.unread)
        yield Line(f"taken to send the same headers before and after: {names}")
    yield Line(f"{counts_of(found)}; {found.apis} {'API' if found.apis == 1 else 'APIs'} compared")


def _row(row: Row) -> Iterator[Line]:
    change = row.change
    yield Line(f"{request_of(row)} of {change.api}", indent=2, style="bold")
    yield Line(f"from {origins_of(change)}, {credentials_of(row)}", indent=4)
    if said := headers_of(change):
        yield Line(said, indent=4)
    if said := reads_of(change):
        yield Line(said, indent=4)
        return
    yield Line(outcome_of(change, "before"), indent=4, label="before", style=_style(change.before))
    yield Line(outcome_of(change, "after"), indent=4, label="after", style=_style(change.after))


def _style(made: Exchange | None) -> str:
    verdict = None if made is None else made.outcome()
    return ALLOWED if verdict is not None and verdict.allowed else BLOCKED


def _exchanges(row: Row) -> Iterator[Line]:
    for name, made in (("Before", row.change.before), ("After", row.change.after)):
        yield Line()
        yield Line(f"{name} the change", indent=4, style="bold")
        for line in why_text(made) if made is not None else [Line("the API does not exist")]:
            yield Line(line.text, line.indent + 4, line.style, line.label)
