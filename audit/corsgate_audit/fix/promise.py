"""What the audit promises of a fix: what `corsgate fix` does with a finding.

Nothing is promised by rule. The rule's repair is made on the model; whether the difference can be
written where it was read, what only a policy allows of it, and what speaks against it, is asked of
the same functions that a fix asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.fix.difference import Part, PartKind, difference
from corsgate_audit.fix.expressible import why_not
from corsgate_audit.fix.permission import Permission, allowed_by, fields_needed, permission_of
from corsgate_audit.fix.weighing import risks
from corsgate_audit.judging import rounds
from corsgate_audit.model import FixSafety, Handler, UndeterminedError
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.sam import is_written_by_sam
from corsgate_audit.rules.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from corsgate_audit.judging.runs import Found
    from corsgate_audit.model import Target
    from corsgate_audit.rules.rule import Rule

_BESIDE = frozenset({"integration"})
"""What of a function URL a repair takes for granted beside its settings: that its function does not
write them too."""
_ONE_ORIGIN = "allow_origins with one origin"


class Promise(NamedTuple):
    """What a fix does with a finding.

    Args:
        safety: ``safe``, ``unsafe`` or ``manual``; with a policy, where it needs one.
        needs_policy: fields that the policy has to have; None where it takes no policy. Without one
            the finding is left to a person.
    """

    safety: FixSafety
    needs_policy: str | None = None


_NONE = Promise(FixSafety.MANUAL)


class Today(NamedTuple):
    """What a target allows today, for all its findings.

    Args:
        wanted: what is wanted of it without a policy.
        permission: whom it lets in; no handler lets anybody in.
    """

    wanted: Wanted
    permission: Permission

    @classmethod
    def of(cls, target: Target) -> Today:
        """Look at every route of a target."""
        allowed = Permission() if isinstance(target, Handler) else allowed_by(target)
        return cls(wanted=Wanted.of(target), permission=allowed)


def promised(target: Target, rule: Rule, found: Found, today: Callable[[], Today]) -> Promise:
    """Return what `corsgate fix` does with a finding.

    Args:
        target: front door or handler as it was collected.
        rule: rule that has found something in the target.
        found: what it has found.
        today: function that returns what the target allows today, the same for all findings.
    """
    if isinstance(target, Handler) or rule.repair is None:
        return _NONE
    try:
        after: Any = rounds.Repair(rule, target, found, today().wanted).applied(target)
    except UndeterminedError:  # what it takes is not known before deployment
        return _NONE
    parts = [
        each
        for each in difference(target, after)
        if not (each.kind is PartKind.OTHER and each.key[0] in _BESIDE)
    ]
    needs = fields_needed(parts, today().permission, PAGE)
    refused = [each for each in parts if why_not(target, each)]
    if refused and all(map(_takes_one_origin, refused)):
        needs = _ONE_ORIGIN
    elif refused or not parts:
        return _NONE
    is_risky = any(risks(target, each, None) for each in parts)
    return Promise(FixSafety.UNSAFE if is_risky else FixSafety.SAFE, needs)


def _takes_one_origin(part: Part) -> bool:
    """Whether a part is a preflight of SAM's that would have to choose between origins."""
    is_sams = part.kind is PartKind.PREFLIGHT and part.before and is_written_by_sam(part.before)
    return bool(is_sams) and len(permission_of(part.after).origins) > 1
