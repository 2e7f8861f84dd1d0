"""``make demo`` does what it promises, also beside another run, and fails where it must."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.demo_report import problems
from support.hand_made_api import FAULTS

pytestmark = [pytest.mark.deploy, pytest.mark.slow]

TESTS = Path(__file__).parents[1]
FRONT_DOORS = f"{sys.executable} {Path(__file__).parent / 'apps' / 'front_doors.py'}"


def start(report: Path, *options: str) -> subprocess.Popen[str]:
    """Start a demo whose temporary files are where the test can see them."""
    report.parent.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "support.demo", "--report", str(report), *options],
        env={**os.environ, "PYTHONPATH": str(TESTS), "TMPDIR": str(report.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_demos_beside_each_other(tmp_path: Path) -> None:
    """Both find every fault, both write a report, and neither leaves anything else behind."""
    reports = [tmp_path / name / "report.json" for name in ("first", "second")]
    demos = [start(report) for report in reports]
    outputs = [demo.communicate()[0] for demo in demos]
    assert [demo.returncode for demo in demos] == [0, 0], "\n".join(outputs)
    for report, output in zip(reports, outputs, strict=True):
        assert problems(json.loads(report.read_text())) == []
        for fault in FAULTS:
            assert fault.rule in output
        left = [entry.name for entry in report.parent.iterdir() if "corsgate" in entry.name]
        assert left == []


def test_fails_where_the_app_is_not_clean(tmp_path: Path) -> None:
    """An app with a fault is no reference: the demo names the fault, and ends with 1."""
    with start(tmp_path / "report.json", "--app", FRONT_DOORS) as demo:
        output = demo.communicate()[0]
    assert demo.returncode == 1
    assert "The demo failed: the audit did not find what it has to find" in output
    assert "the reference app has CORS113 on Rest" in output


def test_fails_where_the_app_cannot_be_deployed(tmp_path: Path) -> None:
    """What the CDK CLI said is shown."""
    app = tmp_path / "app.py"
    app.write_text("raise SystemExit('no stack today')\n")
    with start(tmp_path / "report.json", "--app", f"{sys.executable} {app}") as demo:
        output = demo.communicate()[0]
    assert demo.returncode == 1
    assert "The demo failed: cdk deploy ended with exit status 1" in output
    assert "no stack today" in output
