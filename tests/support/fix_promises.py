"""What the audit says of each finding's fix, beside what a plan would do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import read_target
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import FixSafety

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate import CorsPolicy
    from corsgate_audit.model import Finding

Told = set[tuple[str, str, str]]
"""Rules, fingerprints, and what is said or done."""


def broken_promises(file: Path, policy: CorsPolicy | None) -> tuple[Told, Told]:
    """Return what is said and not done, and what is done and not said.

    Args:
        file: a template or a document.
        policy: policy that the fix is given; None for none.
    """
    plan = plan_template(read_target(str(file)), Choices(policy=policy)).plan
    done = {
        (each.rule, each.fingerprint, str(change.safety))
        for change in plan.changes
        for each in change.fixes
    }
    findings = judge_collection(collect([str(file)])).findings
    said = {(each.rule, each.fingerprint, promise_of(each, policy)) for each in findings}
    return said - done, done - said


def promise_of(finding: Finding, policy: CorsPolicy | None) -> str:
    """Return what the audit says that a fix does with a finding.

    Args:
        finding: of an audit.
        policy: policy that the fix is given; None for none.
    """
    assert finding.fix is not None
    is_owners = policy is None and finding.fix.needs_policy is not None
    return str(FixSafety.MANUAL if is_owners else finding.fix.safety)
