"""The report for code scanning: SARIF 2.1.0.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corsgate_audit.model import Confidence, CoverageState, Kind, Severity
from corsgate_audit.report.json_report import finding_object
from corsgate_audit.report.lines import printable
from corsgate_audit.report.rule_page import rule_text
from corsgate_audit.report.text_report import coverage_text, notice_text
from corsgate_audit.rules.registry import rule_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.judging.judged import Accepted, Judgement
    from corsgate_audit.model import Coverage, Finding
    from corsgate_audit.rules.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# GitHub sorts findings about security by this number: over 9.0 is critical, 7.0 high, 4.0 medium.
# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object
_SECURITY_SEVERITIES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.INFO: "0.0",
}
_RANKS = {Confidence.CONFIRMED: 100.0, Confidence.LIKELY: 70.0, Confidence.POSSIBLE: 30.0}


def sarif_report(judgement: Judgement) -> str:
    """Return the report as a SARIF log with one run, and a newline at its end.

    What could not be seen is a notification of the run, which then was no success.

    Args:
        judgement: all that the audit found.
    """
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(judgement)]}
    return json.dumps(log, indent=2) + "\n"


def _run(judgement: Judgement) -> dict[str, Any]:
    accepted = [each.finding for each in judgement.accepted]
    findings = (*judgement.findings, *accepted)
    rules = [rule_named(rule) for rule in sorted({finding.rule for finding in findings})]
    index = {rule.id: number for number, rule in enumerate(rules)}
    return {
        "tool": {"driver": _driver(rules)},
        "invocations": [_invocation(judgement)],
        "results": [
            *(_result(finding, index[finding.rule]) for finding in judgement.findings),
            *(_suppressed(each, index[each.finding.rule]) for each in judgement.accepted),
        ],
        "columnKind": "utf16CodeUnits",
    }


def _driver(rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "name": "corsgate",
        "semanticVersion": version("corsgate"),
        "rules": [_descriptor(rule) for rule in rules],
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "tags": ["cors", rule.page.kind],
        "problem.severity": _problem(rule),
    }
    if rule.page.kind is Kind.SECURITY:
        properties["tags"].append("security")
        properties["security-severity"] = _SECURITY_SEVERITIES[rule.page.severity]
    return {
        "id": rule.id,
        "name": "".join(word.title() for word in rule.slug.split("-")),
        "shortDescription": {"text": escaped(rule.page.summary)},
        "fullDescription": {"text": escaped(rule.page.why)},
        "help": {
            "text": escaped(f"{rule.page.why}\n\nFix: {rule.page.fix}"),
            "markdown": _braces(rule_text(rule)),
        },
        "helpUri": rule.page.sources[0],
        "defaultConfiguration": {"level": _LEVELS[rule.page.severity]},
        "properties": {**properties, "tags": sorted(set(properties["tags"]))},
    }


def _problem(rule: Rule) -> str:
    level = _LEVELS[rule.page.severity]
    return "recommendation" if level == "note" else level


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    said = finding_object(finding)
    fix = f" Fix: {finding.fix.summary}" if finding.fix else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "rank": _RANKS[finding.confidence],
        "message": {"text": escaped(finding.message + fix)},
        "locations": [_location(finding)],
        "partialFingerprints": said["fingerprints"],
        "properties": {
            key: said[key]
            for key in (
                "severity",
                "confidence",
                "resource",
                "evidence",
                "occurrences",
                "witness",
                "fix",
            )
        },
    }


def _suppressed(accepted: Accepted, rule_index: int) -> dict[str, Any]:
    """Return a result that viewers show apart, or not at all."""
    justification = f"{accepted.by}: {accepted.reason}"
    suppression = {"kind": "external", "status": "accepted", "justification": justification}
    return _result(accepted.finding, rule_index) | {"suppressions": [suppression]}


def _location(finding: Finding) -> dict[str, Any]:
    """Return where a finding is: in a file, and by the name of what it is about."""
    resource, evidence = finding.resource, finding.evidence
    place = [resource.arn or resource.logical_id or resource.api, resource.method, resource.path]
    logical = {"fullyQualifiedName": " ".join(filter(None, place)) or evidence.pointer}
    location: dict[str, Any] = {"logicalLocations": [{**logical, "kind": "resource"}]}
    if resource.arn is None:
        # GitHub refuses a place without a line; a source without lines is pointed at as a whole.
        region = {"startLine": evidence.line or 1}
        artifact = {"uri": _uri(evidence.source)}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": region}
    return location


def _uri(source: str) -> str:
    """Return a path as a relative or a file URI, with the characters that no URI may hold."""
    path = Path(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _invocation(judgement: Judgement) -> dict[str, Any]:
    invocation: dict[str, Any] = {"executionSuccessful": not judgement.incomplete}
    notifications = [_notification(part) for part in judgement.incomplete]
    notifications += [
        {"level": "warning", "message": {"text": escaped(notice_text(notice))}}
        for notice in judgement.notices
    ]
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _notification(part: Coverage) -> dict[str, Any]:
    level = "warning" if part.state is CoverageState.UNRESOLVED else "error"
    return {"level": level, "message": {"text": escaped(coverage_text(part))}}


def escaped(text: str) -> str:
    r"""Return a plain text message in which nothing is a placeholder, a link or a control.

    Source: SARIF 2.1.0, 3.11.5 (placeholders) and 3.11.6 (embedded links)

    Example:
        >>> escaped("[look](/items/{id})")
        '\\[look\\](/items/{{id}})'
    """
    shown = "\n".join(map(printable, text.split("\n")))
    if "](" in shown:
        shown = shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return _braces(shown)


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
