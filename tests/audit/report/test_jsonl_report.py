"""JSON Lines: the JSON report, a line at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.report.json_report import report_object
from corsgate_audit.report.jsonl_report import jsonl_report
from support.reported import clean, faulty, hostile, some_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.judging.judged import Judgement


@pytest.mark.parametrize("make", [faulty, clean, hostile, some_accepted])
def test_the_lines_put_together_are_the_json_report(make: Callable[[], Judgement]) -> None:
    """Nothing is lost, and each line is whole."""
    judgement = make()
    lines = [json.loads(line) for line in jsonl_report(judgement).splitlines()]

    assert all(len(line) == 1 for line in lines)
    assert {
        **lines[0],
        "findings": [line["finding"] for line in lines if "finding" in line],
        "accepted": [line["accepted"] for line in lines if "accepted" in line],
        "notices": [line["notice"] for line in lines if "notice" in line],
        "coverage": [line["coverage"] for line in lines if "coverage" in line],
        **lines[-1],
    } == json.loads(json.dumps(report_object(judgement)))


def test_a_name_with_line_breaks_breaks_no_line() -> None:
    """Every line starts an object, and the last one is ended."""
    text = jsonl_report(hostile())

    assert text.isascii()
    assert text.endswith("}\n")
    assert all(line.startswith("{") for line in text.splitlines())
