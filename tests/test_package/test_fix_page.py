"""Every command and block in docs/fix.md does what stands beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "fix.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: (\w+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


def run(block: str, folder: Path) -> list[tuple[int, str]]:
    """Run the commands of a block in a shell; return the exit status and the output of each."""
    results = []
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for line in BLOCKS[block].splitlines():
        done = subprocess.run(
            ["/bin/sh", "-c", line.removeprefix("$ ")],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.stderr == ""
        results.append((done.returncode, done.stdout))
    return results


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the page's policy and template."""
    (tmp_path / "policy.toml").write_text(BLOCKS["policy"], encoding="utf-8")
    (tmp_path / "template.yaml").write_text(BLOCKS["template"], encoding="utf-8")
    return tmp_path


def test_every_block_is_named() -> None:
    """One without a name would not be executed."""
    assert PAGE.count("```") == 2 * len(BLOCKS)


@pytest.mark.slow
def test_the_plan_changes_nothing(folder: Path) -> None:
    """And names three changes."""
    ((status, output),) = run("plan", folder)
    assert (status, output.splitlines()[-1]) == (
        1,
        "3 safe, 0 unsafe, 0 manual; 2 findings fixed",
    )
    assert (folder / "template.yaml").read_text() == BLOCKS["template"]


@pytest.mark.slow
def test_the_patch_and_the_written_file_are_the_same(folder: Path) -> None:
    """The audit is satisfied, a second run has nothing to do, and comments are there."""
    (diff, _), (applied, _), (audit, output) = run("patch", folder)
    patched = (folder / "template.yaml").read_text()
    assert (diff, applied, audit) == (1, 0, 0)
    assert "no finding " in output
    ((again, _),) = run("write", folder)
    assert (again, (folder / "template.yaml").read_text()) == (0, patched)
    (folder / "template.yaml").write_text(BLOCKS["template"])
    ((status, _),) = run("write", folder)
    assert (status, (folder / "template.yaml").read_text()) == (0, patched)
    assert all(comment in patched for comment in re.findall("# .*", BLOCKS["template"]))


@pytest.mark.slow
def test_the_policy_is_printed(folder: Path) -> None:
    """In each form."""
    (cloudformation, hcl, openapi, sam) = run("render", folder)
    assert "    Type: AWS::ApiGateway::Method\n" in cloudformation[1]
    assert 'resource "aws_api_gateway_method" "preflight" {' in hcl[1]
    assert "  '/items/{id}':\n    options:\n" in openapi[1]
    assert "      CorsConfiguration:\n" in sam[1]
    assert {status for status, _ in (cloudformation, hcl, openapi, sam)} == {0}
