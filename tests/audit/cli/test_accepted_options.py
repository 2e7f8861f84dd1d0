"""``corsgate audit`` with a baseline and suppressions: the files, the report, the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from corsgate_audit.cli import app

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in a folder of its own: a configuration is looked for there."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    """Run the command as a terminal would."""
    return CliRunner().invoke(app, ["audit", *arguments])


def test_a_baseline_is_written_and_then_accepts(
    bad_template: str, snapshot: SnapshotAssertion
) -> None:
    """From then on only what is new fails."""
    written = run(bad_template, "--baseline", "known.json", "--update-baseline")
    again = run(bad_template, "--baseline", "known.json")

    assert (written.exit_code, written.stderr) == (0, "")
    assert len(json.loads(Path("known.json").read_text("utf-8"))["findings"]) == 1
    assert (again.exit_code, again.stdout) == (0, written.stdout)
    assert again.stdout == snapshot


def test_stale_entries_are_reported_and_dropped(
    bad_template: str, good_template: str, snapshot: SnapshotAssertion
) -> None:
    """They do not fail the default threshold: somebody has fixed something."""
    run(bad_template, "--baseline", "known.json", "--update-baseline")
    stale = run(good_template, "--baseline", "known.json")
    dropped = run(good_template, "--baseline", "known.json", "--update-baseline")

    assert (stale.exit_code, dropped.exit_code) == (0, 0)
    assert stale.stdout == snapshot
    assert "CORS903" not in dropped.stdout
    assert json.loads(Path("known.json").read_text("utf-8"))["findings"] == []


@pytest.mark.parametrize(
    ("name", "table"), [("corsgate.toml", ""), ("pyproject.toml", "tool.corsgate.")]
)
def test_a_suppression_of_this_folder_is_applied(bad_template: str, name: str, table: str) -> None:
    """And is not written into a baseline: it has its reason and its end elsewhere."""
    text = f'[[{table}suppress]]\nrule = "CORS110"\nreason = "only curl calls it"\n'
    Path(name).write_text(text, encoding="utf-8")
    result = run(bad_template, "--baseline", "known.json", "--update-baseline", "--format", "json")
    (accepted,) = json.loads(result.stdout)["accepted"]

    assert result.exit_code == 0
    assert (accepted["by"], accepted["reason"]) == ("suppression", "only curl calls it")
    assert json.loads(Path("known.json").read_text("utf-8"))["findings"] == []


def test_an_expired_suppression_fails_with_its_finding(
    bad_template: str, snapshot: SnapshotAssertion
) -> None:
    """Named by ``--config``."""
    text = '[[suppress]]\nrule = "CORS110"\nreason = "for now"\nexpires = 2020-01-01\n'
    Path("other.toml").write_text(text, encoding="utf-8")
    result = run(bad_template, "--config", "other.toml")

    assert result.exit_code == 1
    assert result.stdout == snapshot


@pytest.mark.parametrize(("threshold", "status"), [("high", 0), ("medium", 1)])
def test_a_stale_suppression_fails_from_medium_on(
    good_template: str, threshold: str, status: int
) -> None:
    """It may hide the next fault."""
    text = '[[suppress]]\nrule = "CORS110"\nreason = "was fixed"\n'
    Path("corsgate.toml").write_text(text, encoding="utf-8")

    assert run(good_template, "--fail-on", threshold).exit_code == status


@pytest.mark.parametrize(
    "arguments",
    [
        ["--update-baseline"],
        ["--baseline", "none.json"],
        ["--baseline", "nowhere/none.json", "--update-baseline"],
        ["--config", "bad.toml"],
    ],
)
def test_a_file_that_cannot_be_used_is_a_wrong_use(
    bad_template: str, arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    """Status 2, with nothing on standard output; every problem is a line."""
    Path("bad.toml").write_text("[[suppress]]\n", encoding="utf-8")
    result = run(bad_template, *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == snapshot


def test_only_the_rules_that_are_asked_for_look(bad_template: str) -> None:
    """By options; what is suppressed for another rule, or in the baseline, is not stale."""
    Path("corsgate.toml").write_text(
        '[[suppress]]\nrule = "CORS101"\nreason = "x"\n', encoding="utf-8"
    )
    run(bad_template, "--baseline", "known.json", "--update-baseline")
    other = run(bad_template, "--select", "CORS5,null-origin", "--baseline", "known.json")
    without = run(bad_template, "--ignore", "CORS110")
    only = run(bad_template, "--select", "CORS110")

    assert (other.exit_code, without.exit_code, only.exit_code) == (0, 0, 1)
    assert "CORS903" not in other.stdout
    assert "CORS110" not in without.stdout


def test_a_baseline_keeps_what_other_rules_have_found(bad_template: str) -> None:
    """An update of some rules is none of the others."""
    run(bad_template, "--baseline", "known.json", "--update-baseline")
    before = Path("known.json").read_text("utf-8")
    run(bad_template, "--select", "CORS5", "--baseline", "known.json", "--update-baseline")

    assert Path("known.json").read_text("utf-8") == before


def test_names_of_no_rule_end_before_the_audit(bad_template: str) -> None:
    """One line each."""
    result = run(bad_template, "--select", "CORS998", "--ignore", "nothing")

    assert result.exit_code == 2
    assert [line.partition(";")[0] for line in result.stderr.splitlines()] == [
        "corsgate: 'CORS998' matches no rule",
        "corsgate: 'nothing' matches no rule",
    ]


def test_settings_of_this_folder_and_options_that_go_before_them(bad_template: str) -> None:
    """The report, the threshold, the rules."""
    Path("corsgate.toml").write_text(
        'format = "json"\nfail-on = "critical"\nignore = ["CORS1"]\nregions = ["eu-west-1"]\n',
        encoding="utf-8",
    )
    settings = run(bad_template)
    options = run(bad_template, "--ignore", "CORS5", "--fail-on", "high", "--format", "text")

    assert (settings.exit_code, json.loads(settings.stdout)["findings"]) == (0, [])
    assert options.exit_code == 1
    assert "CORS110 allow-methods-incomplete" in options.stdout


def test_a_format_that_is_none(bad_template: str, snapshot: SnapshotAssertion) -> None:
    """With those that there are."""
    Path("corsgate.toml").write_text('format = "xml"\n', encoding="utf-8")
    result = run(bad_template)

    assert result.exit_code == 2
    assert result.stderr == snapshot
