"""CORS603: a function that answers every page with the page's own origin."""

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

RULE = "CORS603"
BAD = """\
def handler(event, context):
    origin = event["headers"].get("origin", "")
    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": origin}}
"""


def found_in(folder: Path, text: str) -> tuple[Finding, ...]:
    """Return what all rules find in a file."""
    return judge_collection(collect([write(folder, "items.py", text)])).findings


def test_an_origin_that_is_sent_back(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The whole finding, with its line and its column."""
    (found,) = found_in(tmp_path, BAD)

    assert (found.rule, found.severity, found.kind) == (RULE, Severity.MEDIUM, "security")
    assert found.confidence is Confidence.LIKELY
    assert (found.evidence.line, found.evidence.pointer) == (3, "column 75")
    assert (found.resource.api, found.resource.type) == ("items", "AWS::Lambda::Function")
    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.verdict.allowed
    assert found.browser_symptom is None


def test_with_credentials(tmp_path: Path) -> None:
    """A page acts in the name of whoever looks at it."""
    text = BAD.replace("origin}", 'origin, "Access-Control-Allow-Credentials": "true"}')
    (found,) = found_in(tmp_path, text)

    assert found.severity is Severity.HIGH
    assert found.witness is not None
    assert found.witness.request.credentials == "include"


def test_an_origin_that_is_compared(tmp_path: Path) -> None:
    """With a list, and by the decorator."""
    compared = BAD.replace(
        "    return", "    if origin not in PAGES:\n        return {}\n    return"
    )
    decorated = "from corsgate import cors\n@cors\ndef handler(event, context):\n    return {}\n"

    assert found_in(tmp_path, compared) == ()
    assert found_in(tmp_path, decorated) == ()
