"""Judges a target, repairs the model of what was found, and judges again until nothing new appears.

A fault hides another where no request gets as far: behind a preflight that needs a signature nobody
can see that its list of methods is too short. What comes to light in a later round is a finding
like any other, with the rules whose repair its exchange supposes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import OPTIONS
from corsgate_audit.gateway import exchange
from corsgate_audit.judging.runs import Found, Run
from corsgate_audit.model import Distribution, Handler, RestApi, Severity, routes_of
from corsgate_audit.model.editing import unresolved_in
from corsgate_audit.rules.origin_values import static_values
from corsgate_audit.rules.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate import CorsPolicy
    from corsgate_audit.model import Behavior, Route, Target
    from corsgate_audit.rules.rule import Rule, Subject


class Repair(NamedTuple):
    """One repair: of what a rule found on a target."""

    rule: Rule
    target: Target
    found: Found
    wanted: Wanted

    def applied(self, target: Target) -> Target:
        """Return a target with the fault repaired, in itself or in the API behind it.

        Args:
            target: the one that has the fault, changed by other repairs or not, or a distribution.
        """
        if target.location == self.target.location:
            return self._repaired(target)
        if not isinstance(target, Distribution):
            return target
        return replace(target, behaviors=tuple(map(self._behind, target.behaviors)))

    def _behind(self, behavior: Behavior) -> Behavior:
        origin = behavior.origin
        if origin is None or origin.api is None or origin.api.location != self.target.location:
            return behavior
        api = self._repaired(origin.api)
        return replace(behavior, origin=replace(origin, api=api))  # type: ignore[arg-type]

    def _repaired(self, target: Target) -> Target:
        assert self.rule.repair is not None  # noqa: S101 - or there would be no repair
        violation = replace(self.found.violation, subject=self.found.subject)
        repaired: Target = self.rule.repair(target, violation, self.wanted)
        # What a stage serves is compared with what the source has, and not with a repair.
        return replace(repaired, deployed=()) if isinstance(repaired, RestApi) else repaired


class RoundsResult(NamedTuple):
    """What all rounds came to.

    Args:
        runs: runs of the first round, with what later ones have added.
        repairs: the repairs, in the order in which they were made.
    """

    runs: tuple[Run, ...]
    repairs: tuple[Repair, ...]


def judge_in_rounds(
    target: Target, rules: Sequence[Rule], policy: CorsPolicy | None, behind: Iterable[Repair] = ()
) -> RoundsResult:
    """Judge a target by rules to a fixpoint; on a sound target there is one round.

    Args:
        target: target as it was collected.
        rules: all that may hide or find something.
        policy: policy of the owner; None for what the target allows today.
        behind: the repairs of the APIs behind a distribution.
    """
    runs = tuple(Run.judged(target, rule) for rule in rules)
    rounds = _Rounds(target, runs, policy, [*behind])
    for _ in rules:
        if not rounds.go_on():
            break
    rounds.conclude()
    return RoundsResult(runs, tuple(repair for repair in rounds.repairs if repair.target is target))


@dataclass
class _Rounds:
    """The rounds of one target.

    Args:
        target: target as it was collected.
        runs: runs of the first round.
        policy: policy of the owner.
        waiting: repairs that the next round supposes.
    """

    target: Target
    runs: tuple[Run, ...]
    policy: CorsPolicy | None
    waiting: list[Repair]

    def __post_init__(self) -> None:
        self.repairs: list[Repair] = []
        self._repaired = self.target
        self._seen = {(run.rule.id, each.key) for run in self.runs for each in run.violations}
        self._later: list[tuple[Run, Found]] = []
        self._alternatives: dict[frozenset[str], Target] = {}
        self._found: dict[tuple[str, frozenset[str]], dict[object, Found]] = {}
        for run in self.runs:
            self._wait_for(run, run.violations)

    def go_on(self) -> bool:
        """Make the waiting repairs and judge what comes of it; False where nothing does."""
        before = self._repaired
        self._make_repairs()
        if self._repaired == before:
            return False
        for run in self.runs:
            again = Run.judged(self._repaired, run.rule)
            new = [each for each in again.violations if self._is_new(run.rule, each)]
            self._seen |= {(run.rule.id, each.key) for each in new}
            self._later += [(run, each) for each in new]
            self._wait_for(run, new)
            self._keep_unknown(run, again)
        return True

    def _wait_for(self, run: Run, found: Iterable[Found]) -> None:
        """Have the next round suppose repairs of what matters more than for information."""
        if run.rule.repair is None:
            return
        wanted: Wanted | None = None
        for each in found:
            severity = each.violation.severity
            if (run.rule.page.severity if severity is None else severity) > Severity.INFO:
                wanted = wanted or Wanted.of(self.target, self.policy)
                self.waiting.append(Repair(run.rule, self.target, each, wanted))

    def _make_repairs(self) -> None:
        by_rule = {run.rule.id: run for run in self.runs}
        for repair in self.waiting:
            # A repair that fails is told as a rule that fails: what it would bring to light is
            # not known.
            with by_rule[repair.rule.id].about(repair.found.subject):
                self._repaired = repair.applied(self._repaired)
                self.repairs.append(repair)
        self.waiting = []

    def _is_new(self, rule: Rule, found: Found) -> bool:
        """Whether a finding was hidden until now, and is about something that the source has."""
        if (rule.id, found.key) in self._seen:
            return False
        if rule.about is None or not self._is_there(found.subject):
            return self._is_there(found.subject)
        at = (found.subject.path, found.subject.method)
        here, there = _route_at(self._repaired, at), _route_at(self.target, at)
        if here is not None and _said(here, rule.about) != (there and _said(there, rule.about)):
            return False
        return not (rule.needs_all_paths and self._has_written(rule.about))

    def _has_written(self, header: str) -> bool:
        """Whether a repair has changed what any preflight says: others may be odd by that alone."""
        said = {(each.path, each.method): each for each in routes_of(self.target)}
        return any(
            _said(each, header) != _said(said[each.path, each.method], header)
            for each in routes_of(self._repaired)
            if each.method == OPTIONS and (each.path, each.method) in said
        )

    def _keep_unknown(self, run: Run, again: Run) -> None:
        """Keep what could not be determined behind a fault, where the source has the value."""
        known = {value for _, value in run.undetermined}
        new = [each for each in again.undetermined if each[1] not in known]
        if new:
            source = unresolved_in(self.target)
            run.undetermined.extend(
                (at, value) for at, value in new if value in source and self._is_there(at)
            )
        told = {str(error) for _, error in run.failures}
        run.failures.extend(each for each in again.failures if str(each[1]) not in told)

    def _is_there(self, at: Subject) -> bool:
        """Whether the source has what a rule is about, or no repair has added it."""
        key = (at.path, at.method)
        return _route_at(self.target, key) is not None or _route_at(self._repaired, key) is None

    # --- What a later finding supposes ---

    def conclude(self) -> None:
        """Say of what does not happen today what it supposes: of what later rounds found, too."""
        for run in self.runs:
            now = [each for each in run.violations if not _happens(self.target, each)]
            for found in now:
                run.violations[run.violations.index(found)] = self._minimal(run.rule, found)
        for run, found in self._later:
            run.violations.append(self._minimal(run.rule, found))

    def _minimal(self, rule: Rule, found: Found) -> Found:
        """Return a finding as it is found where no more is repaired than has to be."""
        others = [repair.rule.id for repair in self.repairs if repair.rule.id != rule.id]
        needed = list(dict.fromkeys(sorted(others)))
        # A witness may be of what no request shows today or ever: a stage that came too early.
        strict = self._find(rule, found, needed, strict=True) is not None
        for few in ([], *([name] for name in needed)):
            if (alone := self._find(rule, found, few, strict=strict)) is not None:
                return replace(alone, after=tuple(few))
        for name in needed[:]:
            fewer = [each for each in needed if each != name]
            if self._find(rule, found, fewer, strict=strict) is not None:
                needed = fewer
        proven = self._find(rule, found, needed, strict=strict)
        return replace(proven, after=tuple(needed)) if proven else found

    def _find(
        self, rule: Rule, found: Found, repaired: Iterable[str], *, strict: bool
    ) -> Found | None:
        """Return a finding as it is once what these rules find is repaired; None for none.

        Args:
            rule: rule that finds it.
            found: the finding as it was found.
            repaired: ids of the rules.
            strict: whether the exchange of its witness has to happen then, too.
        """
        names = frozenset(repaired)
        target = self._with(names)
        if (rule.id, names) not in self._found:
            run = Run.judged(target, rule)
            self._found[rule.id, names] = {each.key: each for each in run.violations}
        again = self._found[rule.id, names].get(found.key)
        return None if again is None or (strict and not _happens(target, again)) else again

    def _with(self, repaired: frozenset[str]) -> Target:
        if repaired not in self._alternatives:
            target = self.target
            for repair in self.repairs:
                if repair.rule.id in repaired:
                    target = repair.applied(target)
            self._alternatives[repaired] = target
        return self._alternatives[repaired]


def _route_at(target: Target, at: tuple[str | None, str | None]) -> Route | None:
    return next((each for each in routes_of(target) if (each.path, each.method) == at), None)


def _said(route: Route, name: str) -> tuple[object, ...]:
    """Return what a method says in a header: values without their quotes, and templates."""
    if route.integration is None:
        return ()
    values = [str(each).strip("'\"") for each in static_values(route.integration, name)]
    return (*values, *(each.templates for each in route.integration.responses))


def _happens(target: Target, found: Found) -> bool:
    """Whether the preflight of a finding's witness is answered as the witness has it.

    A rule that judges its own step takes the others for granted.
    """
    witness = found.violation.witness
    if witness is None or witness.preflight is None or isinstance(target, Handler):
        return True
    asked = exchange(target, witness.request).preflight_answer
    return asked is None or asked.response == witness.preflight
