"""Edits that may be made, with the findings that each is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate_audit.fix.template.edits import Edit
    from corsgate_audit.model import Finding


@dataclass(slots=True)
class Candidate:
    """An edit and the findings that it is for.

    Args:
        findings: findings that the edit is for, by their fingerprints.
    """

    edit: Edit
    findings: dict[str, Finding]


def marks_of(findings: Iterable[Finding]) -> set[str]:
    """Return the fingerprints of findings."""
    return {finding.fingerprint for finding in findings}


def without_parts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out edits that are a part of others, and give these what they fix.

    Args:
        candidates: edits that are to be made together.
    """
    whole: list[Candidate] = []
    for each in candidates:
        others = [other for other in candidates if other is not each and _is_part(each, other)]
        if not others:
            whole.append(each)
        for other in others:
            other.findings.update(each.findings)
    return whole


def _is_part(candidate: Candidate, other: Candidate) -> bool:
    """Whether all that an edit writes is within one value that another one writes."""
    return all(
        any(len(names) > len(wide) and names[: len(wide)] == wide for wide in _places(other))
        for names in _places(candidate)
    )


def _places(candidate: Candidate) -> list[tuple[str, ...]]:
    return [each.names for each in candidate.edit.sets]
