"""One line of source is one finding, with every place where it has its effect.

A list of methods that SAM writes into fifty preflights is one fault, and one line to be changed.
Findings are judged, accepted and repaired one by one; they are put together for the reports.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

_NAMED = 4


def with_occurrences(judgement: Judgement) -> Judgement:
    """Return a judgement in which findings about the same line are one.

    Args:
        judgement: all that the audit found and that is not accepted.
    """
    apis = tuple(
        replace(each, findings=tuple(_together(each.findings)), faults=())
        for each in judgement.apis
    )
    return replace(judgement, apis=apis)


def _together(findings: Iterable[Finding]) -> Iterator[Finding]:
    groups: dict[Hashable, list[Finding]] = {}
    for each in findings:
        group = groups.setdefault(_line(each), [])
        if any(_place(other) == _place(each) for other in group):
            # Two faults of one method are two, though one line has both.
            groups[_line(each), len(groups)] = [each]
        else:
            group.append(each)
    for group in groups.values():
        yield _one(group)


def _place(finding: Finding) -> tuple[str | None, ...]:
    return (finding.resource.path, finding.resource.method, finding.resource.stage)


def _line(finding: Finding) -> tuple[Hashable, ...]:
    """Return what findings have in common that one change of one line mends.

    What is expected may name the method's own path, which differs.
    """
    evidence, resource = finding.evidence, finding.resource
    own = {resource.path, repr(resource.path)}
    said = tuple(
        " ".join("" if word.rstrip(",") in own else word for word in text.split(" "))
        for text in (evidence.expected, evidence.actual)
    )
    return (
        finding.rule,
        finding.severity,
        finding.confidence,
        evidence.source,
        evidence.pointer,
        resource.arn,
        resource.path is None,
        finding.after,
        said,
    )


def _one(group: list[Finding]) -> Finding:
    first, *others = group
    occurrences = tuple(each.own_occurrence for each in group)
    if not others:
        return replace(first, occurrences=occurrences)
    places = [each.resource.place for each in others]
    named, more = ", ".join(places[:_NAMED]), len(places) - _NAMED
    also = f"{named} and {more} more" if more > 0 else named
    message = f"{first.message} The same line has this effect on {also}."
    return replace(first, message=message, occurrences=occurrences)
