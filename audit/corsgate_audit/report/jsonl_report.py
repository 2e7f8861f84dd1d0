"""The report for programs that read line by line: one JSON object in each line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corsgate_audit.report.json_report import report_object

if TYPE_CHECKING:
    from corsgate_audit.judging.judged import Judgement


def jsonl_report(judgement: Judgement) -> str:
    """Return the report as JSON Lines: its version, the parts of the JSON report, the summary.

    Each finding, accepted finding, notice and part of the coverage has a line of its own. A line
    has one member, which says what it is; its value is as in the JSON report.

    Args:
        judgement: all that the audit found.

    Source: https://jsonlines.org/
    """
    report = report_object(judgement)
    lines = [
        {"schema_version": report["schema_version"]},
        *({"finding": each} for each in report["findings"]),
        *({"accepted": each} for each in report["accepted"]),
        *({"notice": each} for each in report["notices"]),
        *({"coverage": each} for each in report["coverage"]),
        {"summary": report["summary"]},
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)
