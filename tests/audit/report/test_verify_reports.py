"""A verification as text, Markdown and HTML: what is not as predicted stands first, inert."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli import main
from corsgate_audit.report.html.verify import verify_html
from corsgate_audit.report.lines import plain
from corsgate_audit.report.verify_markdown import verify_markdown
from corsgate_audit.report.verify_text import verify_text
from corsgate_audit.verify.result_file import to_json
from support.verifications import EVERYTHING, entry, verification

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.verify.result import Verification

NOTHING = verification()
RIGHT = verification(entry("equal"))


@pytest.mark.parametrize("found", [EVERYTHING, RIGHT, NOTHING], ids=["all", "right", "none"])
def test_text(found: Verification, snapshot: SnapshotAssertion) -> None:
    """Line by line."""
    assert [plain(line) for line in verify_text(found)] == snapshot


@pytest.mark.parametrize("found", [EVERYTHING, RIGHT, NOTHING], ids=["all", "right", "none"])
def test_markdown(found: Verification, snapshot: SnapshotAssertion) -> None:
    """For an issue."""
    assert verify_markdown(found) == snapshot


@pytest.mark.parametrize("found", [EVERYTHING, RIGHT, NOTHING], ids=["all", "right", "none"])
def test_html(found: Verification, snapshot: SnapshotAssertion) -> None:
    """A page that loads nothing."""
    body = verify_html(found).partition("<body>")[2]
    assert body == snapshot
    assert "<script" not in body


@pytest.mark.parametrize(
    ("output_format", "beginning"),
    [("text", "AWS in eu-west-1"), ("markdown", "## AWS in eu"), ("html", "<!doctype html>")],
)
def test_the_command_shows_a_file(
    output_format: str, beginning: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without asking AWS, with the status of the verification."""
    path = tmp_path / "result.json"
    path.write_text(to_json(EVERYTHING))
    assert main(["verify", "--report", str(path), "--format", output_format]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith(beginning)
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("found", "status"),
    [(RIGHT, 0), (verification(entry("a", answer=None, undetermined="no answer")), 3)],
)
def test_the_status_says_what_came_out(
    found: Verification, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of an audit."""
    path = tmp_path / "result.json"
    path.write_text(to_json(found))
    assert main(["verify", "--report", str(path)]) == status
    capsys.readouterr()
