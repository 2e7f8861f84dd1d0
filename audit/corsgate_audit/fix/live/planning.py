"""From findings to a plan: what would change, what it would fix, and what it would not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.collect.live.errors import one_line
from corsgate_audit.fix.live import gateway_response, rest_method
from corsgate_audit.fix.live.predicted import predicted
from corsgate_audit.fix.live.snapshot import stack_of, take
from corsgate_audit.fix.live.stages import stage_changes
from corsgate_audit.fix.live.writers import Writers, Written
from corsgate_audit.fix.repairs import ONLY_A_POLICY, repaired
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Collection, FixSafety, Handler, Kind, Severity, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.fix.live.snapshot import Snapshot, Stack
    from corsgate_audit.fix.live.values import Change, Choices, Clients
    from corsgate_audit.judging.judged import ApiJudgement
    from corsgate_audit.model import Door, Finding


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that the plan does not fix.

    Args:
        finding: finding of the audit.
        why: reason why it stays, a sentence without a final period.
    """

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPlan:
    """What is planned for one API.

    Args:
        api: front door or handler as the audit read it.
        changes: changes that will be made, in their order.
        held_back: changes that will not be made, because they are not safe.
        fixed: findings that will be gone.
        left: findings that will stay, each with the reason.
        notes: remarks about the plan, a sentence each.
        snapshot: all of the API as AWS answers it; empty where nothing is to be changed.
        stack: CloudFormation stack that manages the API, so that nothing is changed; None for none.
    """

    api: Target
    changes: tuple[Change, ...] = ()
    held_back: tuple[Change, ...] = ()
    fixed: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    snapshot: Snapshot
    stack: Stack | None = None


def plan_api(judged: ApiJudgement, account: Clients, choices: Choices) -> ApiPlan:
    """Plan the fix of one API's findings.

    Args:
        judged: the API and its findings.
        account: clients of the account and region that the API is in.
        choices: decisions of the API's owner, the policy among them.
    """
    api = judged.api
    if isinstance(api, Handler):
        why = "corsgate does not change this kind of front door in an account; fix its template"
        return _refused(judged, why)
    try:
        snapshot = take(account, api)
    except (ClientError, BotoCoreError) as error:
        return _refused(judged, f"its present state cannot be read: {one_line(error)}")
    stack = stack_of(snapshot)
    if stack is not None:
        why = (
            f"the stack {stack.name!r} of CloudFormation manages it, and would undo the change: "
            "fix its template (corsgate fix TEMPLATE --policy FILE) and deploy that"
        )
        return replace(_refused(judged, why), stack=stack)
    return _Planner(api, snapshot, account, choices).plan(judged)


def _refused(judged: ApiJudgement, why: str) -> ApiPlan:
    left = tuple(Left(finding, why) for finding in judged.findings)
    return ApiPlan(api=judged.api, left=left, snapshot={})


