"""``corsgate audit --organization --results FOLDER``: the files of an auditor, by one command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.report.json_report import schema
from support.recorded_accounts import RecordedAccounts, recorded

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

pytestmark = pytest.mark.slow  # builds clients for each place

ORGANIZATION = ("--organization", "--role", "CorsgateAudit", "--regions", "eu-west-1")


@pytest.fixture(autouse=True)
def _caller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA111111111111")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    """Run the command on recorded accounts."""
    with recorded(RecordedAccounts(1)):
        return CliRunner().invoke(app, ["audit", *arguments])


def test_the_report_is_in_the_form_of_the_json_report(tmp_path: Path) -> None:
    """The threshold decides the status, and every file of the run is there."""
    result = run(*ORGANIZATION, "--results", "out")

    assert result.exit_code == 0, result.output
    (folder,) = (tmp_path / "out" / "runs").iterdir()
    report = json.loads((folder / "report.json").read_text("utf-8"))
    Draft202012Validator(schema()).validate(report)
    assert report["summary"]["complete"]
    lines = (folder / "findings.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == report["findings"] != []
    assert str(folder.name) in result.output
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "asff.json",
        "coverage.jsonl",
        "difference.json",
        "findings.jsonl",
        "places.json",
        "report.html",
        "report.json",
        "run.json",
        "skipped.jsonl",
    }
    assert run(*ORGANIZATION, "--results", "out", "--fail-on", "low").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--results", "out"),
        (*ORGANIZATION, "--results", "out", "--format", "json"),
        (*ORGANIZATION, "--results", "out", "--baseline", "b.json"),
        (*ORGANIZATION, "--results", "out", "--profile", "a", "--profile", "b"),
    ],
)
def test_what_does_not_go_with_results_is_refused(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Before anything is asked or written."""
    assert run(*arguments).exit_code == 2
    assert not (tmp_path / "out").exists()
