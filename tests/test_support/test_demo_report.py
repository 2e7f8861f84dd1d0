"""The demo ends well only if every planted fault is found, with a witness, and nothing else is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.demo_report import problems, write_report
from support.hand_made_api import FAULTS, NAME

if TYPE_CHECKING:
    from pathlib import Path

Report = dict[str, Any]


def finding(rule: str, path: str | None, **given: object) -> Report:
    """Return a finding on the hand-made API, unless told otherwise."""
    resource = {"api": given.pop("api", NAME), "path": path}
    return {"rule": rule, "severity": "high", "resource": resource, "witness": {}, **given}


@pytest.fixture
def report() -> Report:
    """What the audit has to find, and a note about the reference app."""
    return {
        "findings": [
            *(finding(fault.rule, fault.path) for fault in FAULTS),
            finding("CORS118", None, api="items", severity="info"),
        ],
        "coverage": [
            {"service": "apigateway", "resource": "x", "state": "scanned", "reason": None},
            {"service": "lambda", "resource": "urls", "state": "skipped", "reason": "not yet"},
        ],
    }


def test_complete_report(report: Report) -> None:
    """All found: no problem."""
    assert problems(report) == []


@pytest.mark.parametrize("index", range(len(FAULTS)), ids=[fault.rule for fault in FAULTS])
def test_each_fault_has_to_be_found(index: int, report: Report) -> None:
    """A fault that is not reported is named."""
    del report["findings"][index]
    fault = FAULTS[index]
    where = fault.path or "the API"
    assert problems(report) == [f"not found: {fault.rule} on {where} ({fault.what})"]


def test_right_rule_on_another_route_does_not_count(report: Report) -> None:
    """The route is part of what has to be found."""
    report["findings"][0]["resource"]["path"] = "/uploads"
    assert problems(report) == ["not found: CORS101 on /invoices (PUT has no preflight)"]


def test_finding_without_a_witness_does_not_count(report: Report) -> None:
    """No finding without an exchange that proves it."""
    report["findings"][2]["witness"] = None
    assert problems(report) == ["found without a witness: CORS110 on /orders"]


def test_reference_app_has_to_be_clean(report: Report) -> None:
    """A finding on it is named, whatever its rule."""
    report["findings"].append(finding("CORS110", "/items", api="items", severity="low"))
    assert problems(report) == ["the reference app has CORS110 on items /items"]


def test_account_has_to_be_seen_whole(report: Report) -> None:
    """What could not be read may hide a fault."""
    denied = {"service": "apigateway", "resource": "x", "state": "denied", "reason": "no"}
    report["coverage"].append(denied)
    assert problems(report) == ["not seen: apigateway x: no"]


def test_report_is_written_whole(report: Report, tmp_path: Path) -> None:
    """A second run replaces the file of the first, and leaves nothing beside it."""
    path = tmp_path / "build" / "report.json"
    write_report({"findings": []}, path)
    write_report(report, path)
    assert json.loads(path.read_text()) == report
    assert [entry.name for entry in path.parent.iterdir()] == ["report.json"]
