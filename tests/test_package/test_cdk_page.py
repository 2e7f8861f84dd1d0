"""The blocks of docs/cdk.md are one app; it is synthesised, and does what stands around them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import corsgate_cdk
from support.synthesis import preflight_header, preflights

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[2] / "docs" / "cdk.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- test -->\n```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_app_of_the_page_is_synthesised(tmp_path: Path) -> None:
    """In a process of its own, as an app runs; the last block judges it."""
    assert PAGE.count("```python") == len(BLOCKS)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(BLOCKS)],
        cwd=tmp_path,
        env={**os.environ, "CDK_OUTDIR": "cdk.out"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    template = json.loads((tmp_path / "cdk.out" / "Items.template.json").read_text("utf-8"))
    ((path, options),) = preflights(template).items()
    assert path == "/items/{id}"
    assert preflight_header(options, "Access-Control-Allow-Methods") == "'GET, PUT'"
    assert preflight_header(options, "Access-Control-Allow-Headers") == "'content-type, x-api-key'"


def test_every_construct_is_on_the_page() -> None:
    """One that is not there would be found by nobody."""
    missing = [name for name in corsgate_cdk.__all__ if f"`{name}" not in PAGE]
    assert missing == ["AddedCors", "acknowledge_cors"]  # a result, and beside CorsValidation
