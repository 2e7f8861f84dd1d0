"""A result whose reader leaves, or that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli.terminal import show
from corsgate_audit.report.lines import Line
from support.collected import write

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

CORSGATE = Path(sys.executable).parent / "corsgate"
FULL = Path("/dev/full")
PATH = """PathN:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: pN}
  PutN:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !Ref PathN, HttpMethod: PUT}
"""


@pytest.fixture
def many_findings(tmp_path: Path) -> str:
    """Return the path of a template with a report that no pipe holds at once."""
    api = ["Api: {Type: 'AWS::ApiGateway::RestApi'}"]
    paths = [PATH.replace("N", str(number)) for number in range(200)]
    return write(tmp_path, "many.yaml", "\n  ".join(["Resources:", *api, *paths]) + "\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("colour", "form", "threshold", "status"),
    [
        ({}, "text", "critical", 0),
        ({}, "text", "info", 1),
        ({}, "json", "critical", 0),
        ({"FORCE_COLOR": "1"}, "text", "critical", 0),
    ],
)
def test_a_reader_that_leaves_early_changes_nothing_about_the_status(
    many_findings: str, colour: dict[str, str], form: str, threshold: str, status: int
) -> None:
    """`corsgate audit | head -1` ends as it would without `head`, and says nothing."""
    with subprocess.Popen(
        [CORSGATE, "audit", many_findings, "--format", form, "--fail-on", threshold],
        env={**os.environ, **colour},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        error = process.stderr.read()

    assert (process.returncode, error) == (status, b"")


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["rules"], ["explain", "CORS101"]])
def test_a_result_that_cannot_be_written_is_one_line_and_2(
    arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    """A report that is lost must not look like a clean one."""
    with FULL.open("w") as full:
        done = subprocess.run(
            [CORSGATE, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert done.returncode == 2
    assert done.stderr == snapshot


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_a_report_is_coloured_where_the_environment_takes_a_pipe_for_a_terminal(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Rich decides it; without the variables a pipe receives one line each."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    lines = [Line("a fault", style="red")]
    show(lines)
    plainly = capsys.readouterr().out
    monkeypatch.setenv(variable, "1")
    show(lines)

    assert plainly == "a fault\n"
    assert "\x1b[31m" in capsys.readouterr().out
