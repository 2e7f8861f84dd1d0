"""The formats of ``corsgate audit``: a name, and what writes it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.terminal import show, stop, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corsgate_audit.judging.judged import Judgement


OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="File for the report.",
        show_default="standard output",
        rich_help_panel="Output",
    ),
]


class AuditFormat(StrEnum):
    """How the report is written."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    HTML = "html"
    ASFF = "asff"
    GITHUB = "github"


def reports_of(given: Sequence[str]) -> list[tuple[AuditFormat, Path]]:
    """Read what ``--report`` names.

    Args:
        given: values of the option, ``FORMAT=FILE`` each.

    Raises:
        typer.Exit: one is written in another way.

    Example:
        >>> reports_of(["sarif=corsgate.sarif"])
        [(<AuditFormat.SARIF: 'sarif'>, PosixPath('corsgate.sarif'))]
    """
    found = []
    for each in given:
        name, _, file = each.partition("=")
        if name not in set(AuditFormat) or not file:
            stop(f"--report {each!r} is not FORMAT=FILE, where FORMAT is {', '.join(AuditFormat)}")
        found.append((AuditFormat(name), Path(file)))
    return found


def refuse_formats(targets: Sequence[str], formats: Iterable[AuditFormat]) -> None:
    """Refuse a format that cannot be written of the targets, before anything is audited or written.

    Args:
        targets: files and folders; none for an account.
        formats: formats of all reports.

    Raises:
        typer.Exit: Security Hub takes only findings about an account, and there are targets.
    """
    from corsgate_audit.report.asff_report import NoAccountError

    if targets and AuditFormat.ASFF in formats:
        stop(str(NoAccountError(targets)))


def write_reports(judgement: Judgement, reports: Sequence[tuple[AuditFormat, Path]]) -> None:
    """Write reports to files.

    Args:
        judgement: all that the audit found.
        reports: format and file of each report.

    Raises:
        typer.Exit: a file cannot be written.
    """
    for output_format, path in reports:
        try:
            path.write_text(_report(judgement, output_format), encoding="utf-8")
        except OSError as error:
            stop(f"the report {str(path)!r} cannot be written: {error.strerror or error}")


def _report(judgement: Judgement, output_format: AuditFormat) -> str:
    from corsgate_audit.report.lines import plain
    from corsgate_audit.report.text_report import concise_report, text_report

    lines = {AuditFormat.TEXT: text_report, AuditFormat.CONCISE: concise_report}
    if output_format in lines:
        return "".join(f"{plain(line)}\n" for line in lines[output_format](judgement))
    return _writers()[output_format](judgement)


def write_audit(judgement: Judgement, output_format: AuditFormat) -> None:
    """Write the report to standard output.

    Args:
        judgement: all that the audit found.
        output_format: text is for a terminal, and is laid out there; the others are files.
    """
    # Here, since the reports bring the rules: showing the help of the command needs none.
    from corsgate_audit.report.text_report import concise_report, text_report

    lines = {AuditFormat.TEXT: text_report, AuditFormat.CONCISE: concise_report}
    if output_format in lines:
        with writing():
            show(lines[output_format](judgement))
        return
    report = _writers()[output_format](judgement)
    with writing():
        sys.stdout.write(report)


def _writers() -> Mapping[AuditFormat, Callable[[Judgement], str]]:
    from corsgate_audit.report.asff_report import asff_report
    from corsgate_audit.report.github_report import github_report
    from corsgate_audit.report.html.page import html_report
    from corsgate_audit.report.json_report import json_report
    from corsgate_audit.report.jsonl_report import jsonl_report
    from corsgate_audit.report.junit_report import junit_report
    from corsgate_audit.report.markdown_report import markdown_report
    from corsgate_audit.report.sarif_report import sarif_report

    return {
        AuditFormat.JSON: json_report,
        AuditFormat.JSONL: jsonl_report,
        AuditFormat.SARIF: sarif_report,
        AuditFormat.JUNIT: junit_report,
        AuditFormat.MARKDOWN: markdown_report,
        AuditFormat.HTML: lambda judgement: html_report(judgement, datetime.now(UTC)),
        AuditFormat.GITHUB: github_report,
        # The one report with a time in it: Security Hub asks for it.
        AuditFormat.ASFF: lambda judgement: asff_report(judgement, datetime.now(UTC)),
    }
