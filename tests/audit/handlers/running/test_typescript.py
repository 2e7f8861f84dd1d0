"""TypeScript is bundled by the project's esbuild, or read by Node."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.running.programs import NotRunnableError
from corsgate_audit.handlers.running.typescript import Loaded, loaded_by_node
from corsgate_audit.model import FunctionSettings, Location

if TYPE_CHECKING:
    from pathlib import Path

ESBUILD = """#!/bin/sh
for each in "$@"; do
  case "$each" in --outfile=*) out="${each#--outfile=}";; esac
done
mkdir -p "$(dirname "$out")" && cat "$1" > "$out" && echo "$@" >> "$(dirname "$0")/calls"
"""


def function(*entry_points: str, handler: str = "app.handler") -> FunctionSettings:
    """Return a function in TypeScript."""
    return FunctionSettings(
        name="F",
        function_name="f",
        runtime="nodejs24.x",
        handler=handler,
        entry_points=entry_points,
        location=Location(source="template.yaml", pointer="/F"),
    )


def source(folder: Path, *names: str) -> Path:
    """Write files of code."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("exports.handler = 1;\n", encoding="utf-8")
        os.utime(folder / name, (1, 1))
    return folder


def esbuild(project: Path, script: str = ESBUILD) -> Path:
    """Write a program in the place of the project's esbuild; return the file of its calls."""
    program = project / "node_modules" / ".bin" / "esbuild"
    program.parent.mkdir(parents=True)
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    return program.parent / "calls"


@pytest.mark.parametrize(
    ("files", "entry_points", "handler", "expected"),
    [
        (("app.js", "app.ts"), (), "app.handler", "app.handler"),
        (("app.ts",), (), "app.handler", "app.handler"),
        (("src/app.ts",), ("src/app.ts",), "app.handler", "src/app.handler"),
        (("a/b.mts",), (), "a/b.c.d", "a/b.c.d"),
        ((), (), "app.handler", "app.handler"),
    ],
)
def test_without_esbuild(
    tmp_path: Path,
    files: tuple[str, ...],
    entry_points: tuple[str, ...],
    handler: str,
    expected: str,
) -> None:
    """Node loads the source itself, under its own name."""
    folder = source(tmp_path, *files)
    made = loaded_by_node(
        function(*entry_points, handler=handler), folder, tmp_path / "copies", tmp_path
    )
    assert made == Loaded(folder=folder, handler=expected)


def test_with_esbuild(tmp_path: Path) -> None:
    """It bundles once, and again when a source is newer."""
    folder = source(tmp_path / "code", "src/app.ts")
    calls = esbuild(tmp_path)
    asked = (function("src/app.ts"), folder, tmp_path / "copies", tmp_path)
    made = loaded_by_node(*asked)
    assert made.handler == "app.handler"
    assert (made.folder / "app.js").read_text(encoding="utf-8") == "exports.handler = 1;\n"
    assert loaded_by_node(*asked) == made
    assert len(calls.read_text(encoding="utf-8").splitlines()) == 1
    os.utime(folder / "src" / "app.ts", (2**31, 2**31))
    assert loaded_by_node(*asked) == made
    lines = calls.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{folder}/src/app.ts --bundle --platform=node --format=cjs ")


def test_esbuild_that_fails(tmp_path: Path) -> None:
    """Its message is what is said."""
    folder = source(tmp_path / "code", "app.ts")
    esbuild(tmp_path, "#!/bin/sh\necho 'app.ts:1: no' >&2\nexit 1\n")
    with pytest.raises(NotRunnableError, match=r"^esbuild fails: app\.ts:1: no$"):
        loaded_by_node(function(), folder, tmp_path / "copies", tmp_path)
