"""The formats of ``corsgate audit``: a name, and what writes it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from corsgate_audit.cli.terminal import console, stop, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.judging.judgement import Judgement


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


def write_audit(judgement: Judgement, output_format: AuditFormat) -> None:
    """Write the report to standard output.

    Args:
        judgement: all that the audit found.
        output_format: text is for a terminal, and is laid out there; the others are files.

    Raises:
        typer.Exit: the format cannot say what was found.
    """
    # Here, since the reports bring the rules: showing the help of the command needs none.
    from corsgate_audit.report.asff_report import NoAccountError
    from corsgate_audit.report.lines import write
    from corsgate_audit.report.text_report import concise_report, text_report

    lines = {AuditFormat.TEXT: text_report, AuditFormat.CONCISE: concise_report}
    if output_format in lines:
        with writing():
            write(console(), lines[output_format](judgement))
        return
    try:
        report = _writers()[output_format](judgement)
    except NoAccountError as error:
        stop(str(error))
    with writing():
        sys.stdout.write(report)


def _writers() -> Mapping[AuditFormat, Callable[[Judgement], str]]:
    from corsgate_audit.report.asff_report import asff_report
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
        AuditFormat.HTML: html_report,
        # The one report with a time in it: Security Hub asks for it.
        AuditFormat.ASFF: lambda judgement: asff_report(judgement, datetime.now(UTC)),
    }
