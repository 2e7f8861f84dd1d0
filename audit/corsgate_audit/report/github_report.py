"""The report as workflow commands of GitHub: annotations at the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from corsgate_audit.report.lines import printable
from corsgate_audit.report.text_report import coverage_text, notice_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}


def github_report(judgement: Judgement) -> str:
    """Return a workflow command for each finding, the worst first, with a newline at its end.

    GitHub shows the first ten errors, warnings and notices of a step each.

    Args:
        judgement: all that the audit found.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """
    return "".join(f"{line}\n" for line in _lines(judgement))


def _lines(judgement: Judgement) -> Iterator[str]:
    for finding in judgement.findings:
        command = _COMMANDS[finding.severity]
        yield f"::{command} {_properties(finding)}::{_data(finding.message)}"
    for notice in judgement.notices:
        command = _COMMANDS[notice.severity]
        yield f"::{command} title={notice.rule}::{_data(notice_text(notice))}"
    for part in judgement.incomplete:
        yield f"::warning title=not scanned::{_data(coverage_text(part))}"


def _properties(finding: Finding) -> str:
    evidence, resource = finding.evidence, finding.resource
    title = f"{finding.rule} {finding.slug}"
    if resource.arn is not None:
        return f"title={_value(f'{title} of {resource.arn}')}"
    place = f" at {resource.place}" if resource.place else ""
    line = f",line={evidence.line}" if evidence.line else ""
    return f"file={_value(evidence.source)}{line},title={_value(title + place)}"


def _data(text: str) -> str:
    """Escape what would end a command: https://github.com/actions/toolkit, core/src/command.ts."""
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
