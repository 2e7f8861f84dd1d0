"""What differs between two targets, as one HTML page: both exchanges of each change are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate import __version__
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
    verdict_of,
)
from corsgate_audit.report.html.exchanges import drawn
from corsgate_audit.report.html.laying_out import laid_out
from corsgate_audit.report.text_report import coverage_text

if TYPE_CHECKING:
    from datetime import datetime

    from corsgate_audit.diff.changes import Difference
    from corsgate_audit.report.diff_words import Row
    from corsgate_audit.report.html.exchanges import DrawnExchange

_TITLES = {
    Direction.WIDER: "Pages may newly do",
    Direction.NARROWER: "Pages may do no more",
}


@dataclass(frozen=True, slots=True)
class _Side:
    """What a page meets on one side.

    Args:
        name: ``before`` or ``after``.
        kind: class of the style sheet.
        outcome: what the page meets, in words.
        exchange: how that comes; None where there is no such API.
    """

    name: str
    kind: str
    outcome: str
    exchange: DrawnExchange | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A change as the page shows it.

    Args:
        request: requests that it is about.
        pages: pages that make them.
        reads: response headers that pages may newly read, or read no more; else empty.
        example: request of the exchanges.
        sides: before and after.
    """

    request: str
    pages: str
    reads: str
    example: str
    sides: tuple[_Side, ...]


def diff_html(
    found: Difference, targets: tuple[str, str] = ("", ""), when: datetime | None = None
) -> str:
    """Return a difference as one page that loads nothing and has no scripts.

    Args:
        found: difference between two targets.
        targets: names of the side before and the side after.
        when: time of the comparison, in UTC; None where it is not to be shown.
    """
    return laid_out(
        "diff.html.j2",
        styles=("page.css", "diff.css"),
        targets=targets,
        when=when.strftime("%Y-%m-%d %H:%M UTC") if when else "",
        version=__version__,
        sentence=f"{counts_of(found)}; APIs compared: {found.apis}",
        undetermined=[doubt_of(each) for each in found.undetermined],
        missing=[coverage_text(each) for each in found.incomplete],
        assumed=found.unread,
        sections=[
            (direction.value, title, [_shown(row) for row in rows_of(found.of(direction))])
            for direction, title in _TITLES.items()
        ],
    )


def _shown(row: Row) -> _Shown:
    change = row.change
    pages = (f"from {origins_of(change)}", credentials_of(row), headers_of(change))
    return _Shown(
        request=f"{request_of(row)} of {change.api}",
        pages=", ".join(filter(None, pages)),
        reads=reads_of(change),
        example=f"{change.witness.request.method} from {change.origins[0]}",
        sides=tuple(_side(row, name) for name in ("before", "after")),
    )


def _side(row: Row, name: str) -> _Side:
    made = row.change.before if name == "before" else row.change.after
    verdict = verdict_of(made)
    return _Side(
        name=name,
        kind="allowed" if verdict is not None and verdict.allowed else "blocked",
        outcome=outcome_of(row.change, name),
        exchange=None if made is None else drawn(made),
    )
