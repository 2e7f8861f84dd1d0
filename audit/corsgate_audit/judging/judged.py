"""What an audit comes to: findings, API by API, and what was accepted or not seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.judging.runs import Found
    from corsgate_audit.model import Coverage, Finding, Severity, Target
    from corsgate_audit.rules.rule import Outcome, Rule


class Fault(NamedTuple):
    """What a finding was made of, so that it can be repaired: the rule, and what it found."""

    rule: Rule
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiJudgement:
    """What the rules said of one API.

    Args:
        api: API as it was collected.
        findings: findings, the worst first, then by path, method and rule.
        faults: the same findings in the same order, each with the fault that it was made of.
        outcomes: ``(rule id, outcome)``, one for each rule.
    """

    api: Target
    findings: tuple[Finding, ...] = ()
    faults: tuple[tuple[Finding, Fault], ...] = field(default=(), compare=False, repr=False)
    outcomes: tuple[tuple[str, Outcome], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding that does not count.

    Args:
        finding: finding as it was found.
        by: ``suppression`` or ``baseline``.
        reason: why.
    """

    finding: Finding
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about what is accepted, rather than about an API.

    Args:
        rule: ``CORS903`` (it matches nothing) or ``CORS904`` (it has expired).
        severity: how much it matters.
        message: one sentence.
    """

    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The result of an audit.

    Args:
        apis: judgements of the APIs, in the order in which these were collected.
        coverage: what the collectors and the rules could and could not see.
        accepted: findings that are not among those of the APIs any more.
        notices: notices about what is accepted.
    """

    apis: tuple[ApiJudgement, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the worst first."""
        return tuple(sorted((each for api in self.apis for each in api.findings), key=worst_first))

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many checks ended in what; a check is one rule on one API."""
        return Counter(outcome for api in self.apis for _, outcome in api.outcomes)

    @property
    def incomplete(self) -> tuple[Coverage, ...]:
        """The parts that were expected and not seen."""
        return tuple(part for part in self.coverage if part.incomplete)

    def as_shown_in(self, engine: str) -> Judgement:
        """Return the same findings with the console sentences of one browser.

        Args:
            engine: ``"chromium"``, ``"firefox"`` or ``"webkit"``.
        """
        apis: list[ApiJudgement] = []
        for api in self.apis:
            findings = tuple(
                replace(
                    each, browser_symptom=each.witness.console(engine) if each.witness else None
                )
                for each in api.findings
            )
            apis.append(replace(api, findings=findings))
        return replace(self, apis=tuple(apis))

    def at_or_above(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings that matter at least this much."""
        return tuple(each for each in self.findings if each.severity >= severity)


def api_name(api: Target) -> str:
    """Return the name of an API for people, and for what has to survive a re-deployment.

    In a template whose API takes its name from something unresolved, the logical id stands for it.
    """
    if isinstance(api.name, str) and api.name:
        return api.name
    if api.location.logical_id:
        return api.location.logical_id
    return api.name.expression if isinstance(api.name, Unresolved) else api.name


def worst_first(finding: Finding) -> tuple[object, ...]:
    """Return what findings are sorted by: severity, then path, method and rule."""
    resource = finding.resource
    place = (resource.api or "", resource.path or "", resource.method or "")
    return (-finding.severity, place, finding.rule, finding.fingerprint)
