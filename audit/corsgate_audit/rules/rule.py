"""What a rule is, and what it says of one API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import Confidence, FrontDoor

if TYPE_CHECKING:
    from corsgate_audit.browser import CorsError
    from corsgate_audit.model import (
        Fix,
        Kind,
        Location,
        Severity,
        Unresolved,
        Witness,
    )


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
class UseInstead:
    """What to write instead, for each way of making an API.

    Args:
        cdk: Python, with ``corsgate_cdk``.
        cloudformation: YAML.
        cli: shell commands.
    """

    cdk: str
    cloudformation: str
    cli: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its words, and the pure generator that looks for the fault.

    Args:
        id: ``CORSnnn``; once released it never changes its meaning.
        slug: its name for people, the file's name with hyphens.
        severity: unless a violation says otherwise.
        kind: what sort of harm it is about.
        front_doors: those that it applies to; for others the outcome is "not applicable".
        summary: what it looks for, one sentence.
        why: why that is bad.
        browser: what a developer sees in the browser.
        symptoms: the browser's errors that this fault leads to.
        example: of the fault, CloudFormation in YAML.
        use_instead: what to write instead.
        when_not: when the finding need not be mended.
        sources: URLs of the standard's and AWS's pages that the rule rests on.
        fix: how to mend it.
        check: yields what is at fault and what could not be told; nothing for an API that passes.
    """

    id: str
    slug: str
    severity: Severity
    kind: Kind
    front_doors: frozenset[FrontDoor]
    summary: str
    why: str
    browser: str
    symptoms: tuple[CorsError, ...]
    example: str
    use_instead: UseInstead
    when_not: str
    sources: tuple[str, ...]
    fix: Fix
    check: Check
