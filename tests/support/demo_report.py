"""Whether the audit found in the demo's account what it has to find, and nothing beside it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.hand_made_api import FAULTS, NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

Report = dict[str, Any]


def problems(report: Report) -> list[str]:
    """Return what is wrong with a report of the demo's account, a sentence each; best none.

    Args:
        report: as ``corsgate audit --format json`` prints it.
    """
    return [*_missed(report), *_false_alarms(report), *_unseen(report)]


def _missed(report: Report) -> Iterator[str]:
    found = {
        (finding["rule"], finding["resource"]["path"]): finding
        for finding in report["findings"]
        if _is_hand_made(finding)
    }
    for fault in FAULTS:
        finding = found.get((fault.rule, fault.path))
        if finding is None:
            yield f"not found: {fault.rule} on {fault.path or 'the API'} ({fault.what})"
        elif finding["witness"] is None:
            yield f"found without a witness: {fault.rule} on {fault.path or 'the API'}"


def _false_alarms(report: Report) -> Iterator[str]:
    """Name what is held against the reference app; notes for information are none."""
    for finding in report["findings"]:
        if not _is_hand_made(finding) and finding["severity"] != "info":
            where = finding["resource"]
            place = f"{where['api']} {where['path'] or ''}".rstrip()
            yield f"the reference app has {finding['rule']} on {place}"


def _unseen(report: Report) -> Iterator[str]:
    for part in report["coverage"]:
        if part["state"] not in ("scanned", "skipped"):
            yield f"not seen: {part['service']} {part['resource']}: {part['reason']}"


def _is_hand_made(finding: Report) -> bool:
    return bool(finding["resource"]["api"] == NAME)


def write_report(report: Report, path: Path) -> None:
    """Write a report whole or not at all: another run may write the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=path.name, delete=False, encoding="utf-8"
    ) as unfinished:
        json.dump(report, unfinished, indent=2)
        unfinished.write("\n")
    Path(unfinished.name).replace(path)
