"""CORS604: a function that compares the origin loosely, shown by a look-alike that gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Confidence, Severity
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Finding

RULE = "CORS604"
BAD = """\
def handler(event, context):
    origin = event["headers"].get("origin", "")
    headers = {"Access-Control-Allow-Credentials": "true"}
    if origin.endswith("example.com"):
        headers["Access-Control-Allow-Origin"] = origin
    return {"statusCode": 200, "headers": headers}
"""


def found_in(folder: Path, text: str) -> tuple[Finding, ...]:
    """Return what all rules find in a file."""
    return judge_collection(collect([write(folder, "items.py", text)])).findings


def test_an_end_that_others_have_too(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    (found,) = found_in(tmp_path, BAD)

    assert (found.rule, found.severity, found.kind) == (RULE, Severity.HIGH, "security")
    assert found.confidence is Confidence.LIKELY
    assert found.evidence.line == 5
    assert found.message == snapshot
    assert found.evidence.actual == "origin.endswith('example.com')"
    assert found.witness is not None
    assert found.witness.request.origin == "https://xexample.com"
    assert found.witness.verdict.allowed


def test_without_credentials_it_is_less_bad(tmp_path: Path) -> None:
    """It is none the better for another comparison beside it."""
    text = BAD.replace('{"Access-Control-Allow-Credentials": "true"}', "{}").replace(
        "if origin", 'if origin == "https://b.example" or origin'
    )
    (found,) = found_in(tmp_path, text)

    assert found.severity is Severity.MEDIUM


def test_whole_comparisons(tmp_path: Path) -> None:
    """A dot before the name, and the whole origin."""
    assert found_in(tmp_path, BAD.replace('"example', '".example')) == ()
    assert found_in(tmp_path, BAD.replace('.endswith("', ' == ("https://')) == ()
