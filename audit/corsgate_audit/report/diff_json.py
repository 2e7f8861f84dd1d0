"""What differs between two targets, for programs: see ``diff.schema.json`` beside this file."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from corsgate_audit.report.diff_words import FAR_SIDE, counts_of, verdict_of
from corsgate_audit.report.why_json import why_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.diff.changes import Change, Difference
    from corsgate_audit.gateway import Exchange

SCHEMA_VERSION = "1.0"
"""The minor number counts additions, the major one counts what would break a reader."""


def diff_json(found: Difference) -> str:
    """Return a difference as JSON text, with a newline at its end."""
    return json.dumps(diff_object(found), indent=2) + "\n"


def diff_object(found: Difference) -> dict[str, Any]:
    """Return a difference as plain values, an entry for each path of a change.

    Args:
        found: difference between two targets.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "changes": [entry for each in found.changes for entry in _entries(each)],
        "complete": found.is_complete,
        "undetermined": [asdict(each) for each in found.undetermined],
        "not_scanned": [
            {"resource": part.resource, "state": part.state.value, "reason": part.reason}
            for part in found.incomplete
        ],
        "not_read": list(found.unread),
        "summary": counts_of(found),
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a difference."""
    text = files("corsgate_audit.report").joinpath("diff.schema.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _entries(change: Change) -> Iterator[dict[str, Any]]:
    for path in change.paths or (None,):
        yield {
            "direction": change.direction.value,
            "kind": _kind(change),
            "api": change.api,
            "path": path,
            "method": change.method,
            "origin": change.origins[0],
            "origins": list(change.origins),
            "credentials": change.credentials,
            "headers": list(change.header_sets[0]),
            "header_sets": [list(each) for each in change.header_sets],
            "exposed_headers": list(change.exposes),
            "responses": list(change.responses),
            "before": _outcome(change, "before"),
            "after": _outcome(change, "after"),
            "assumes": list(change.assumes),
            "witness": {
                "before": _witness(change.before),
                "after": _witness(change.after),
            },
        }


def _kind(change: Change) -> str:
    if change.exposes:
        return "exposed_headers"
    return "error_response" if change.is_error else "request"


def _outcome(change: Change, side: str) -> str:
    verdict = verdict_of(change.before if side == "before" else change.after)
    if verdict is None:
        return "absent"
    if change.reaches and side == FAR_SIDE[change.direction]:
        return "error_response"
    return "allowed" if verdict.allowed else verdict.error or "blocked"


def _witness(made: Exchange | None) -> dict[str, Any] | None:
    return None if made is None else why_object(made)
