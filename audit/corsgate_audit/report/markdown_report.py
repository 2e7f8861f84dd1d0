"""The report as a comment of a pull request: GitHub Flavored Markdown."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from corsgate_audit.report.finding_lines import finding_lines, place_of
from corsgate_audit.report.lines import plain, printable
from corsgate_audit.report.text_report import coverage_text, findings_sentence, notice_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.judging.judged import Judgement, Notice
    from corsgate_audit.model import Coverage, Finding

LIMIT = 60_000
"""Characters: GitHub refuses a comment of more than 65,536."""

# What Markdown, GitHub's mentions and HTML make something of. As an entity it is only itself.
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>()#+!|&@~$^:]")


def markdown_report(judgement: Judgement) -> str:
    """Return the report as Markdown, short enough for a comment, with a newline at its end.

    What does not fit is counted, never passed over.

    Args:
        judgement: all that the audit found.

    Source: https://github.github.com/gfm/
    """
    head = [f"## CORS audit\n\n**{findings_sentence(judgement)}**"]
    missing = [*_missing(judgement.incomplete), *_notices(judgement.notices)]
    findings = judgement.findings
    if not findings:
        return "\n\n".join([*head, *_fitting(missing, LIMIT, "parts")]) + "\n"
    # What was not seen first: a table of findings that looks complete would be a false one.
    parts = [*head, *_fitting(missing, LIMIT // 4, "parts")]
    parts.append(_fitting_table([_row(finding) for finding in findings], LIMIT // 4))
    room = LIMIT - sum(map(len, parts))
    return "\n\n".join([*parts, *_fitting(list(map(_details, findings)), room, "findings")]) + "\n"


def text_of(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line.

    Names in a report were written by others: a comment must not obey them.

    Example:
        >>> text_of("<b>|@all")
        '&#60;b&#62;&#124;&#64;all'
    """
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", printable(text))


def _row(finding: Finding) -> str:
    resource = finding.resource
    where = resource.place or resource.api or ""
    cells = (str(finding.severity), finding.rule, where, finding.message, place_of(finding))
    return f"| {' | '.join(map(text_of, cells))} |"


def _fitting_table(rows: Sequence[str], room: int) -> str:
    head = "| severity | rule | where | what | read at |\n|---|---|---|---|---|"
    shown = _count(rows, room)
    left = len(rows) - shown
    rest = f"\n\n{_left_out(left, 'rows')}" if left else ""
    return "\n".join([head, *rows[:shown]]) + rest


def _details(finding: Finding) -> str:
    lines = [plain(line) for line in finding_lines(finding)]
    summary = text_of(lines[0].strip())
    return folded(summary, "\n".join(lines[1:]))


def folded(summary: str, text: str) -> str:
    """Return a text that is shown when somebody opens its summary.

    Args:
        summary: one line, as `text_of` returns it.
        text: lines.
    """
    return f"<details><summary>{summary}</summary>\n\n{fenced(text)}\n\n</details>"


def fenced(text: str) -> str:
    """Return a text as a code block that nothing in it can end.

    Args:
        text: lines.

    Source: https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    """
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _missing(incomplete: Sequence[Coverage]) -> list[str]:
    return [f"- not scanned: {text_of(coverage_text(part))}" for part in incomplete]


def _notices(notices: Sequence[Notice]) -> list[str]:
    return [f"- {text_of(notice_text(notice))}" for notice in notices]


def _fitting(texts: Sequence[str], room: int, what: str) -> list[str]:
    """Return as many texts as there is room for, and how many there is none for."""
    shown = _count(texts, room)
    left = len(texts) - shown
    joined = ["\n".join(texts[:shown])] if shown else []
    return [*joined, _left_out(left, what)] if left else joined


def _left_out(number: int, what: str) -> str:
    return f"{number} more {what} are not shown: `corsgate audit` prints all."


def _count(texts: Sequence[str], room: int) -> int:
    return sum(size <= room for size in accumulate(len(text) + 2 for text in texts))
