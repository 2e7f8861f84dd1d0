"""A plan for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import FixSafety
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.fix.plan import Plan, PlannedChange
    from corsgate_audit.model import ResourceRef

SCHEMA_VERSION = "1.0"
_STYLES = {
    FixSafety.SAFE: "bold green",
    FixSafety.UNSAFE: "bold yellow",
    FixSafety.MANUAL: "bold magenta",
}


def plan_text(plan: Plan) -> Iterator[Line]:
    """Return a plan change by change, each with its difference.

    Args:
        plan: plan of one target.
    """
    yield Line(plan.target, style="bold")
    for change in plan.changes:
        yield Line()
        yield from _change(plan, change)
    yield Line()
    for note in plan.notes:
        yield Line(f"note: {note}")
    yield Line(_summary(plan))


def _change(plan: Plan, change: PlannedChange) -> Iterator[Line]:
    held = change.safety is FixSafety.UNSAFE and not plan.makes(change)
    word = f"{change.safety}, held back" if held else str(change.safety)
    yield Line(f"{word}: {change.summary}", indent=2, style=_STYLES[change.safety])
    yield Line(_named(change.resource), indent=4, style="dim")
    is_made = change.safety is not FixSafety.MANUAL
    for finding in change.fixes:
        yield Line(f"{finding.rule} {finding.message}", indent=4, label="fixes" if is_made else "")
    for reason in change.reasons:
        yield Line(reason, indent=4, label="because")
    for line in change.before:
        yield Line(f"-{line}", indent=4, style="red")
    for line in change.after:
        yield Line(f"+{line}", indent=4, style="green")


def _named(resource: ResourceRef) -> str:
    method = resource.place
    parts = (resource.arn or resource.logical_id, method, resource.api and f"of {resource.api}")
    return " ".join(part for part in parts if part)


def _summary(plan: Plan) -> str:
    if not plan.changes:
        return "nothing to fix: the audit has no findings"
    counts = Counter(change.safety for change in plan.changes)
    parts = [f"{counts[each]} {each}" for each in FixSafety]
    fixed = sum(len(change.fixes) for change in plan.made)
    return f"{', '.join(parts)}; {fixed} findings fixed"


def plan_json(plan: Plan) -> str:
    """Return a plan as JSON text, with a newline at its end."""
    return json.dumps(plan_object(plan), indent=2) + "\n"


def plan_object(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values.

    Args:
        plan: plan of one target.

    Returns:
        ``target``, ``notes`` and ``changes``: of each ``safety``, whether it is ``made``,
        ``summary``, ``reasons``, ``resource``, ``rules`` and ``fingerprints`` of the findings that
        it is about, and the lines ``before`` and ``after``.
    """
    counts = Counter(change.safety for change in plan.changes)
    return {
        "schema_version": SCHEMA_VERSION,
        "target": plan.target,
        "changes": [_object(plan, change) for change in plan.changes],
        "notes": list(plan.notes),
        "summary": {str(each): counts[each] for each in FixSafety},
    }


def _object(plan: Plan, change: PlannedChange) -> dict[str, Any]:
    return {
        "safety": str(change.safety),
        "made": plan.makes(change),
        "summary": change.summary,
        "reasons": list(change.reasons),
        "resource": asdict(change.resource),
        "rules": list(change.rules),
        "fingerprints": list(change.fingerprints),
        "before": list(change.before),
        "after": list(change.after),
    }
