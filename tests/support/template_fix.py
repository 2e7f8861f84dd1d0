"""Templates that are fixed, and held against what a fix promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import read_target

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.fix.plan import Plan
    from corsgate_audit.fix.repairs import ErrorOrigin

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["DELETE", "GET", "PATCH", "POST", "PUT"],
    allow_headers=["content-type"],
    max_age=600,
)


@dataclass(frozen=True, slots=True)
class Fixed:
    """What came of a fix.

    Args:
        plan: of the first run.
        before: the file's text.
        after: the text that was written.
        again: the plan of a second run, on the file that was written.
    """

    plan: Plan
    before: str
    after: str
    again: Plan

    @property
    def left(self) -> tuple[str, ...]:
        """Rules of the findings that the second run sees."""
        return tuple(sorted({rule for change in self.again.changes for rule in change.rules}))

    @property
    def fixed(self) -> tuple[str, ...]:
        """Rules whose findings the plan promised to fix."""
        return tuple(sorted({rule for change in self.plan.made for rule in change.rules}))

    @property
    def manual(self) -> dict[str, str]:
        """Why findings are left, by their rules."""
        return {
            rule: "; ".join(change.reasons) for change in self.plan.left for rule in change.rules
        }


def fix(
    path: Path,
    policy: CorsPolicy = POLICY,
    *,
    unsafe: bool = False,
    error_origin: ErrorOrigin = None,
) -> Fixed:
    """Fix a file, and look at the result.

    A second run must have nothing to do, and no promise may be broken.
    """
    choices = Choices(policy=policy, unsafe=unsafe, error_origin=error_origin)
    target = read_target(str(path))
    planned = plan_template(target, choices)
    target.write(planned.after)
    again = plan_template(read_target(str(path)), choices)
    assert again.after == again.before == planned.after
    promised = {mark for change in planned.plan.made for mark in change.fingerprints}
    assert not promised & {mark for change in again.plan.changes for mark in change.fingerprints}
    return Fixed(planned.plan, planned.before, planned.after, again.plan)
