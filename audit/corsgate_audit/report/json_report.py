"""The report for programs: one object, described by ``findings.schema.json`` beside this file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import CoverageState, Severity
from corsgate_audit.report.exchange_json import asked_json
from corsgate_audit.rules.rule import Outcome

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpResponse, Verdict
    from corsgate_audit.judging.judged import Accepted, Judgement
    from corsgate_audit.model import Coverage, Finding, Witness

SCHEMA_VERSION = "1.4"
"""The minor number counts additions, the major one counts what would break a reader."""


def json_report(judgement: Judgement) -> str:
    """Return the report as JSON text, with a newline at its end.

    What is equal comes out equal: there is no time in it, and findings are sorted.
    """
    return json.dumps(report_object(judgement), indent=2) + "\n"


def report_object(judgement: Judgement) -> dict[str, Any]:
    """Return the report as plain values.

    Args:
        judgement: all that the audit found.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "findings": [finding_object(finding) for finding in judgement.findings],
        "accepted": [accepted_object(accepted) for accepted in judgement.accepted],
        "notices": [
            asdict(notice) | {"severity": str(notice.severity)} for notice in judgement.notices
        ],
        "coverage": [_part(part) for part in judgement.coverage],
        "summary": _summary(judgement),
    }


def _part(part: Coverage) -> dict[str, Any]:
    """Write a part without what the run was asked to insist on: `complete` says what came of it."""
    return {name: value for name, value in asdict(part).items() if name != "is_required"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the report."""
    text = files("corsgate_audit.report").joinpath("findings.schema.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return one finding as plain values."""
    plain = asdict(finding)
    second = plain.pop("fingerprint_v2")
    occurrences = finding.occurrences or (finding.own_occurrence,)
    return plain | {
        "severity": str(finding.severity),
        "after": list(finding.after),
        "occurrences": list(map(asdict, occurrences)),
        "fingerprints": {"corsgate/v1": finding.fingerprint, "corsgate/v2": second},
        "witness": _witness(finding.witness) if finding.witness else None,
    }


def accepted_object(accepted: Accepted) -> dict[str, Any]:
    """Return a finding that does not count as plain values."""
    finding = finding_object(accepted.finding)
    return {"by": accepted.by, "reason": accepted.reason, "finding": finding}


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "request": asked_json(witness.request),
        "preflight": _response(witness.preflight),
        "response": _response(witness.response),
        "verdict": _verdict(witness.verdict),
        "blocked_in": list(witness.blocked_in()),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "allowed": verdict.allowed,
        "error": verdict.error,
        "parameter": verdict.parameter,
        "preflighted": verdict.preflighted,
        "exposed_headers": list(verdict.exposed_headers),
        "console": verdict.console,
        "explanation": verdict.explanation,
        "console_lines": list(verdict.console_lines),
    }


def _response(response: HttpResponse | None) -> dict[str, Any] | None:
    if response is None:
        return None
    return {"status": response.status, "headers": list(map(list, response.headers))}


def _summary(judgement: Judgement) -> dict[str, Any]:
    severities = Counter(finding.severity for finding in judgement.findings)
    states = Counter(part.state for part in judgement.coverage)
    return {
        "apis": len(judgement.apis),
        "findings": {str(each): severities[each] for each in reversed(Severity)},
        "coverage": {str(each): states[each] for each in CoverageState},
        "outcomes": {str(each): judgement.outcomes[each] for each in Outcome},
        "complete": not judgement.incomplete,
    }
