"""The file of one place: the JSON Lines report of it, with a line before and ASFF after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.report.jsonl_report import jsonl_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.organization.places import Place


class PlaceReport(NamedTuple):
    """What the file of a place says.

    Args:
        findings: findings as in the JSON report.
        coverage: entries of the coverage as in the JSON report.
        summary: summary as in the JSON report.
        asff: the findings for Security Hub.
    """

    findings: list[dict[str, Any]]
    coverage: list[dict[str, Any]]
    summary: dict[str, Any]
    asff: list[dict[str, Any]]


def place_lines(place: Place, judgement: Judgement, asff: Sequence[dict[str, Any]]) -> bytes:
    """Return the file of a place.

    Args:
        place: place.
        judgement: what the audit found there.
        asff: its findings for Security Hub.
    """
    head = {"place": place.item, "findings": len(judgement.findings)}
    after = "".join(json.dumps({"asff": each}) + "\n" for each in asff)
    return f"{json.dumps(head)}\n{jsonl_report(judgement)}{after}".encode()


def findings_in(body: bytes) -> int:
    """Return the number of findings that the first line of a place's file names."""
    return int(json.loads(body.partition(b"\n")[0])["findings"])


def read_place_file(body: bytes) -> PlaceReport:
    """Read the file of a place.

    Args:
        body: the whole file.

    Raises:
        ValueError: it is not one.
    """
    lines: dict[str, list[dict[str, Any]]] = {}
    for text in body.splitlines():
        for name, value in json.loads(text).items():
            lines.setdefault(name, []).append(value)
    if "place" not in lines or len(lines.get("summary", ())) != 1:
        message = "it has no place or no summary"
        raise ValueError(message)
    return PlaceReport(
        lines.get("finding", []),
        lines.get("coverage", []),
        lines["summary"][0],
        lines.get("asff", []),
    )
