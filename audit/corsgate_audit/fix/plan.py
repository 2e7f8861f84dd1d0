"""A plan: what a fix would change, what it fixes, and what it leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.model import Coverage, Finding, FixSafety, ResourceRef

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """One change, or one thing that a person has to do.

    Args:
        resource: what would be changed.
        safety: ``manual`` where nothing is changed for the user.
        summary: what changes, or what there is to do.
        fixes: findings that are gone afterwards; where nothing is changed, those that stay.
        before: the lines of the source that go away, without their line ends.
        after: the lines that come.
        reasons: why it is not safe, a sentence each without a final period.
    """

    resource: ResourceRef
    safety: FixSafety
    summary: str
    fixes: tuple[Finding, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules whose findings it is about, each once, sorted."""
        return tuple(sorted({finding.rule for finding in self.fixes}))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Of the findings that it is about, sorted."""
        return tuple(sorted(finding.fingerprint for finding in self.fixes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a fix would do to one target.

    Args:
        target: path of the file, as the user named it.
        changes: changes in the order in which they are made; what is left to a person comes last.
        notes: remarks about the plan as a whole, a sentence each.
        unsafe: whether unsafe changes are made too.
    """

    target: str
    changes: tuple[PlannedChange, ...] = ()
    notes: tuple[str, ...] = ()
    unsafe: bool = False

    def makes(self, change: PlannedChange) -> bool:
        """Whether a change is made, rather than held back or left to a person."""
        if change.safety is FixSafety.UNSAFE:
            return self.unsafe
        return change.safety is FixSafety.SAFE

    @property
    def made(self) -> tuple[PlannedChange, ...]:
        """The changes that are made."""
        return tuple(change for change in self.changes if self.makes(change))

    @property
    def left(self) -> tuple[PlannedChange, ...]:
        """Those that are held back, and what there is for a person to do."""
        return tuple(change for change in self.changes if not self.makes(change))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the readers of a patch have to know of the changes that are made: their risks."""
        return tuple(
            f"{change.safety}: {change.summary}: {reason}"
            for change in self.made
            for reason in change.reasons
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """One file of a configuration, before and after.

    Args:
        path: path of the file.
        before: its content.
        after: its content with the changes that are made.
    """

    path: Path
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePlan:
    """What is planned for one file.

    Args:
        plan: change by change.
        before: the file's text.
        after: its text with the changes that are made.
        uncovered: findings that will be seen only then.
        unseen: what could not be read, and so is not fixed.
        files: files of a configuration that change; none of a template, which is one file.
    """

    plan: Plan
    before: str
    after: str
    uncovered: tuple[Finding, ...] = ()
    unseen: tuple[Coverage, ...] = ()
    files: tuple[ChangedFile, ...] = ()

    @property
    def changes_something(self) -> bool:
        """Whether a file would have another text."""
        return bool(self.files) or self.after != self.before
