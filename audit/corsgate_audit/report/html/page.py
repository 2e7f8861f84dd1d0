"""The report of an audit as one HTML page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corsgate import __version__
from corsgate_audit.model import Severity
from corsgate_audit.report.html.laying_out import laid_out
from corsgate_audit.report.html.values import causes, matrices, read_from
from corsgate_audit.report.text_report import (
    accepted_text,
    coverage_text,
    findings_sentence,
    notice_text,
)
from corsgate_audit.rules.registry import rule_named

if TYPE_CHECKING:
    from datetime import datetime

    from corsgate_audit.judging.judged import Judgement


def html_report(judgement: Judgement, when: datetime | None = None) -> str:
    """Return the report as one page that loads nothing; without scripts all but the search works.

    Args:
        judgement: Everything that the audit found.
        when: Time of the audit; None where it is not to be shown.
    """
    shown = matrices(judgement)
    counts = Counter(finding.severity for finding in judgement.findings)
    return laid_out(
        "page.html.j2",
        styles=("page.css",),
        script="page.js",
        read_from=read_from(judgement),
        when=when.strftime("%Y-%m-%d %H:%M UTC") if when else "",
        version=__version__,
        causes=causes(shown),
        sentence=findings_sentence(judgement),
        severities=[(str(each), counts[each]) for each in reversed(Severity)],
        missing=[coverage_text(part) for part in judgement.incomplete],
        notices=[notice_text(notice) for notice in judgement.notices],
        accepted=[accepted_text(each) for each in judgement.accepted],
        seen=[coverage_text(part) for part in judgement.coverage if not part.incomplete],
        matrices=shown,
        source_of=lambda rule: rule_named(rule).page.sources[0],
    )
