"""What the audit says of each finding's fix in an account, beside what a plan would do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.fix.live.fixing import LiveFix
from corsgate_audit.fix.live.values import Choices
from support.fix_promises import promise_of
from support.live_fix import NoLimits

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_audit.fix.live.fixing import LivePlan
    from corsgate_audit.model import Finding

Place = tuple[str, str | None, str]
"""A rule, an API, a fingerprint."""


def promises(policy: CorsPolicy | None) -> tuple[dict[Place, str], dict[Place, str]]:
    """Return what is said of each finding, and what is done with it.

    Args:
        policy: policy that the fix is given; None for none.
    """
    calm, bold = (planned(policy, unsafe=each) for each in (False, True))
    said: dict[Place, str] = {}
    done: dict[Place, str] = {}
    for safely, boldly in zip(calm.apis, bold.apis, strict=True):
        every = (*safely.fixed, *(each.finding for each in safely.left))
        said |= {_place(each): promise_of(each, policy) for each in every}
        done |= dict.fromkeys(map(_place, every), "manual")
        done |= dict.fromkeys(map(_place, boldly.fixed), "unsafe")
        done |= dict.fromkeys(map(_place, safely.fixed), "safe")
    return said, done


def planned(policy: CorsPolicy | None, *, unsafe: bool) -> LivePlan:
    """Plan the fix of the account.

    Args:
        policy: policy that the fix is given; None for none.
        unsafe: whether unsafe changes are made too.
    """
    fix = LiveFix(limits=NoLimits())
    choices = Choices(policy=policy, run_id="once", stages=(), error_origin="first", unsafe=unsafe)
    return fix.plan(choices, fix.accounts())


def _place(finding: Finding) -> Place:
    return finding.rule, finding.resource.api, finding.fingerprint
