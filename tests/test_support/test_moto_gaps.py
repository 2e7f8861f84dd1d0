"""Each gap of plain moto is there without the support, and filled with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.moto_gaps.catalogue import GAPS

TESTS = Path(__file__).parents[1]


def _start(*arguments: str) -> subprocess.Popen[str]:
    """Run every probe in a process of its own, so that moto is plain unless told otherwise."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "support.moto_gaps", *arguments],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def observed() -> dict[str, dict[str, Any]]:
    """What every probe saw, in plain moto and in moto with the support."""
    processes = {"plain": _start(), "installed": _start("--installed")}
    answers = {name: process.communicate()[0] for name, process in processes.items()}
    return {name: json.loads(answer) for name, answer in answers.items()}


@pytest.mark.slow
@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.claim.replace(" ", "-"))
def test_gap(gap: Any, observed: dict[str, dict[str, Any]]) -> None:  # noqa: ANN401 (a `Gap`)
    """The claim holds with the support, and only with it."""
    assert observed["installed"][gap.claim] == gap.expected
    assert observed["plain"][gap.claim] != gap.expected


def test_every_claim_is_made_once() -> None:
    """No gap hides another by having the same claim."""
    assert len({gap.claim for gap in GAPS}) == len(GAPS)
