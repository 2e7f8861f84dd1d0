"""The table of docs/scale.md is of the benchmark as it is now."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

REPOSITORY = Path(__file__).parents[2]
ROW = re.compile(r"\| (\d+) \| (`.+?) \| (\d+)[^|]*\| (\d+) kB \|")
CALLS = re.compile(r"^\| 50 \| (`.+?) \|.* (\d+) \|$", re.MULTILINE)
PATHS = 10


def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the script."""
    spec = importlib.util.spec_from_file_location(
        "synthesis", REPOSITORY / "benchmarks/synthesis.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # where dataclasses look
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_resources_and_sizes_are_as_synthesised(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the same on every machine, unlike the times."""
    page = (REPOSITORY / "docs" / "scale.md").read_text("utf-8")
    told = {(int(n), name): (int(count), int(size)) for n, name, count, size in ROW.findall(page)}
    script: Any = benchmark(monkeypatch)
    assert set(told) == {(paths, name) for paths in script.PATHS for name in script.BUILDS}
    for name, build in script.BUILDS.items():
        measured = script.synthesise(build, PATHS)
        assert (measured.resources, measured.size // 1000) == told[PATHS, name], name


IN_A_PROCESS = """
import json, runpy
script = runpy.run_path("benchmarks/synthesis.py", run_name="synthesis")
calls = {name: script["calls_by_path"](build) for name, build in script["BUILDS"].items()}
print(json.dumps([calls, script["MOST_CALLS"], script["OUR_REST"], script["CDK_REST"],
                  script["OUR_HTTP"], script["CDK_HTTP"]]))
"""


@pytest.mark.slow
def test_a_path_asks_javascript_no_more_than_it_may() -> None:
    """Each question is a trip to another process; the page says how many there are.

    Counted in a process of its own, as an app has: what others have built before adds questions.
    """
    page = (REPOSITORY / "docs" / "scale.md").read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    )
    calls, most, our_rest, cdk_rest, our_http, cdk_http = json.loads(done.stdout)
    more = {
        our_rest: calls[our_rest] - calls[cdk_rest],
        our_http: calls[our_http] - calls[cdk_http],
    }
    told = {name: int(count) for name, count in CALLS.findall(page)}
    assert told == {name: round(count) for name, count in calls.items()}
    assert more == {our_rest: 5, our_http: 2}
    assert all(count <= most[name] for name, count in more.items())
