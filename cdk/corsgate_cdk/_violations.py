"""Findings and coverage of the audit in the terms of the CDK's validation report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import PolicyViolatingResource, PolicyViolation

from corsgate_audit.model import CoverageState, Severity
from corsgate_audit.report.finding_lines import witness_lines
from corsgate_audit.report.lines import plain
from corsgate_audit.rules.registry import UnknownRuleError, rule_named

from ._policy_differences import POLICY_DIFFERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Coverage, Evidence, Finding, Location, Witness

    from ._policy_differences import Difference

NOT_SCANNED = "CORS901"
UNRESOLVED = "CORS902"

# The CDK's words. Where anything of a report is acknowledged, the CDK sets aside what the plugin
# says of success and looks for these two itself: an unacknowledged "high" would then pass.
_ERROR = "error"
_WARNING = "warning"
_SAME_POLICY = (
    "Give the API this policy with CorsRestApi, CorsHttpApi or add_cors; if the difference is "
    f"intended, use acknowledge_cors(construct, {POLICY_DIFFERS!r}, reason)."
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a synthesis fails.

    Args:
        severity: severity of findings.
        incomplete: what was not read or is undetermined fails too.
    """

    severity: Severity
    incomplete: bool

    def is_failure(self, violation: PolicyViolation) -> bool:
        """Report whether a violation fails the synthesis."""
        return violation.severity == _ERROR

    def of_severity(self, severity: Severity) -> str:
        """Return the CDK's word for a finding of this severity."""
        return _ERROR if severity >= self.severity else _WARNING

    def of_coverage(self) -> str:
        """Return the CDK's word for what was not scanned, or is undetermined."""
        return _ERROR if self.incomplete else _WARNING


def violations_of(
    judgement: Judgement,
    differences: Iterable[Difference],
    stack: str,
    threshold: Threshold,
) -> list[PolicyViolation]:
    """Return all that is to be reported of a stack, the worst first.

    Args:
        judgement: judgement of the APIs in the stack and in those nested in it.
        differences: differences of those from the policy that they are to have.
        stack: its construct path.
        threshold: from where on a synthesis fails.
    """
    found = [_of_finding(each, stack, threshold) for each in judgement.findings]
    differing = [_of_difference(each, stack, threshold) for each in differences]
    return [
        *found,
        *differing,
        *(_of_coverage(each, stack, threshold) for each in judgement.incomplete),
    ]


def _of_finding(finding: Finding, stack: str, threshold: Threshold) -> PolicyViolation:
    return PolicyViolation(
        rule_name=finding.rule,
        severity=threshold.of_severity(finding.severity),
        description=_description(finding.message, finding.witness),
        fix=_in_the_cdk(finding),
        rule_metadata=_metadata(finding),
        violating_resources=[_resource(finding.resource.logical_id, finding.evidence, stack)],
    )


def _of_difference(difference: Difference, stack: str, threshold: Threshold) -> PolicyViolation:
    places = [(each.logical_id, each) for each in difference.locations]
    return PolicyViolation(
        rule_name=POLICY_DIFFERS,
        severity=threshold.of_severity(Severity.HIGH),
        description=_description(difference.message, difference.witness),
        fix=_SAME_POLICY,
        violating_resources=[_resource(*place, stack) for place in places],
    )


def _in_the_cdk(finding: Finding) -> str | None:
    """Say what is to be done, and show what to write: of the page's ways, the CDK's."""
    if finding.fix is None:
        return None
    # The CDK deploys anew by itself.
    summary = finding.fix.summary.removesuffix("; then deploy the stage again.").rstrip(".")
    try:
        code = rule_named(finding.rule).page.use_instead.cdk
    except UnknownRuleError:  # a notice, which has no such page
        return f"{summary}."
    return f"{summary}. In the CDK: {code.strip()}"


def _description(message: str, witness: Witness | None) -> str:
    lines = witness_lines(witness, witness.console()) if witness else ()
    return "\n".join([message, *(plain(line) for line in lines)])


def _metadata(finding: Finding) -> dict[str, str]:
    resource = finding.resource
    said = {
        "slug": finding.slug,
        "severity": str(finding.severity),
        "kind": str(finding.kind),
        "confidence": str(finding.confidence),
        "api": resource.api,
        "path": resource.path,
        "method": resource.method,
        "expected": finding.evidence.expected,
        "actual": finding.evidence.actual,
        "browserSymptom": finding.browser_symptom,
        "fingerprint": finding.fingerprint,
    }
    return {name: value for name, value in said.items() if value is not None}


def _resource(
    logical_id: str | None, place: Evidence | Location, stack: str
) -> PolicyViolatingResource:
    if logical_id is None:
        return PolicyViolatingResource(construct_path=stack, locations=[place.pointer])
    # The CDK finds the construct; it takes the pointer from the resource on.
    _, _, below = place.pointer.partition(f"/{logical_id}/")
    return PolicyViolatingResource(
        resource_logical_id=logical_id,
        template_path=str(Path(place.source)),
        locations=[below] if below else [],
    )


def _of_coverage(part: Coverage, stack: str, threshold: Threshold) -> PolicyViolation:
    rule = UNRESOLVED if part.state is CoverageState.UNRESOLVED else NOT_SCANNED
    reason = f": {part.reason}" if part.reason else ""
    return PolicyViolation(
        rule_name=rule,
        severity=threshold.of_coverage(),
        description=f"undetermined ({part.state}): {part.service} {part.resource}{reason}",
        violating_resources=[
            PolicyViolatingResource(construct_path=stack, locations=[part.resource])
        ],
    )
