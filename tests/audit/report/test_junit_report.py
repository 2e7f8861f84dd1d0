"""JUnit: a suite for each API, and nothing that was not seen passes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from corsgate_audit.report.junit_report import junit_report
from support.reported import HOSTILE, clean, faulty, hostile, live, one_fault, some_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.judging.judged import Judgement


def _suites(text: str) -> dict[str | None, ET.Element]:
    return {suite.get("name"): suite for suite in ET.fromstring(text)}  # noqa: S314 - our own text


def test_a_finding_is_a_failure_with_its_exchange(snapshot: SnapshotAssertion) -> None:
    """A CI server shows the message in its list and the rest on a click."""
    (case,) = [
        case
        for case in _suites(junit_report(one_fault()))["REST API items"]
        if case.find("failure") is not None
    ]
    failure = case.find("failure")

    assert failure is not None
    assert case.attrib == {
        "name": "CORS110 allow-methods-incomplete OPTIONS /items/{id}",
        "classname": "REST API items",
        "file": "template.yaml",
        "line": "7",
    }
    assert failure.get("type") == "high"
    assert str(failure.get("message")) == snapshot
    assert "    browser    Access to fetch at" in str(failure.text)
    assert str(failure.text) == snapshot


def test_what_was_not_seen_is_an_error_and_what_was_left_out_is_skipped() -> None:
    """Neither passes."""
    suite = _suites(junit_report(faulty()))["coverage"]
    said = {
        case.get("name"): (each.tag, each.get("message"))
        for case in suite
        for each in case.findall("*")
    }

    assert said["apigateway a1b2c3 (123456789012 eu-west-1)"] == ("error", "denied: not authorized")
    assert said["lambda orders"] == ("skipped", "skipped: not public")
    assert len(suite) == 4
    assert (suite.get("errors"), suite.get("skipped")) == ("2", "1")


@pytest.mark.parametrize("make", [faulty, one_fault, clean, hostile, live])
def test_the_counts_are_those_of_the_cases(make: Callable[[], Judgement]) -> None:
    """Of each suite, and of the whole."""
    root = ET.fromstring(junit_report(make()))  # noqa: S314 - our own text

    kinds = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for attribute, tag in kinds:
            assert element.get(attribute) == str(len(list(element.iter(tag))))


def test_each_rule_is_a_case_that_passes_fails_or_is_skipped(snapshot: SnapshotAssertion) -> None:
    """Ten rules on an HTTP API: two apply and pass, or could not be determined."""
    suites = _suites(junit_report(clean()))
    told = _suites(junit_report(faulty()))["HTTP API orders"]

    assert suites["HTTP API orders"].get("tests") == "10"
    assert {case.get("name") for case in suites["HTTP API orders"] if not len(case)} == {
        "CORS202",
        "CORS505",
    }
    (untold,) = [case for case in told if case.get("name") == "CORS505"]
    assert untold[0].get("message") == snapshot


def test_hostile_names_are_text() -> None:
    """No control character, which XML 1.0 forbids, and no element of theirs."""
    text = junit_report(hostile())

    assert "\x1b" not in text
    assert "<img" not in text
    assert f"REST API {HOSTILE}".replace("\x1b", "\\x1b").replace("\u202e", "\\u202e") in _suites(
        text
    )


def test_what_is_accepted_is_skipped(snapshot: SnapshotAssertion) -> None:
    """It did not pass."""
    suite = _suites(junit_report(some_accepted()))["REST API items"]
    (case,) = [case for case in suite if case.get("name") == "CORS110"]

    assert case[0].attrib == snapshot
