"""What a rule is, and what it says of one target."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, get_args, runtime_checkable

from corsgate_audit import model
from corsgate_audit.model import (
    Behavior,
    Confidence,
    DeployedStage,
    Fix,
    FixSafety,
    FrontDoor,
    HasLocation,
    Route,
    TargetBase,
    Unresolved,
)
from corsgate_audit.rules.page import rule_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corsgate_audit.model import Location, Severity, Witness
    from corsgate_audit.rules.page import RulePage
    from corsgate_audit.rules.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a finding speaks about: a method on a path, or the target as a whole.

    Args:
        location: Line or address in the source.
        path: Path of the method; None for the target as a whole.
        method: HTTP method; None for the target as a whole.
        stage: Name of the stage; None unless the finding holds for one stage alone.
    """

    location: Location
    path: str | None = None
    method: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One fault that a rule found.

    Args:
        subject: Method or target at fault; None for the subject that the rule judged.
        message: Fault in the user's terms, with the value and its effect on a page.
        expected: Configuration that the source should hold.
        actual: Configuration that it holds.
        detail: Words that tell this violation from another of the same rule on the same subject,
            and survive a re-deployment.
        witness: Exchange that proves it; None where there is none.
        severity: Severity of this violation; None for the rule's own.
        confidence: Certainty of the finding, from confirmed to possible.
        fix: Fix in words; None for the rule's own.
    """

    subject: Subject | None = None
    message: str
    expected: str
    actual: str
    detail: str = ""
    witness: Witness | None = None
    severity: Severity | None = None
    confidence: Confidence = Confidence.CONFIRMED
    fix: Fix | None = None


@runtime_checkable
class HasSubject(Protocol):
    """What a rule looks at, where it is not a part of the model: it knows what it speaks about."""

    @property
    def subject(self) -> Subject:
        """What a finding about it names."""


Judged = Subject | HasSubject | Route | Behavior | HasLocation
"""What a rule may list as its subjects."""


def subject_of(judged: Judged) -> Subject:
    """Return what a finding about something names.

    Example:
        >>> subject_of(route).path
        '/items'
    """
    if isinstance(judged, Subject):
        return judged
    if isinstance(judged, HasSubject):
        return judged.subject
    if isinstance(judged, Route):
        return Subject(location=judged.location, path=judged.path, method=judged.method)
    if isinstance(judged, Behavior):
        pattern = judged.path_pattern
        path = pattern.expression if isinstance(pattern, Unresolved) else pattern
        return Subject(location=judged.location, path=path)
    stage = judged.stage if isinstance(judged, DeployedStage) else None
    return Subject(location=judged.location, stage=stage)


class Outcome(StrEnum):
    """What one rule says of one target."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    COULD_NOT_TELL = "could_not_tell"


TargetT = TypeVar("TargetT", bound=TargetBase)
SubjectT = TypeVar("SubjectT", bound=Judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it looks at, what it finds wrong there, and the page with its words.

    Args:
        id: ``CORSnnn``; once released it never changes its meaning.
        slug: Name for people: the file's name with hyphens.
        kinds: Kinds of target that it judges; for others the outcome is "not applicable".
        subjects: Function that lists what there is to be judged in a target: preflights, methods,
            settings.
        check: Function that judges one subject; None where nothing is wrong with it. A value that
            is not known ends this subject and no other: see `corsgate_audit.model.known`.
        repair: Function of a target, a violation (its subject named) and what is `Wanted`: returns
            the target without the fault, where the rule finds nothing at that subject any more. It
            changes nothing where the fault is not, or not any more. None for a rule about nothing
            that a browser blocks or that is allowed too much.
        about: Response header whose value it judges; what a repair has written there is none of its
            business. None for a rule about anything else.
        needs_all_paths: It compares paths with each other, or looks them up by their name or
            location; any other rule finds nothing on a path where it finds nothing on one like it.
        page_file: ``CORSnnn.md``, read when its words are asked for and not before.
    """

    id: str
    slug: str
    kinds: tuple[type[TargetBase], ...]
    subjects: Callable[[Any], Iterable[Judged]]
    check: Callable[[Any, Any], Violation | None]
    repair: Callable[[Any, Violation, Wanted], Any] | None = None
    about: str | None = None
    needs_all_paths: bool = False
    page_file: Path

    @classmethod
    def of_file(  # noqa: PLR0913 - one parameter for each field
        cls,
        file: str,
        *,
        subjects: Callable[[TargetT], Iterable[SubjectT]],
        check: Callable[[TargetT, SubjectT], Violation | None],
        repair: Callable[[TargetT, Violation, Wanted], TargetT] | None = None,
        about: str | None = None,
        needs_all_paths: bool = False,
    ) -> Rule:
        """Return the rule of a module, whose file's name holds the id and the slug.

        Args:
            file: ``__file__`` of the module, ``…/corsnnn_slug.py``; the page stands beside it.
            subjects: Function that lists the subjects; the annotation of its argument names the
                kinds.
            check: Function that judges one subject.
            repair: Function that returns the target without the fault; None where there is none.
            about: Response header whose value it judges; None for anything else.
            needs_all_paths: See `Rule`.
        """
        identifier, _, slug = Path(file).stem.partition("_")
        return cls(
            id=identifier.upper(),
            slug=slug.replace("_", "-"),
            kinds=_kinds(subjects),
            subjects=subjects,
            check=check,
            repair=repair,
            about=about,
            needs_all_paths=needs_all_paths,
            page_file=Path(file).with_name(f"{identifier.upper()}.md"),
        )

    @property
    def front_doors(self) -> frozenset[FrontDoor]:
        """The front doors that it is about."""
        return frozenset(kind.front_door for kind in self.kinds)

    @property
    def page(self) -> RulePage:
        """The words of the rule.

        Raises:
            PageError: the page is not in the form that every page has.
        """
        return rule_page(self.page_file)

    @property
    def fix(self) -> Fix:
        """How to fix what the rule finds; whether `corsgate fix` does it depends on the source."""
        return Fix(safety=FixSafety.MANUAL, summary=self.page.fix)

    @property
    def fix_by_hand(self) -> Fix:
        """How to fix a finding of which only a person can tell what was meant."""
        return Fix(safety=FixSafety.MANUAL, summary=self.page.by_hand or self.page.fix)


def _kinds(subjects: Callable[..., object]) -> tuple[type[TargetBase], ...]:
    """Read the kinds of target from an annotation: ``RestApi``, ``Door``, ``RestApi | HttpApi``."""
    annotation = next(iter(subjects.__annotations__.values()))
    found = (getattr(model, name) for name in annotation.split(" | "))
    return tuple(kind for each in found for kind in (get_args(each) or (each,)))
