"""One rule on one target: what it finds, what it cannot determine, and where it fails."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corsgate_audit.model import UndeterminedError
from corsgate_audit.rules.alike import one_of_each
from corsgate_audit.rules.rule import Outcome, Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Target, Unresolved
    from corsgate_audit.rules.rule import Rule, Violation


@dataclass(frozen=True, slots=True)
class Found:
    """A violation, with what it is about.

    Args:
        subject: what the finding names.
        violation: violation as the rule found it.
        after: ids of the rules whose repair its witness supposes, sorted; empty where the exchange
            happens today.
    """

    subject: Subject
    violation: Violation
    after: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str | None, ...]:
        """What tells it from all others of its rule on its target, in any round."""
        at = self.subject
        return (at.path, at.method, at.stage, at.location.pointer, self.violation.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One rule on one target.

    Args:
        violations: violations, each with what it is about.
        undetermined: the values that are not known, each with what could not be judged for it.
        failures: the errors of the rule itself, each with what could not be judged for it.
    """

    api: Target
    rule: Rule
    violations: list[Found] = field(default_factory=list)
    undetermined: list[tuple[Subject, Unresolved]] = field(default_factory=list)
    failures: list[tuple[Subject, Exception]] = field(default_factory=list)

    @classmethod
    def judged(cls, api: Target, rule: Rule) -> Run:
        """Judge one subject after the other: what ends one of them ends no other."""
        run = cls(api=api, rule=rule)
        if isinstance(api, rule.kinds):
            sample = api if rule.needs_all_paths else one_of_each(api)
            run._judge(sample)
            if sample is not api and not run.is_clean:
                run = cls(api=api, rule=rule)
                run._judge(api)
        return run

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.violations or self.undetermined or self.failures)

    @property
    def outcome(self) -> Outcome:
        """What the rule says of the API; what it could not tell does not outweigh a fault."""
        if not isinstance(self.api, self.rule.kinds):
            return Outcome.NOT_APPLICABLE
        if self.violations:
            return Outcome.FAILED
        return Outcome.COULD_NOT_TELL if self.undetermined or self.failures else Outcome.PASSED

    def _judge(self, api: Target) -> None:
        """Judge all subjects of the target, or of one with less of the same."""
        with self.about(Subject(location=api.location)):
            for judged in self.rule.subjects(api):
                at = subject_of(judged)
                with self.about(at):
                    violation = self.rule.check(api, judged)
                    if violation is not None:
                        self.violations.append(Found(violation.subject or at, violation))

    @contextmanager
    def about(self, at: Subject) -> Iterator[None]:
        """Do something about a subject; what ends it is kept and ends nothing else.

        Args:
            at: what cannot be judged then.
        """
        try:
            yield
        except UndeterminedError as error:
            for value, part in error.parts:
                self.undetermined.append((subject_of(part) if part else at, value))
        # A rule meets whatever people have deployed. What it has found stays; that it did not get
        # to the end is reported, and the other subjects and rules go on.
        except Exception as error:  # noqa: BLE001 - kept, and reported as a part not seen
            self.failures.append((at, error))
