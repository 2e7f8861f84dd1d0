"""SARIF 2.1.0: what code scanning needs, and what the standard asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from corsgate_audit.model import Location
from corsgate_audit.report.sarif_report import SCHEMA, escaped, sarif_report
from corsgate_audit.rules.registry import all_rules
from support.apis import preflight, rest_api, route
from support.reported import HOSTILE, clean, faulty, hostile, judged, live, one_fault, some_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.judging.judged import Judgement


def _closed(required: list[str], **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - a schema
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "format": "uri-reference", "pattern": r"^[\x21-\x7e]+$"}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = _closed(["text"], text=TEXT)
RULE = _closed(
    ["id"],
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=_closed(["text"], text=TEXT, markdown=TEXT),
    helpUri=URI,
    defaultConfiguration=_closed([], level=LEVEL),
    properties={
        "type": "object",
        "properties": {"tags": {"type": "array", "uniqueItems": True, "items": TEXT}},
    },
)
LOCATION = _closed(
    [],
    physicalLocation=_closed(
        ["artifactLocation"],
        artifactLocation=_closed([], uri=URI),
        region=_closed([], startLine={"type": "integer", "minimum": 1}),
    ),
    logicalLocations={
        "type": "array",
        "uniqueItems": True,
        "items": _closed([], fullyQualifiedName=TEXT, kind=TEXT),
    },
)
RESULT = _closed(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    rank={"type": "number", "minimum": 0, "maximum": 100},
    message=MESSAGE,
    locations={"type": "array", "minItems": 1, "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    properties={"type": "object"},
    suppressions={
        "type": "array",
        "items": _closed(
            ["kind"],
            kind={"enum": ["inSource", "external"]},
            status={"enum": ["accepted", "underReview", "rejected"]},
            justification=TEXT,
        ),
    },
)
INVOCATION = _closed(
    ["executionSuccessful"],
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications={
        "type": "array",
        "items": _closed(["message"], level=LEVEL, message=MESSAGE),
    },
)
RUN = _closed(
    ["tool"],
    tool=_closed(
        ["driver"],
        driver=_closed(
            ["name"],
            name=TEXT,
            semanticVersion=TEXT,
            rules={"type": "array", "uniqueItems": True, "items": RULE},
        ),
    ),
    invocations={"type": "array", "items": INVOCATION},
    results={"type": "array", "items": RESULT},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
)
# The rules of the standard's own schema for the objects that a report uses, and no others: what is
# not named here is refused, so that a new part of the report has to be looked up.
# https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
SARIF = _closed(
    ["version", "runs"],
    **{"$schema": {"const": SCHEMA}},
    version={"const": "2.1.0"},
    runs={"type": "array", "minItems": 1, "items": RUN},
)


def _run(judgement: Judgement) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif_report(judgement))["runs"][0]
    return run


@pytest.mark.parametrize("make", [faulty, one_fault, clean, hostile, live, some_accepted])
def test_a_report_fits_the_standards_schema(make: Callable[[], Judgement]) -> None:
    """With every kind of finding, without any, with hostile names, and of an account."""
    log = json.loads(sarif_report(make()))

    Draft202012Validator(SARIF, format_checker=FormatChecker()).validate(log)


def test_a_result_names_its_rule_its_line_and_its_fingerprint() -> None:
    """What code scanning shows, and how it knows a finding again."""
    judgement = one_fault()
    run = _run(judgement)
    (result,) = run["results"]
    (finding,) = judgement.findings

    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert (result["ruleId"], result["level"]) == ("CORS110", "error")
    assert result["partialFingerprints"] == {
        "corsgate/v1": finding.fingerprint,
        "corsgate/v2": finding.fingerprint_v2,
    }
    assert result["locations"] == [
        {
            "logicalLocations": [
                {"fullyQualifiedName": "OptionsItem OPTIONS /items/{id}", "kind": "resource"}
            ],
            "physicalLocation": {
                "artifactLocation": {"uri": "template.yaml"},
                "region": {"startLine": 7},
            },
        }
    ]
    assert result["properties"]["witness"]["verdict"]["allowed"] is False


def test_a_rule_brings_its_help() -> None:
    """A developer in a pull request has no terminal with `corsgate explain`."""
    (rule,) = _run(one_fault())["tool"]["driver"]["rules"]

    assert rule["name"] == "AllowMethodsIncomplete"
    assert rule["help"]["markdown"].startswith("# CORS110 allow-methods-incomplete\n")
    assert "Fix: Add the missing methods" in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_findings_about_security_carry_githubs_number() -> None:
    """GitHub shows a severity of security only for rules that are tagged so."""
    kinds = {rule.id: str(rule.page.kind) for rule in all_rules()}
    rules = _run(faulty())["tool"]["driver"]["rules"]

    assert {kinds[rule["id"]] for rule in rules} >= {"security", "broken"}
    for rule in rules:
        is_security = kinds[rule["id"]] == "security"
        assert ("security-severity" in rule["properties"]) is is_security
        assert ("security" in rule["properties"]["tags"]) is is_security


def test_what_was_not_seen_is_a_notification_and_no_success(snapshot: SnapshotAssertion) -> None:
    """A run without results that saw nothing must not look clean."""
    (invocation,) = _run(faulty())["invocations"]

    assert invocation["executionSuccessful"] is False
    notified = invocation["toolExecutionNotifications"]
    assert [each["level"] for each in notified] == ["error", "warning"]
    assert notified[0]["message"]["text"] == snapshot
    assert _run(clean())["invocations"] == [{"executionSuccessful": True}]


def test_a_live_finding_is_placed_by_its_arn() -> None:
    """There is no file."""
    (result,) = _run(live())["results"]
    (location,) = result["locations"]

    assert "physicalLocation" not in location
    (logical,) = location["logicalLocations"]
    assert logical["fullyQualifiedName"] == (
        "arn:aws:apigateway:eu-central-1::/restapis/a1b2c3 OPTIONS /items"
    )


def test_braces_and_links_in_names_stand_for_themselves() -> None:
    """A path parameter is no placeholder, and a name is no link."""
    (result,) = _run(one_fault())["results"]
    (named,) = _run(hostile())["results"]

    assert "'/items/{{id}}'" in result["message"]["text"]
    assert HOSTILE not in named["message"]["text"]
    assert "\x1b" not in named["message"]["text"]
    assert "[x](javascript" not in named["message"]["text"]
    assert escaped("a list [1] of {n}") == "a list [1] of {{n}}"


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("a folder/50%.yaml", "a%20folder/50%25.yaml"),
        ("/srv/a folder/b.yaml", "file:///srv/a%20folder/b.yaml"),
    ],
)
def test_a_path_becomes_a_uri(source: str, uri: str) -> None:
    """Spaces and percent signs are encoded; an absolute path is a file URI."""
    place = Location(source=source, pointer="/Resources/Preflight")
    (result,) = _run(judged(rest_api(route("DELETE"), preflight(location=place))))["results"]

    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": uri},
        "region": {"startLine": 1},
    }


def test_an_accepted_finding_is_a_suppressed_result_with_its_reason(
    snapshot: SnapshotAssertion,
) -> None:
    """Viewers show it apart; what a suppression is too many for is a notification."""
    run = _run(some_accepted())
    said = {each["ruleId"]: each.get("suppressions") for each in run["results"]}

    assert said == {
        "CORS113": None,
        "CORS110": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "suppression: only curl calls it",
            }
        ],
    }
    assert run["invocations"] == snapshot
