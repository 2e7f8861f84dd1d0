"""Markdown: a pull request comment that says all, and obeys no name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.report.markdown_report import LIMIT, markdown_report
from support.apis import preflight, rest_api, route
from support.reported import SCANNED, clean, faulty, hostile, judged, one_fault, some_accepted

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def test_the_whole_comment_about_one_fault(snapshot: SnapshotAssertion) -> None:
    """The sum, the table, and each finding to unfold."""
    text = markdown_report(one_fault())

    assert text == snapshot
    assert text.endswith("\n```\n\n</details>\n")


def test_no_finding_is_said(snapshot: SnapshotAssertion) -> None:
    """A comment that is updated must not keep the old findings."""
    assert markdown_report(clean()) == snapshot


def test_what_was_not_seen_stands_above_the_findings(snapshot: SnapshotAssertion) -> None:
    """A table that looks complete would be a false one."""
    text = markdown_report(faulty())

    assert text == snapshot
    missing = "- not scanned: denied apigateway a1b2c3 &#40;123456789012 eu-west-1&#41;&#58; not "
    assert text.index(missing) < text.index("| severity |")


def test_hostile_names_are_text() -> None:
    """No element, mention, link or cell of theirs, and no fence that they could close."""
    text = markdown_report(hostile())
    outside, fenced = text.split("\n````text\n")

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"<(?!/?details>|/?summary>)", outside)
    assert not re.search(r"[@`]|\]\(", outside)
    assert [row.count("|") for row in outside.splitlines() if row.startswith("| high")] == [6]
    assert fenced.count("\n````\n\n</details>\n") == 1


@pytest.mark.slow
def test_a_comment_is_never_too_long_and_says_what_it_leaves_out(
    snapshot: SnapshotAssertion,
) -> None:
    """GitHub refuses one of more than 65,536 characters."""
    routes = [
        each
        for number in range(200)
        for each in (route("DELETE", f"/i{number:03}"), preflight(f"/i{number:03}"))
    ]
    judgement = judged(rest_api(*routes), coverage=(SCANNED,))
    text = markdown_report(judgement)
    details = text.count("<details>")

    assert len(judgement.findings) == 200
    assert 20 < details < 200
    assert len(text) < LIMIT + 200
    assert text == snapshot
    assert 20 < text.count("\n| high |") < 200
    assert f"{200 - text.count(chr(10) + '| high |')} more rows" in text


def test_a_notice_stands_above_the_findings(snapshot: SnapshotAssertion) -> None:
    """With the number of those that are accepted."""
    text = markdown_report(some_accepted())

    assert text == snapshot
    notice = (
        "- medium CORS903 suppression 2 &#40;CORS202&#41; matches no finding; delete the entry\n"
    )
    assert text.index(notice) < text.index("| severity |")
