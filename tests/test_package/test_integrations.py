"""The pre-commit hook and the GitHub Action: run as those who call them run them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from corsgate_audit.cli.audit import Threshold

ROOT = Path(__file__).parents[2]
HOOK: dict[str, Any] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
PROGRAMS = str(Path(sys.executable).parent)
BAD = """\
Resources:
  Orders:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}
"""
GOOD = BAD.replace("'*'", "'https://app.example.com'").replace(", AllowCredentials: true", "")


@pytest.fixture(name="environment")
def _environment(tmp_path: Path) -> dict[str, str]:
    """Have the files that a GitHub runner offers."""
    return {
        **os.environ,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        **{
            re.sub("-", "_", name).upper(): str(given.get("default", ""))
            for name, given in ACTION["inputs"].items()
        },
    }


@pytest.mark.slow
@pytest.mark.parametrize(("text", "status"), [(BAD, 1), (GOOD, 0)])
def test_the_hook_fails_a_commit_with_a_fault(tmp_path: Path, text: str, status: int) -> None:
    """As pre-commit does it: the entry, and behind it the files."""
    path = tmp_path / "template.yaml"
    path.write_text(text)
    program, *arguments = shlex.split(HOOK["entry"])
    done = subprocess.run(
        [Path(PROGRAMS, program), *arguments, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert (f"{path}:2: high CORS201: " in done.stdout) is bool(status)


@pytest.mark.parametrize(
    ("path", "is_meant"),
    [
        ("template.yaml", True),
        ("infra/my-stack.json", True),
        ("docs/openapi.yml", True),
        ("package.json", False),
        ("web/node_modules/x/template.json", False),
    ],
)
def test_the_files_of_the_hook(path: str, is_meant: object) -> None:
    """Those that are called like templates and documents, and none of others."""
    is_excluded = re.search(HOOK["exclude"], path) is not None
    assert (re.search(HOOK["files"], path) is not None and not is_excluded) is is_meant


@pytest.mark.slow
@pytest.mark.parametrize(("text", "status"), [(BAD, 1), (GOOD, 0)])
def test_the_step_of_the_action(
    tmp_path: Path, environment: dict[str, str], text: str, status: int
) -> None:
    """It fails the job, and leaves the report for code scanning and the summary."""
    (tmp_path / "template.yaml").write_text(text)
    step = next(each for each in ACTION["runs"]["steps"] if each["id"] == "audit")
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607 - as a runner does
        env={**environment, "TARGETS": "template.yaml"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert (tmp_path / "output").read_text() == "sarif=corsgate.sarif\n"
    assert ("CORS201" in (tmp_path / "corsgate.sarif").read_text()) is bool(status)
    assert ("CORS201" in (tmp_path / "summary").read_text()) is bool(status)


def test_what_the_action_takes() -> None:
    """Every input has words and a default, reaches a step, and thresholds are named whole."""
    used = re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text())
    assert set(used) == set(ACTION["inputs"])
    assert all(given["description"] and "default" in given for given in ACTION["inputs"].values())
    assert all(level in ACTION["inputs"]["fail-on"]["description"] for level in Threshold)
    assert ACTION["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" for step in ACTION["runs"]["steps"])
