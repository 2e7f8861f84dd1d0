"""What a rule is, and what it says of one API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import Confidence, Fix, FixSafety, FrontDoor
from corsgate_audit.rules.page import rule_page

if TYPE_CHECKING:
    from corsgate_audit.model import (
        Location,
        Severity,
        Unresolved,
        Witness,
    )
    from corsgate_audit.rules.page import RulePage


API_FRONT_DOORS = frozenset(FrontDoor) - {FrontDoor.CLOUDFRONT, FrontDoor.FUNCTION}
"""Those that have routes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a rule speaks about: a method on a path, or the API as a whole.

    Args:
        location: where it was read.
        path: None for the API as a whole.
        method: None for the API as a whole.
        stage: None unless what it says holds for one stage alone.
    """

    location: Location
    path: str | None = None
    method: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One fault that a rule found.

    Args:
        subject: what is at fault.
        message: what is wrong, in the user's terms, with the value and what it does to a page.
        expected: what the source should hold.
        actual: what it holds.
        detail: what tells this violation from another of the same rule on the same subject, in
            words that survive a re-deployment.
        witness: the exchange that proves it.
        severity: None for the rule's own.
        confidence: how sure it is.
        fix: None for the rule's own.
    """

    subject: Subject
    message: str
    expected: str
    actual: str
    detail: str = ""
    witness: Witness | None = None
    severity: Severity | None = None
    confidence: Confidence = Confidence.CONFIRMED
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A rule could not tell: its verdict depends on a value that could not be resolved.

    Args:
        subject: what the rule could not judge.
        value: that it would have needed.
    """

    subject: Subject
    value: Unresolved


Check = Callable[["Any"], Iterator[Violation | Undecided]]


class Outcome(StrEnum):
    """What one rule says of one API."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    COULD_NOT_TELL = "could_not_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: the pure generator that looks for the fault, and the page with its words.

    Args:
        id: ``CORSnnn``; once released it never changes its meaning.
        slug: its name for people, the file's name with hyphens.
        front_doors: those that it applies to; for others the outcome is "not applicable".
        safety: whether its fix needs a person's judgement.
        check: yields what is at fault and what could not be told; nothing for an API that passes.
        page_file: ``CORSnnn.md``, read when its words are asked for and not before.
    """

    id: str
    slug: str
    front_doors: frozenset[FrontDoor]
    safety: FixSafety
    check: Check
    page_file: Path

    @classmethod
    def of_file(
        cls, file: str, *, front_doors: frozenset[FrontDoor], safety: FixSafety, check: Check
    ) -> Rule:
        """Return the rule of a module, whose file's name holds the id and the slug.

        Args:
            file: the module's ``__file__``, ``…/corsnnn_slug.py``; the page stands beside it.
            front_doors: as `Rule` has it.
            safety: as `Rule` has it.
            check: as `Rule` has it.
        """
        identifier, _, slug = Path(file).stem.partition("_")
        return cls(
            id=identifier.upper(),
            slug=slug.replace("_", "-"),
            front_doors=front_doors,
            safety=safety,
            check=check,
            page_file=Path(file).with_name(f"{identifier.upper()}.md"),
        )

    @property
    def page(self) -> RulePage:
        """The words of the rule.

        Raises:
            PageError: the page is not in the form that every page has.
        """
        return rule_page(self.page_file)

    @property
    def fix(self) -> Fix:
        """How to fix what the rule finds."""
        return Fix(safety=self.safety, summary=self.page.fix)

    @property
    def fix_by_hand(self) -> Fix:
        """How to fix a finding of which only a person can tell what was meant."""
        return Fix(safety=FixSafety.MANUAL, summary=self.page.by_hand or self.page.fix)
