"""The page about the audit: every command on it is run, and says what the page says."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app

PAGE = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: ([\w-]+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in a folder with the page's template."""
    monkeypatch.chdir(tmp_path)
    Path("template.yaml").write_text(BLOCKS["template"], encoding="utf-8")


def commands(name: str) -> list[str]:
    """Return the commands of a block, without their prompts."""
    return [line.removeprefix("$ ") for line in BLOCKS[name].splitlines()]


def run(command: str) -> tuple[int, str]:
    """Run one as a shell would; return its exit status and its output."""
    arguments, _, target = command.partition(" > ")
    program, *rest = shlex.split(arguments)
    assert program == "corsgate"
    result = CliRunner().invoke(app, rest)
    if target:
        Path(target).write_text(result.stdout, encoding="utf-8")
    return result.exit_code, result.stdout


def test_no_console_block_is_left_out() -> None:
    """A command that no test runs would rot."""
    assert PAGE.count("```console") == sum("$ " in text for text in BLOCKS.values())


def test_the_template_has_the_fault() -> None:
    """Of high severity, so that it fails the command."""
    status, output = run(*commands("audit"))
    assert status == 1
    assert "high       CORS204 allow-methods-miss-route" in output


def test_the_policies_are_json() -> None:
    """The second one lets a role be assumed."""
    policies = [run(command) for command in commands("iam")]
    assert [status for status, _ in policies] == [0, 0]
    assert [json.loads(text)["Version"] for _, text in policies] == ["2012-10-17"] * 2
    assert "role/auditor" in policies[1][1]


def test_the_formats() -> None:
    """Each is written; what is explained has its exchange."""
    results = [run(command) for command in commands("formats")]
    assert [status for status, _ in results] == [1, 1, 1, 1, 0]
    assert "\n    preflight  " in results[0][1]
    assert results[1][1].startswith("template.yaml:2: high CORS204: allowMethods does not list")
    assert json.loads(Path("corsgate.sarif").read_text())["version"] == "2.1.0"
    assert Path("corsgate.html").read_text().startswith("<!doctype html>")


def test_the_explanations() -> None:
    """The list, a page, the causes that a console line may have, and the exchange itself."""
    results = [run(command) for command in commands("explain")]
    assert [status for status, _ in results] == [0, 0, 0, 1]
    assert results[1][1].startswith("# CORS204 ")
    assert "1. **method-not-allowed** (CORS110)" in results[2][1]


def test_a_baseline_and_a_selection() -> None:
    """What is known does not count; the selection still looks."""
    results = [run(command) for command in commands("baseline")]
    assert [status for status, _ in results] == [0, 0, 1]
    assert "0 findings, 1 accepted" in results[1][1]
    assert "CORS204" in results[2][1]


def test_the_configuration() -> None:
    """It lowers the threshold, and accepts the fault: without the suppression it fails."""
    Path("corsgate.toml").write_text(BLOCKS["configuration"], encoding="utf-8")
    assert run("corsgate audit template.yaml")[0] == 0
    Path("corsgate.toml").write_text('fail-on = "medium"\n', encoding="utf-8")
    assert run("corsgate audit template.yaml")[0] == 1


@pytest.mark.slow
def test_cfn_lint() -> None:
    """With the id that the page names."""
    (command,) = commands("cfn-lint")
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "E9204 CORS204: " in done.stdout, done.stderr


def test_the_blocks_for_ci_name_what_there_is() -> None:
    """The hook's id and the action's inputs."""
    root = Path(__file__).parents[2]
    assert "id: corsgate-audit" in (root / ".pre-commit-hooks.yaml").read_text()
    action = (root / "action.yml").read_text()
    assert "  targets:\n" in action
    assert "  fail-on:\n" in action


def test_the_start() -> None:
    """Two files, and what to run next."""
    (result,) = [run(command) for command in commands("init")]
    assert result[0] == 0
    assert result[1].startswith("wrote policy.toml and corsgate.toml\n")
