"""What the audit promises of a fix where resources of SAM's inherit from ``Globals``.

What one API inherits another one may inherit too. So it is asked of the writer itself whether it
can write a repair, and which others would change with it: by what no policy decides, and by a
policy that allows what is allowed today and what the finding needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.fix.permission import as_fields, permission_of, union
from corsgate_audit.fix.promise import Promise
from corsgate_audit.fix.repairs import repaired
from corsgate_audit.fix.template.edits import applied
from corsgate_audit.fix.template.inherited import also_changed
from corsgate_audit.fix.template.site import Choices, Site
from corsgate_audit.fix.template.writers import written
from corsgate_audit.model import FixSafety, Handler
from corsgate_audit.rules.requests import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.fix.repairs import Repaired
    from corsgate_audit.fix.template.edits import Edit
    from corsgate_audit.judging.judgement import ApiJudgement
    from corsgate_audit.model import Finding


class _Written(NamedTuple):
    """An edit, the findings that it is for, and the repairs that it comes of."""

    edit: Edit
    findings: Sequence[Finding]
    found: Repaired


def shared_promises(
    judgements: Sequence[ApiJudgement], content: Mapping[str, Any]
) -> Iterator[tuple[str, Promise]]:
    """Yield the findings of a template for which more holds than its front door alone shows.

    Args:
        judgements: judgements of all front doors of the template, each finding with the promise
            that its front door alone allows.
        content: content of the template as it is written.

    Yields:
        Fingerprints, and what `corsgate fix` does with the findings.
    """
    without, with_policy = (_of_all(judgements, content, is_allowed=each) for each in (False, True))
    allowed = {each.fingerprint for each in _changing(content, without)}
    changing = {each.fingerprint for each in _changing(content, with_policy)}
    expressible = {each.fingerprint for one in with_policy for each in one.findings}
    fields = {each.fingerprint: _fields(one.found) for one in with_policy for each in one.findings}
    for finding in (each for judged in judgements for each in judged.findings):
        mark = finding.fingerprint
        if finding.fix is None or finding.fix.safety is FixSafety.MANUAL:
            continue
        needs = fields.get(mark) if mark in allowed else finding.fix.needs_policy
        if mark not in expressible and needs is None:
            yield mark, Promise(FixSafety.MANUAL)
        elif mark in changing or mark in allowed:
            safety = FixSafety.UNSAFE if mark in changing else finding.fix.safety
            yield mark, Promise(safety, needs)


def _changing(content: Mapping[str, Any], every: Sequence[_Written]) -> Iterator[Finding]:
    """Yield the findings whose edits change what another API has."""
    for each in every:
        beside = [one.edit for one in every if one is not each and not one.edit.reasons]
        if any(True for _ in also_changed(content, each.edit, beside)):
            yield from each.findings


def _of_all(
    judgements: Sequence[ApiJudgement], content: Mapping[str, Any], *, is_allowed: bool
) -> list[_Written]:
    """Return what would be written; what cannot be by itself may be beside the rest."""
    found: list[_Written] = []
    left = list(judgements)
    for _ in range(2):
        now = applied(content, (each.edit for each in found))
        again = []
        for judged in left:
            made, is_whole = _written(judged, now, is_allowed=is_allowed)
            found += made
            again += [] if is_whole else [judged]
        left = again
    return found


def _written(
    judged: ApiJudgement, content: Mapping[str, Any], *, is_allowed: bool
) -> tuple[list[_Written], bool]:
    """Return what would be written for one front door, and whether that is all there is to do."""
    api = judged.api
    if isinstance(api, Handler):
        return [], True
    site = Site(path=Path(api.location.source), content={**content}, api=api, choices=Choices())
    found = repaired(judged, api, None, is_allowed=is_allowed)
    every = list(written(site, found))
    made = [_Written(each.edit, each.findings, found) for each in every if each.edit is not None]
    return made, len(made) == len(every)


def _fields(found: Repaired) -> str:
    """Return the fields of a policy for all that inherit the same."""
    return as_fields(union(permission_of(each.part.after) for each in found.repairs), PAGE)
