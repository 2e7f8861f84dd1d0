"""What is known and accepted: a baseline and suppressions, taken out of a judgement's findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate_audit.judging.judged import Accepted, Notice
from corsgate_audit.model import Severity
from corsgate_audit.rules.notices import EXPIRED, STALE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from corsgate_audit.judging.baseline import Baseline
    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.judging.suppressions import Suppression
    from corsgate_audit.model import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is to be accepted.

    Args:
        suppressions: suppressions in the order in which they are tried.
        baseline: None for none.
        today: date of the audit; a suppression whose last day is before it has expired.
        rules: ids of the rules that looked; None for all. What is for another rule is not stale.
    """

    suppressions: tuple[Suppression, ...] = ()
    baseline: Baseline | None = None
    today: date
    rules: frozenset[str] | None = None

    def asks(self, rule: object) -> bool:
        """Whether a rule looked.

        Args:
            rule: its id.
        """
        return self.rules is None or rule in self.rules


def accept(judgement: Judgement, acceptance: Acceptance) -> Judgement:
    """Return a judgement whose accepted findings stand apart from those that count.

    A suppression that has expired accepts nothing, and is a notice. One that matches nothing, and
    a baseline's entry that does, are notices only where all was seen: what they are for may be in
    the part that was not.

    Args:
        judgement: all that the audit found.
        acceptance: what is to be accepted.
    """
    taken = _Taken(acceptance, judgement.findings)
    apis = tuple(
        replace(each, findings=tuple(one for one in each.findings if id(one) not in taken.ids))
        for each in judgement.apis
    )
    return replace(judgement, apis=apis, accepted=taken.accepted, notices=taken.notices(judgement))


class _Taken:
    """Goes through the findings once, the worst first."""

    def __init__(self, acceptance: Acceptance, findings: Sequence[Finding]) -> None:
        self._acceptance = acceptance
        self._matched: set[Suppression] = set()
        self._left = Counter(acceptance.baseline.counts if acceptance.baseline else {})
        said = [(finding, self._reason(finding)) for finding in findings]
        self.accepted = tuple(
            Accepted(finding=finding, by=reason[0], reason=reason[1])
            for finding, reason in said
            if reason
        )
        # By identity: two findings may be equal, and the baseline know of one.
        self.ids = {id(each.finding) for each in self.accepted}

    def _reason(self, finding: Finding) -> tuple[str, str] | None:
        matching = [each for each in self._acceptance.suppressions if each.matches(finding)]
        self._matched.update(matching)
        for each in matching:
            if not each.expired(self._acceptance.today):
                return "suppression", each.reason
        # One that the first version has written holds fingerprints without the file.
        for mark in (finding.fingerprint_v2, finding.fingerprint):
            if self._left[mark] > 0:
                self._left[mark] -= 1
                return "baseline", "it is in the baseline"
        return None

    def notices(self, judgement: Judgement) -> tuple[Notice, ...]:
        """Return what is to be said about suppressions and the baseline."""
        today, suppressions = self._acceptance.today, self._acceptance.suppressions
        expired = [
            Notice(
                EXPIRED.id,
                EXPIRED.page.severity,
                f"{each} has expired on {each.expires}: the findings that it accepted count again",
            )
            for each in suppressions
            if each.expired(today) and each in self._matched
        ]
        if judgement.incomplete:
            return tuple(expired)
        stale = [
            Notice(STALE.id, STALE.page.severity, f"{each} matches no finding; delete the entry")
            for each in suppressions
            if each not in self._matched and self._acceptance.asks(each.rule)
        ]
        return (*expired, *stale, *self._stale_entries())

    def _stale_entries(self) -> list[Notice]:
        baseline = self._acceptance.baseline
        mine = {
            entry["fingerprint"]
            for entry in (baseline.entries if baseline else ())
            if self._acceptance.asks(entry.get("rule"))
        }
        number = sum(count for mark, count in self._left.items() if mark in mine)
        if not number:
            return []
        entries = "1 entry" if number == 1 else f"{number} entries"
        verb = "matches" if number == 1 else "match"
        message = (
            f"{entries} of the baseline {verb} no finding any more; remove them with "
            "--update-baseline"
        )
        return [Notice(STALE.id, Severity.INFO, message)]