class _Planner:
    """Plans for one API that may be changed."""

    def __init__(self, api: Door, snapshot: Snapshot, account: Clients, choices: Choices) -> None:
        self._api, self._snapshot, self._account = api, snapshot, account
        self._choices = choices
        self._writers = Writers(api, snapshot, account, choices)
        self._why: dict[str, str] = {}
        self._judgements: dict[tuple[str, ...], ApiJudgement] = {}

    def plan(self, judged: ApiJudgement) -> ApiPlan:
        """Make every repair, keep what fixes something, and hold back what is not safe."""
        findings = judged.findings
        wanted = self._wanted(judged)
        lasting = marks_of(self._judged([change for change, _ in wanted]))
        # A change that fixes none of those that it is for would only disturb.
        useful = [change for change, marks in wanted if not marks <= lasting]
        weighted = self._weighed(findings, useful)
        kept = [change for change in weighted if self._may(change)]
        held = [change for change in weighted if change not in kept]
        after = self._judged(kept)
        remaining = marks_of(after)
        deploys, notes = stage_changes(
            self._api, self._snapshot, self._account, kept, self._choices
        )
        fixed = tuple(each for each in findings if each.fingerprint not in remaining)
        return ApiPlan(
            api=self._api,
            changes=(*kept, *(each for each in deploys if self._may(each))),
            held_back=(*held, *(each for each in deploys if not self._may(each))),
            fixed=fixed if kept else (),
            left=tuple(self._left(findings, fixed if kept else (), held)),
            notes=(*self._first_policy(), *notes, *self._uncovered(findings, after, kept)),
            snapshot=self._snapshot,
        )

    def _wanted(self, judged: ApiJudgement) -> list[tuple[Change, set[str]]]:
        """Name each change once, with the findings that it is for.

        What a policy allows may uncover another finding: so what the API would be is judged, until
        nothing more comes to light.
        """
        wanted: list[tuple[Change, set[str]]] = []
        seen: set[str] = set()
        while new := marks_of(judged.findings) - seen:
            seen |= new
            faults = tuple(each for each in judged.faults if each[0].fingerprint in new)
            if not self._add(wanted, replace(judged, faults=faults)):
                break
            judged = self._judgement([change for change, _ in wanted])
        return wanted

    def _add(self, wanted: list[tuple[Change, set[str]]], judged: ApiJudgement) -> bool:
        """Add what may fix findings; report whether anything came to it."""
        before = len(wanted)
        for each in self._written(judged):
            marks = {finding.fingerprint for finding in each.findings}
            if each.change is None:
                self._why.update(dict.fromkeys(marks, each.why))
                continue
            change = each.change
            place = next((at for at, (e, _) in enumerate(wanted) if e.label == change.label), None)
            if place is None:
                wanted.append((change, marks))
            elif wanted[place][0].after == change.after:
                wanted[place][1].update(marks)
        return len(wanted) > before

    def _written(self, judged: ApiJudgement) -> Iterator[Written]:
        """Yield what comes of the repairs; what is safe is not held back with what is not."""
        assert not isinstance(judged.api, Handler)  # noqa: S101 - refused before
        policy = self._choices.policy
        found = repaired(judged, judged.api, policy)
        self._why.update({finding.fingerprint: why for finding, why in found.left})
        safe = tuple(e for e in judged.faults if e[0].fix and e[0].fix.safety is FixSafety.SAFE)
        calm = {
            each.change.label: each
            for each in self._writers.written(
                repaired(replace(judged, faults=safe), judged.api, policy)
            )
            if each.change and each.change.safety is FixSafety.SAFE and not self._choices.unsafe
        }
        for each in self._writers.written(found):
            is_risky = each.change is not None and each.change.safety is FixSafety.UNSAFE
            yield calm.get(each.change.label, each) if is_risky and each.change else each

    def _judged(self, changes: Sequence[Change]) -> tuple[Finding, ...]:
        return self._judgement(changes).findings

    def _judgement(self, changes: Sequence[Change]) -> ApiJudgement:
        """Judge the API as it would be with changes made."""
        key = tuple(change.label for change in changes)
        if key not in self._judgements:
            would_be = predicted(self._api, self._snapshot, changes)
            (self._judgements[key],) = judge_collection(Collection(apis=(would_be,))).apis
        return self._judgements[key]

    def _weighed(self, findings: Sequence[Finding], changes: Sequence[Change]) -> list[Change]:
        """Weigh changes; where the policy itself is a risk, that speaks against them too."""
        known = marks_of(findings)
        risks = [
            each
            for each in self._judged(changes)
            if each.fingerprint not in known
            and each.kind is Kind.SECURITY
            and each.severity > Severity.INFO
        ]
        return [_with_risks(change, risks) for change in changes]

    def _first_policy(self) -> list[str]:
        """Say how to come by a policy, where something waits for one."""
        if not any(why.startswith(ONLY_A_POLICY) for why in self._why.values()):
            return []
        return ["write a first policy with: corsgate fix --init policy.toml"]

    def _uncovered(
        self, findings: Sequence[Finding], after: Sequence[Finding], kept: Sequence[Change]
    ) -> list[str]:
        """Name the findings that will be seen only then."""
        known = marks_of(findings)
        why = self._why
        return [
            f"after that, {each.rule} will be found: {each.message}"
            + (f" ({why[each.fingerprint]})" if each.fingerprint in why else "")
            for each in after
            if kept and each.fingerprint not in known
        ]

    def _may(self, change: Change) -> bool:
        if change.safety is FixSafety.UNSAFE:
            return self._choices.unsafe
        return change.safety is FixSafety.SAFE

    def _left(
        self, findings: Sequence[Finding], fixed: Sequence[Finding], held: Sequence[Change]
    ) -> list[Left]:
        reason = "the policy does not fix it"
        if held:
            reason = "a change that would fix it is held back: see above, and --unsafe"
        return [
            Left(finding, self._why.get(finding.fingerprint, reason))
            for finding in findings
            if finding not in fixed
        ]


def marks_of(findings: Sequence[Finding]) -> set[str]:
    """Return the fingerprints of findings."""
    return {finding.fingerprint for finding in findings}


def _end(change: Change) -> str:
    """Return how the ARN ends of what a change is about."""
    address = change.address
    if change.kind == rest_method.KIND:
        return f"/resources/{address['resourceId']}/methods/{address['httpMethod']}"
    if change.kind == gateway_response.KIND:
        return f"/gatewayresponses/{address['responseType']}"
    return ""  # the whole API


def _with_risks(change: Change, risks: Sequence[Finding]) -> Change:
    reasons = [
        f"with the policy, {each.rule} would be found: {each.message}"
        for each in risks
        if (each.resource.arn or "").endswith(_end(change))
    ]
    if not reasons or change.safety is FixSafety.MANUAL:
        return change
    return replace(change, safety=FixSafety.UNSAFE, reasons=(*change.reasons, *reasons))
