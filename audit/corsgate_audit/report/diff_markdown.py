"""What differs between two targets, as a comment of a pull request: GitHub Flavored Markdown."""

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
    request_of,
    rows_of,
)
from corsgate_audit.report.lines import plain
from corsgate_audit.report.markdown_report import LIMIT, folded, text_of
from corsgate_audit.report.text_report import coverage_text
from corsgate_audit.report.why_text import why_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.diff.changes import Difference
    from corsgate_audit.report.diff_words import Row

_TITLES = {
    Direction.WIDER: "Pages may newly do",
    Direction.NARROWER: "Pages may do no more",
}
_HEAD = "| request | pages | before | after |\n|---|---|---|---|"


def diff_markdown(found: Difference) -> str:
    """Return a difference as Markdown, short enough for a comment, with a newline at its end.

    What does not fit is counted, never passed over.

    Args:
        found: difference between two targets.
    """
    parts = [f"## CORS: what this change does\n\n**{text_of(counts_of(found))}**"]
    missing = [f"- undetermined: {text_of(doubt_of(each))}" for each in found.undetermined]
    missing += [f"- not scanned: {text_of(coverage_text(each))}" for each in found.incomplete]
    if found.unread:
        names = text_of(", ".join(found.unread))
        missing.append(f"- taken to send the same headers before and after: {names}")
    room = LIMIT
    if missing:
        shown = _fitting(missing, room // 4)
        rest = len(missing) - len(shown)
        parts.append("\n".join([*shown, *_left_out(rest)]))
    for direction in Direction:
        rows = rows_of(found.of(direction))
        if rows:
            parts += _section(direction, rows, (room - sum(map(len, parts))) // 2)
    return "\n\n".join(parts) + "\n"


def _section(direction: Direction, rows: Sequence[Row], room: int) -> list[str]:
    lines = _fitting([_row(each) for each in rows], room // 2)
    details = _fitting([_details(each) for each in rows], room // 2)
    table = "\n".join([_HEAD, *lines])
    left = _left_out(len(rows) - len(lines))
    return [f"### {_TITLES[direction]}", table, *left, *details]


def _row(row: Row) -> str:
    change = row.change
    pages = ", ".join(filter(None, (origins_of(change), credentials_of(row), headers_of(change))))
    cells = [f"{request_of(row)} of {change.api}", pages]
    if change.exposes:
        side = f"{', '.join(change.exposes)} readable"
        wider = change.direction is Direction.WIDER
        cells += ["", side] if wider else [side, ""]
    else:
        cells += [outcome_of(change, side).partition(":")[0] for side in ("before", "after")]
    return f"| {' | '.join(map(text_of, cells))} |"


def _details(row: Row) -> str:
    """Show both exchanges of a row's first change."""
    texts = [
        f"{name}\n\n" + "\n".join(map(plain, why_text(made)))
        for name, made in (("BEFORE", row.change.before), ("AFTER", row.change.after))
        if made is not None
    ]
    text = "\n\n".join(texts)
    first = f"{row.methods[0]} from {row.change.origins[0]}"
    summary = text_of(f"both exchanges: {first}")
    return folded(summary, text)


def _fitting(texts: Sequence[str], room: int) -> list[str]:
    found: list[str] = []
    for text in texts:
        room -= len(text) + 2
        if room < 0:
            break
        found.append(text)
    return found


def _left_out(number: int) -> list[str]:
    return [f"{number} more are not shown: `corsgate diff` prints all."] if number else []
