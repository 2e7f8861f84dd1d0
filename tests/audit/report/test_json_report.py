"""The JSON report: one object that its schema describes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from corsgate_audit.judging.judged import Judgement
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Collection, Coverage, CoverageState
from corsgate_audit.report.json_report import SCHEMA_VERSION, json_report, report_object, schema
from support.apis import UNKNOWN, cors, http_api, preflight, rest_api, route
from support.judging import SOME_RULES
from support.reported import some_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

DENIED = Coverage(
    account="123456789012",
    region="eu-west-1",
    service="apigateway",
    resource="a1b2c3",
    state=CoverageState.DENIED,
    reason="not authorized",
)


def _judgement() -> Judgement:
    bad = rest_api(route("DELETE"), preflight(), gateway_responses=())
    wide = http_api(cors(allow_origins=("https://*", UNKNOWN), allow_credentials=True))
    return judge_collection(Collection(apis=(bad, wide), coverage=(DENIED,)), SOME_RULES)


def _report() -> dict[str, Any]:
    report: dict[str, Any] = json.loads(json_report(_judgement()))
    return report


def test_the_schema_is_a_schema() -> None:
    """Of the draft that it names."""
    Draft202012Validator.check_schema(schema())


def test_a_report_fits_the_schema() -> None:
    """With findings of every kind, with and without a path, and an incomplete coverage."""
    Draft202012Validator(schema()).validate(_report())
    Draft202012Validator(schema()).validate(report_object(Judgement()))
    Draft202012Validator(schema()).validate(json.loads(json_report(some_accepted())))


def test_the_parts_of_a_finding() -> None:
    """Every part of the contract, with its value."""
    found = next(each for each in _report()["findings"] if each["rule"] == "CORS110")

    assert found["resource"] == {
        "type": "AWS::ApiGateway::Method",
        "api": "items",
        "stage": None,
        "path": "/items",
        "method": "OPTIONS",
        "logical_id": "OptionsItem",
        "arn": None,
        "account": None,
        "region": None,
    }
    assert (found["severity"], found["kind"], found["confidence"]) == (
        "high",
        "broken",
        "confirmed",
    )
    assert found["evidence"]["source"] == "template.yaml"
    assert found["witness"]["request"] == {
        "url": "https://api.example.com/items",
        "origin": "https://app.example.com",
        "method": "DELETE",
        "headers": [],
        "credentials": "same-origin",
    }
    assert found["witness"]["preflight"]["status"] == 204
    assert ["Access-Control-Allow-Methods", "GET,POST,PUT"] in (
        found["witness"]["preflight"]["headers"]
    )
    assert found["witness"]["response"] is None
    assert found["witness"]["verdict"]["error"] == "MethodDisallowedByPreflightResponse"
    assert found["browser_symptom"] == found["witness"]["verdict"]["console"]
    assert (found["fix"]["safety"], found["fix"]["patch"]) == ("safe", None)


def test_the_worst_comes_first() -> None:
    """A reader that stops early stops at what matters least."""
    assert [found["severity"] for found in _report()["findings"]] == ["critical", "high", "medium"]


def test_the_sum_counts_everything() -> None:
    """Findings by severity, coverage by state, checks by outcome."""
    report = _report()

    assert report["schema_version"] == SCHEMA_VERSION
    assert report["summary"] == {
        "apis": 2,
        "findings": {"critical": 1, "high": 1, "medium": 1, "low": 0, "info": 0},
        "coverage": {
            "scanned": 0,
            "skipped": 0,
            "not_read": 0,
            "denied": 1,
            "throttled": 0,
            "failed": 0,
            "unresolved": 1,
        },
        "outcomes": {"passed": 7, "failed": 3, "not_applicable": 9, "could_not_tell": 1},
        "complete": False,
    }


def test_what_is_equal_comes_out_equal() -> None:
    """There is no time in it, and no order that depends on chance."""
    assert json_report(_judgement()) == json_report(_judgement())


def test_a_report_is_ascii_and_ends_with_a_line() -> None:
    """It survives every terminal and every pipe."""
    text = json_report(judge_collection(Collection(apis=(rest_api(route("PUT"), name="Büro"),))))

    assert text.isascii()
    assert text.endswith("}\n")


def _without_rule(report: dict[str, Any]) -> None:
    del report["findings"][0]["rule"]


def _headers_as_object(report: dict[str, Any]) -> None:
    report["findings"][0]["witness"]["request"]["headers"] = {"a": "b"}


def _unknown_state(report: dict[str, Any]) -> None:
    report["coverage"][0]["state"] = "seen"


def _short_fingerprint(report: dict[str, Any]) -> None:
    report["findings"][0]["fingerprint"] = "abc"


@pytest.mark.parametrize(
    "change", [_without_rule, _headers_as_object, _unknown_state, _short_fingerprint]
)
def test_the_schema_refuses_what_is_no_report(change: Callable[[dict[str, Any]], None]) -> None:
    """It would be no description if everything fitted."""
    report = _report()
    change(report)

    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(report)


def test_a_finding_without_a_witness_or_a_fix_fits_the_schema() -> None:
    """Both may be null."""
    judgement = _judgement()
    (api, *others) = judgement.apis
    bare = replace(
        api, findings=tuple(replace(each, witness=None, fix=None) for each in api.findings)
    )
    report = report_object(replace(judgement, apis=(bare, *others)))

    Draft202012Validator(schema()).validate(json.loads(json.dumps(report)))
    assert {found["witness"] is None for found in report["findings"]} == {True, False}
