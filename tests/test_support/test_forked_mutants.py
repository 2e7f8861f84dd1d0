"""A mutant is read in the place of its module, whatever else reads modules."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]

_TRIED = """
import hypothesis
from support.forked_mutants import ROOT, is_noticed

path = ROOT / "audit" / "corsgate_audit" / "gateway" / "error_types.py"
tests = ("tests/audit/gateway/test_gateway_responses.py",)
sources = (path.read_text("utf-8"), "raise SystemExit(1)", "OWN_STATUS = {}")
print(*(is_noticed(path, each, tests) for each in sources))
"""


@pytest.mark.slow
def test_what_breaks_a_module_is_noticed() -> None:
    """And a module as it is gets along: tests that always fail would notice everything."""
    done = subprocess.run(
        [sys.executable, "-c", _TRIED],
        env={**os.environ, "PYTHONPATH": str(_TESTS)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["False", "True", "True"]
