"""From a file's findings to a plan: try every edit, judge the result, keep what fixes."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect.targets import read_parsed
from corsgate_audit.collect.template.document import parse_document
from corsgate_audit.fix.plan import Plan, PlannedChange, TemplatePlan
from corsgate_audit.fix.repairs import ONLY_A_POLICY, UnfixableError, repaired
from corsgate_audit.fix.template.candidates import Candidate, marks_of, without_parts
from corsgate_audit.fix.template.deployments import deployment_edits
from corsgate_audit.fix.template.edits import Edit, applied
from corsgate_audit.fix.template.inherited import also_changed
from corsgate_audit.fix.template.patch import changed_lines
from corsgate_audit.fix.template.site import Site
from corsgate_audit.fix.template.writers import written
from corsgate_audit.fix.text.rewriting import RewriteError, Rewriter
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import CoverageState, FixSafety, Handler, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.fix.template.site import Choices
    from corsgate_audit.fix.template.target import Target
    from corsgate_audit.fix.template.writers import Written
    from corsgate_audit.judging.judged import ApiJudgement, Judgement
    from corsgate_audit.model import Finding, ResourceRef

_DEPLOYMENT = "CORS605"
"""Of what the plan itself adds, the deployments that it changes wait anyway."""
_NOT_FIXED = "the policy does not fix it"


def plan_template(target: Target, choices: Choices) -> TemplatePlan:
    """Plan the fix of a file's findings. Nothing is written.

    Args:
        target: file to fix.
        choices: decisions of the APIs' owner, the policy among them.

    Raises:
        TargetError: the file describes no API.
    """
    return _Planner(target, choices).plan()


class _Planner:
    """Plans for one file."""

    def __init__(self, target: Target, choices: Choices) -> None:
        self._target, self._choices = target, choices
        self._content = target.document.content
        self._rewriter = Rewriter(target.text, target.path, self._content)
        self._why: dict[str, str] = {}
        self._refused: set[str] = set()
        self._judgements: dict[str, Judgement] = {}

    def plan(self) -> TemplatePlan:
        """Try every fix, keep what fixes something, and hold back what is not safe."""
        now = self._judged(self._target.text)
        wanted = self._useful(self._wanted(now))
        weighed = self._weighed(now, wanted)
        kept = without_parts(self._useful([each for each in weighed if self._may(each.edit)]))
        held = [each for each in weighed if not self._may(each.edit)]
        edits = [each.edit for each in kept]
        found = list(deployment_edits(self._content, edits))
        deployments = [each for each in found if isinstance(each, Edit)]
        text = self._text([*edits, *deployments])
        after = self._judged(text)
        known = marks_of(now.findings)
        uncovered = tuple(each for each in after.findings if each.fingerprint not in known)
        plan = Plan(
            target=str(self._target.path),
            changes=(
                *(self._change(each, after) for each in weighed if each in [*kept, *held]),
                *(self._deployment(each, edits) for each in deployments),
                *self._left(now, after, held),
            ),
            notes=(
                *self._waiting_for_a_policy(),
                *(each for each in found if isinstance(each, str)),
                *map(self._note, uncovered),
            ),
            unsafe=self._choices.unsafe,
        )
        return TemplatePlan(
            plan=plan,
            before=self._target.text,
            after=text,
            uncovered=uncovered,
            unseen=now.incomplete,
        )

    # --- What may fix -----------------------------------------------------------------------

    def _wanted(self, judgement: Judgement) -> list[Candidate]:
        """Name each edit once, with the findings that it is for.

        A fixed finding may uncover another one: errors without headers are none before there are
        preflights. So what the file would be is judged, until nothing more comes to light. What no
        edit could write before may be written beside the others, where both depend on `Globals`.
        """
        wanted: list[Candidate] = []
        seen: set[str] = set()
        while new := marks_of(judgement.findings) - seen:
            seen |= new
            candidates = self._candidates(wanted, judgement, new)
            writable = self._writable(wanted, candidates)
            if not writable:
                break
            wanted += writable
            seen -= self._refused
            judgement = self._judged(self._text([each.edit for each in wanted]))
        return wanted

    def _candidates(
        self, wanted: Sequence[Candidate], judgement: Judgement, new: set[str]
    ) -> list[Candidate]:
        content = applied(self._content, (each.edit for each in wanted))
        found: list[Candidate] = []
        for judged in judgement.apis:
            api = judged.api
            if isinstance(api, Handler):
                continue  # code is not what this one edits
            faults = tuple(
                each
                for each in judged.faults
                if each[0].fingerprint in new and not (wanted and each[0].rule == _DEPLOYMENT)
            )
            site = Site(path=self._target.path, content=content, api=api, choices=self._choices)
            for each in self._written(site, replace(judged, faults=faults)):
                self._take(found, each)
        return found

    def _written(self, site: Site, judged: ApiJudgement) -> Iterator[Written]:
        """Yield what comes of the repairs; what is safe is not held back with what is not."""
        policy = self._choices.policy
        every = repaired(judged, site.api, policy)
        self._why.update({each.fingerprint: why for each, why in every.left})
        calm = {} if self._choices.unsafe else self._calm(site, judged)
        for each in written(site, every):
            alone = calm.get(each.edit.resource) if each.edit and each.edit.reasons else None
            if alone is None:
                yield each
                continue
            yield alone
            others = [finding for finding in each.findings if finding not in alone.findings]
            if others:
                yield each._replace(findings=others)

    def _calm(self, site: Site, judged: ApiJudgement) -> dict[ResourceRef, Written]:
        """Return what comes of the repairs that are safe, by what it is about."""
        faults = tuple(
            each for each in judged.faults if each[0].fix and each[0].fix.safety is FixSafety.SAFE
        )
        if len(faults) == len(judged.faults):
            return {}
        found = repaired(replace(judged, faults=faults), site.api, self._choices.policy)
        return {
            each.edit.resource: each
            for each in written(site, found)
            if each.edit and not each.edit.reasons
        }

    def _take(self, found: list[Candidate], each: Written) -> None:
        findings = {finding.fingerprint: finding for finding in each.findings}
        if each.edit is None:
            self._why.update(dict.fromkeys(findings, each.why))
            self._refused |= findings.keys()
            return
        self._refused -= findings.keys()
        known = next((other for other in found if other.edit == each.edit), None)
        if known is None:
            found.append(Candidate(each.edit, findings))
        else:
            known.findings.update(findings)

    def _writable(
        self, wanted: Sequence[Candidate], candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Leave out what cannot be written in place; all at once first, since most can."""
        if self._why_not([*wanted, *candidates]) is None:
            return candidates
        writable: list[Candidate] = []
        for each in candidates:
            why = self._why_not([*wanted, *writable, each])
            if why is None:
                writable.append(each)
            else:
                self._why.update(dict.fromkeys(each.findings, why))
        return writable

    def _why_not(self, wanted: Sequence[Candidate]) -> str | None:
        try:
            return self._why_unreadable(self._text([each.edit for each in wanted]))
        except (UnfixableError, RewriteError) as error:
            return str(error)

    def _why_unreadable(self, text: str) -> str | None:
        """Say what would not be read any more; None where all that is read today still is.

        What nobody can read has no findings, and is no fix: SAM would refuse to deploy it.
        """
        now, then = self._judged(self._target.text), self._judged(text)
        known = set(_unread(now))
        new = [reason for part, reason in _unread(then) if (part, reason) not in known]
        if new:
            return f"the file could not be read any more: {new[0]}"
        lost = {each.api.location.pointer for each in now.apis} - {
            each.api.location.pointer for each in then.apis
        }
        return f"{min(lost)} could not be read any more" if lost else None

    def _useful(self, wanted: Sequence[Candidate]) -> list[Candidate]:
        """Leave out what fixes none of those that it is for: it would only disturb.

        What is left out can be what another edit needs, or what uncovers its findings.
        """
        useful = list(wanted)
        while useful:
            lasting = marks_of(self._judged(self._text([each.edit for each in useful])).findings)
            fewer = [
                each
                for each in useful
                if not each.findings.keys() <= lasting and self._is_found_without(each, useful)
            ]
            if len(fewer) == len(useful):
                break
            useful = fewer
        return useful

    def _is_found_without(self, wanted: Candidate, useful: Sequence[Candidate]) -> bool:
        """Whether a finding is there at all unless the edit is made."""
        if wanted.findings.keys() & marks_of(self._judged(self._target.text).findings):
            return True
        others = [each.edit for each in useful if each is not wanted]
        # Not by its fingerprint: where two edits are for one finding, one of them leaves another.
        found = {
            (each.rule, each.resource.api) for each in self._judged(self._text(others)).findings
        }
        return any((each.rule, each.resource.api) in found for each in wanted.findings.values())

    # --- Texts and judgements ----------------------------------------------------------------

    def _text(self, edits: Sequence[Edit], *, check: bool = True) -> str:
        if not edits:
            return self._target.text
        renames = dict(pair for edit in edits for pair in edit.renames)
        return self._rewriter.rewritten(applied(self._content, edits), renames, check=check)

    def _judged(self, text: str) -> Judgement:
        if text not in self._judgements:
            document = parse_document(
                text, self._target.path, self._target.document.reach.renewed()
            )
            self._judgements[text] = judge_collection(read_parsed(document))
        return self._judgements[text]

    # --- What speaks against it --------------------------------------------------------------

    def _weighed(self, now: Judgement, useful: Sequence[Candidate]) -> list[Candidate]:
        """Weigh edits; where the policy itself is a risk, that speaks against them too."""
        known = marks_of(now.findings)
        risks = [
            each
            for each in self._judged(self._text([each.edit for each in useful])).findings
            if each.fingerprint not in known
            and each.kind is Kind.SECURITY
            and each.severity > Severity.INFO
        ]
        weighed = [
            Candidate(each.edit.because(_risks(each.edit, risks)), each.findings) for each in useful
        ]
        return [each for wanted in weighed for each in self._shared(wanted, weighed)]

    def _shared(self, wanted: Candidate, weighed: Sequence[Candidate]) -> Iterator[Candidate]:
        """Have it speak against an edit that other resources of SAM's inherit what it writes.

        Without a policy it is not made: what they allow would be the policy of another API.
        """
        others = [each.edit for each in weighed if each is not wanted and self._may(each.edit)]
        changed = list(dict.fromkeys(also_changed(self._content, wanted.edit, others)))
        if not changed or self._choices.policy is not None:
            reasons = (f"{name} inherits it, and changes too" for name in changed)
            yield Candidate(wanted.edit.because(reasons), wanted.findings)
            return
        names = " and ".join(changed)
        why = f"{ONLY_A_POLICY}: {names} would inherit it from Globals, and change too"
        self._why.update(dict.fromkeys(wanted.findings, why))

    def _may(self, edit: Edit) -> bool:
        return not edit.reasons or self._choices.unsafe

    # --- The plan ----------------------------------------------------------------------------

    def _change(self, wanted: Candidate, after: Judgement) -> PlannedChange:
        edit = wanted.edit
        before, come = changed_lines(self._target.text, self._alone(edit))
        lasting = marks_of(after.findings) if self._may(edit) else set()
        return PlannedChange(
            resource=edit.resource,
            safety=FixSafety.UNSAFE if edit.reasons else FixSafety.SAFE,
            summary=edit.summary,
            fixes=tuple(each for mark, each in wanted.findings.items() if mark not in lasting),
            before=before,
            after=come,
            reasons=edit.reasons,
        )

    def _alone(self, edit: Edit) -> str:
        """Return the text with one edit, to show it; those that it builds on left out."""
        return self._text([edit], check=False)

    def _deployment(self, edit: Edit, edits: Sequence[Edit]) -> PlannedChange:
        own = [each for each in edits if each.home == edit.home]
        before, come = changed_lines(
            self._text(own, check=False), self._text([*own, edit], check=False)
        )
        return PlannedChange(
            resource=edit.resource,
            safety=FixSafety.SAFE,
            summary=edit.summary,
            before=before,
            after=come,
        )

    def _left(
        self, now: Judgement, after: Judgement, held: Sequence[Candidate]
    ) -> Iterable[PlannedChange]:
        """Name what is there today, stays, and waits for no unsafe change."""
        lasting = marks_of(after.findings)
        waiting = {mark for each in held for mark in each.findings}
        for finding in now.findings:
            if finding.fingerprint in lasting - waiting:
                yield PlannedChange(
                    resource=finding.resource,
                    safety=FixSafety.MANUAL,
                    summary=finding.fix.summary if finding.fix else finding.message,
                    fixes=(finding,),
                    reasons=(self._why.get(finding.fingerprint, _NOT_FIXED),),
                )

    def _waiting_for_a_policy(self) -> Iterable[str]:
        """Say how to come by a policy, where something waits for one."""
        if any(why.startswith(ONLY_A_POLICY) for why in self._why.values()):
            name = shlex.quote(str(self._target.path))
            yield (
                f"write a first policy with: corsgate fix {name} --init policy.toml; correct it, "
                f"and run: corsgate fix {name} --policy policy.toml"
            )

    def _note(self, finding: Finding) -> str:
        why = self._why.get(finding.fingerprint)
        reason = f" ({why})" if why else ""
        return f"after that, {finding.rule} will be found: {finding.message}{reason}"


def _unread(judgement: Judgement) -> list[tuple[str, str]]:
    return [
        (part.resource, part.reason or str(part.state))
        for part in judgement.coverage
        if part.state is CoverageState.FAILED
    ]


def _risks(edit: Edit, risks: Sequence[Finding]) -> list[str]:
    return [
        f"with the policy, {each.rule} would be found: {each.message}"
        for each in risks
        if each.resource.api == edit.api and each.resource.path in {None, edit.resource.path}
    ]
