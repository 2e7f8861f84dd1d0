"""What the audit promises of a fix where resources of SAM's inherit from ``Globals``.

What one API inherits another one may inherit too. So it is asked of the writer itself whether it
can write a repair, and which others would change with it: by what no policy decides, and by a
policy that allows what is allowed today and what the finding needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.fix.difference import PartKind
from corsgate_audit.fix.permission import as_fields, permission_of, union
from corsgate_audit.fix.promise import Promise
from corsgate_audit.fix.repairs import repaired
from corsgate_audit.fix.template.edits import applied
from corsgate_audit.fix.template.inherited import (
    COMPUTED,
    Inherited,
    also_changed,
    is_intrinsic,
)
from corsgate_audit.fix.template.site import Choices, Site
from corsgate_audit.fix.template.writers import written
from corsgate_audit.model import FixSafety, Handler
from corsgate_audit.rules.requests import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.fix.repairs import Repaired
    from corsgate_audit.fix.template.edits import Edit
    from corsgate_audit.fix.template.writers import Written
    from corsgate_audit.judging.judged import ApiJudgement
    from corsgate_audit.model import Finding


class _Written(NamedTuple):
    """An edit, the findings that it is for, and the repairs that it comes of."""

    edit: Edit
    findings: Sequence[Finding]
    found: Repaired


class _Beside(NamedTuple):
    """What would be written for all front doors of a template, and what no policy could write."""

    written: list[_Written]
    computed: frozenset[str]


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
    judgements = [each for each in judgements if not isinstance(each.api, Handler)]
    (without, _), (owned, computed) = (
        _of_all(judgements, content, is_allowed=each) for each in (False, True)
    )
    allowed = {each.fingerprint for each in _changing(content, without)}
    changing = {each.fingerprint for each in _changing(content, owned)}
    fields = {each.fingerprint: _fields(one.found) for one in owned for each in one.findings}
    for judged in judgements:
        others = [each.fix.needs_policy for each in judged.findings if each.fix]
        for finding in judged.findings:
            mark = finding.fingerprint
            if finding.fix is None or finding.fix.safety is FixSafety.MANUAL:
                continue
            needs = fields.get(mark) if mark in allowed else finding.fix.needs_policy
            if mark not in fields and needs is None:
                # One setting holds for all: what decides another finding of it decides this one.
                needs = next(filter(None, others), None)
            if mark in computed or (mark not in fields and needs is None):
                yield mark, Promise(FixSafety.MANUAL)
            else:
                is_risky = mark in changing
                yield mark, Promise(FixSafety.UNSAFE if is_risky else finding.fix.safety, needs)


def _changing(content: Mapping[str, Any], every: Sequence[_Written]) -> Iterator[Finding]:
    """Yield the findings whose edits change what another API has."""
    for each in every:
        beside = [one.edit for one in every if one is not each and not one.edit.reasons]
        if any(True for _ in also_changed(content, each.edit, beside)):
            yield from each.findings


def _of_all(
    judgements: Sequence[ApiJudgement], content: Mapping[str, Any], *, is_allowed: bool
) -> _Beside:
    """Return what would be written; what cannot be by itself may be beside the rest."""
    found: list[_Written] = []
    left, computed = list(judgements), set[str]()
    for _ in range(2):
        now = applied(content, (each.edit for each in found))
        again = []
        for judged in left:
            repairs, every = _written(judged, now, is_allowed=is_allowed)
            found += [_Written(one.edit, one.findings, repairs) for one in every if one.edit]
            refused = [one for one in every if one.edit is None]
            again += [judged] if refused else []
            preflights = [
                finding
                for repair in repairs.repairs
                if repair.part.kind is PartKind.PREFLIGHT
                for finding in repair.findings
            ]
            computed |= {
                finding.fingerprint
                for one in refused
                for finding in one.findings
                if one.why.endswith(COMPUTED)
                or (finding in preflights and _is_computed(judged, now))
            }
        left = again
    return _Beside(found, frozenset(computed))


def _written(
    judged: ApiJudgement, content: Mapping[str, Any], *, is_allowed: bool
) -> tuple[Repaired, list[Written]]:
    """Return what would be written for one front door, or why it would not be."""
    api = judged.api
    assert not isinstance(api, Handler)  # noqa: S101 - left out before
    site = Site(path=Path(api.location.source), content={**content}, api=api, choices=Choices())
    found = repaired(judged, api, None, is_allowed=is_allowed)
    return found, list(written(site, found))


def _is_computed(judged: ApiJudgement, content: Mapping[str, Any]) -> bool:
    """Whether ``Cors`` of a REST API is a value that CloudFormation computes."""
    logical_id = judged.api.location.logical_id
    own = logical_id if logical_id in content.get("Resources", {}) else None
    return is_intrinsic(Inherited(content=content, section="Api", logical_id=own).value("Cors"))


def _fields(found: Repaired) -> str:
    """Return the fields of a policy for all that inherit the same."""
    return as_fields(union(permission_of(each.part.after) for each in found.repairs), PAGE)
