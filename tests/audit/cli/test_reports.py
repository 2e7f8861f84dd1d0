"""``--report``: several reports of one scan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli import main
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

TEMPLATE = "Resources: {Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: a}}}"


def test_each_is_what_standard_output_would_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letter by letter, whatever goes to standard output."""
    path = write(tmp_path, "t.yaml", TEMPLATE)
    formats = ["text", "concise", "json", "sarif", "markdown", "junit"]
    options = [part for each in formats for part in ("--report", f"{each}={tmp_path}/{each}")]

    assert main(["audit", path, "--format", "json", *options]) == 0

    assert json.loads(capsys.readouterr().out)["summary"]
    for each in formats:
        main(["audit", path, "--format", each])
        assert (tmp_path / each).read_text() == capsys.readouterr().out


@pytest.mark.parametrize("given", ["sarif", "sarif=", "pdf=x", "=x"])
def test_one_that_is_written_in_another_way_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    """Before the scan."""
    assert main(["audit", str(tmp_path / "gone"), "--report", given]) == 2
    assert f"--report {given!r} is not FORMAT=FILE" in capsys.readouterr().err


def test_one_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Its folder is not there."""
    path = write(tmp_path, "t.yaml", TEMPLATE)

    assert main(["audit", path, "--report", f"json={tmp_path}/gone/x"]) == 2
    assert capsys.readouterr().err == snapshot


@pytest.mark.parametrize("options", [["--report", "asff={}/asff"], ["--format", "asff"]])
def test_asff_of_a_file_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    """Nothing is audited either: the target need not even exist, and no other report is written."""
    given = [each.format(tmp_path) for each in options]

    assert main(["audit", "gone.yaml", "--report", f"sarif={tmp_path}/sarif", *given]) == 2
    assert "the format asff is for AWS accounts, and 'gone.yaml' " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
