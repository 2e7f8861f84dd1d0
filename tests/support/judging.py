"""Asks the rules about an API, for tests that compare what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Collection, CoverageState
from corsgate_audit.rules.registry import all_rules, rule_named

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.model import Finding, Target

SOME_RULES = tuple(
    rule_named(f"CORS{number}") for number in (101, 102, 103, 105, 107, 110, 111, 113, 202, 505)
)
"""Always the same, so that what a report counts does not change with every rule that is added."""


def findings(api: Target, rule: str | None = None) -> tuple[Finding, ...]:
    """Return what all rules find in an API, or only what one of them finds."""
    found = judge_collection(Collection(apis=(api,))).findings
    return tuple(each for each in found if rule in {None, each.rule})


def rules_that_find(api: Target) -> list[str]:
    """Return the ids of the rules that find something, sorted, one for each finding."""
    return sorted(each.rule for each in findings(api))


def only_finding(api: Target, rule: str) -> Finding:
    """Return the one finding that an API gives, of all rules."""
    (found,) = findings(api)
    assert found.rule == rule
    return found


def untold(api: Target, rule: str) -> list[tuple[str, str | None]]:
    """Return what one rule could not tell: the resource and the reason."""
    chosen = [each for each in all_rules() if each.id == rule]
    judgement = judge_collection(Collection(apis=(api,)), chosen)
    assert all(part.state is CoverageState.UNRESOLVED for part in judgement.coverage)
    return [(part.resource, part.reason) for part in judgement.coverage]


def preflight_of(finding: Finding) -> HttpResponse:
    """Return the answer to the preflight that proves a finding."""
    assert finding.witness is not None
    assert finding.witness.preflight is not None
    return finding.witness.preflight


def error_of(finding: Finding) -> str | None:
    """Return Chromium's name for what the finding's witness runs into."""
    assert finding.witness is not None
    return finding.witness.verdict.error
