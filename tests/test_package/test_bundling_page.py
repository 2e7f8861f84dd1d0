"""The blocks of docs/bundling.md do what stands around them, but for what needs a registry."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import corsgate

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[2] / "docs" / "bundling.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: (\w+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


def test_every_block_is_named() -> None:
    """A block without a name would not be looked at."""
    assert sorted(BLOCKS) == ["alone", "beside", "layer"]
    assert PAGE.count("```") == 2 * len(BLOCKS)


def test_the_layer_is_in_the_app(tmp_path: Path) -> None:
    """The library is in an asset of its own, beside the handlers'."""
    (tmp_path / "lambda_handlers").mkdir()
    (tmp_path / "lambda_handlers" / "items.py").write_text("def handler(event, context): ...\n")
    # A process of its own: the CDK's half in JavaScript keeps the folder that it was started in.
    subprocess.run(
        [sys.executable, "-c", BLOCKS["layer"]],
        cwd=tmp_path,
        env={**os.environ, "CDK_OUTDIR": "cdk.out"},
        check=True,
        timeout=60,
    )
    assert list((tmp_path / "cdk.out").glob("asset.*/python/corsgate/policy.py"))
    assert list((tmp_path / "cdk.out").glob("asset.*/items.py"))


def test_a_bundle_is_imported_from_its_bytecode(tmp_path: Path) -> None:
    """Without the other parts; the line that asks a registry is done by hand here."""
    install, compiled = (shlex.split(line)[1:] for line in BLOCKS["beside"].splitlines())
    assert install == [
        "python",
        *["-m", "pip", "install", "--quiet", "--target", "bundle", "corsgate"],
    ]
    bundle = tmp_path / "bundle"
    no_bytecode = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(corsgate.__file__).parent, bundle / "corsgate", ignore=no_bytecode)
    for name in ("corsgate_audit", "corsgate_cdk", "bin"):
        (bundle / name).mkdir()
    remove = shlex.split(BLOCKS["alone"].removeprefix("$ "))
    subprocess.run(remove, cwd=tmp_path, check=True, timeout=60)
    assert [each.name for each in bundle.iterdir()] == ["corsgate"]
    subprocess.run([sys.executable, *compiled[1:]], cwd=tmp_path, check=True, timeout=60)
    for source in bundle.rglob("*.py"):
        source.write_text("raise RuntimeError('compiled')")
    code = "from corsgate import CorsPolicy; print(CorsPolicy(allow_origins=['*']))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": str(bundle)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("CorsPolicy(allow_origins=['*'])\n", "")
