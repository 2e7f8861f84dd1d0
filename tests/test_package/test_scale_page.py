"""The table of docs/scale.md is of the benchmark as it is now."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

REPOSITORY = Path(__file__).parents[2]
ROW = re.compile(r"\| (\d+) \| (`.+?) \| (\d+)[^|]*\| (\d+) kB \|")
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
