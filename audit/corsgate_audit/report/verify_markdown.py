"""A verification as Markdown, for an issue or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.report.lines import printable
from corsgate_audit.report.markdown_report import fenced, text_of
from corsgate_audit.report.verify_words import NOTHING, counts_of, request_of, sent_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.verify.result import Entry, Verification

_HEAD = "| | AWS | predicted |\n|---|---|---|"


def verify_markdown(found: Verification) -> str:
    """Return a report with a newline at its end.

    Args:
        found: verification to report.
    """
    parts = [f"## {text_of(title_of(found))}", f"**{text_of(counts_of(found))}**"]
    for title, equal in (("Not as predicted", False), ("Undetermined", None)):
        entries = found.of(equal=equal)
        if entries:
            parts.append(f"### {title}")
        for entry in entries:
            parts += _section(entry)
    right = found.of(equal=True)
    if right:
        lines = [f"- {text_of(each.statement)}: {text_of(each.says)}" for each in right]
        parts += ["### As predicted", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _section(entry: Entry) -> Iterator[str]:
    yield f"#### {text_of(entry.statement)}"
    yield text_of(entry.says)
    if entry.undetermined:
        yield text_of(entry.undetermined)
    yield fenced("\n".join(map(printable, (request_of(entry), *sent_of(entry)))))
    rows = [
        f"| {text_of(name)} | {_cell(answer)} | {_cell(prediction)} |"
        for name, answer, prediction in entry.parts()
        if name in entry.differs
    ]
    if rows:
        yield "\n".join([_HEAD, *rows])
        yield "Code that relies on it: " + ", ".join(f"`{each}`" for each in entry.relied_on_by)


def _cell(value: str) -> str:
    return text_of(value) if value else text_of(NOTHING)
