"""The user's interpreter runs a function: the project's before the machine's."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.running.programs import (
    Interpreters,
    NotRunnableError,
    program_of,
)

if TYPE_CHECKING:
    from pathlib import Path


def interpreter(path: Path, version: str = "3.99", status: int = 0) -> Path:
    """Write a program that says that it is a Python of a version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\nexit {status}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with one Python on its path."""
    folder = tmp_path / "bin"
    interpreter(folder / "python3", "3.98")
    interpreter(folder / "broken", status=1)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    return folder


def python(tmp_path: Path, runtime: str = "python3.98", named: str | None = None) -> str:
    """Return the interpreter of a function in a folder of a project."""
    code = tmp_path / "project" / "functions" / "f"
    code.mkdir(parents=True, exist_ok=True)
    where = Interpreters(python=named, project=tmp_path / "project")
    return program_of(runtime, code, where).command[0]


def test_the_order(tmp_path: Path, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That which is named, the project's environment, the active one, the version's, any."""
    assert python(tmp_path) == str(machine / "python3")
    named = interpreter(machine / "python3.98")
    assert python(tmp_path) == str(named)
    active = interpreter(tmp_path / "active" / "bin" / "python")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert python(tmp_path) == str(active)
    outer = interpreter(tmp_path / "project" / ".venv" / "bin" / "python")
    assert python(tmp_path) == str(outer)
    inner = interpreter(tmp_path / "project" / "functions" / "f" / "venv" / "bin" / "python")
    assert python(tmp_path) == str(inner)
    assert python(tmp_path, named=str(named)) == str(named)


@pytest.mark.usefixtures("machine")
def test_a_template_stands_for_its_folder(tmp_path: Path) -> None:
    """Which is what a target mostly is."""
    code = tmp_path / "project" / "functions" / "f"
    code.mkdir(parents=True)
    outer = interpreter(tmp_path / "project" / ".venv" / "bin" / "python")
    (tmp_path / "project" / "template.yaml").touch()
    where = Interpreters(project=tmp_path / "project" / "template.yaml")
    assert program_of("python3.98", code, where).command[0] == str(outer)


def test_a_shim_of_a_version_that_is_not_installed(tmp_path: Path, machine: Path) -> None:
    """It is passed over."""
    interpreter(machine / "python3.13", status=127)
    assert python(tmp_path, "python3.13") == str(machine / "python3")


@pytest.mark.parametrize(
    ("runtime", "named", "said"),
    [
        ("python3.13", "absent-python", "--python 'absent-python' is not a program"),
        ("python3.13", "broken", "cannot be started"),
        ("nodejs22.x", None, "no Node.js for nodejs22.x on this machine: node is not on the PATH"),
        ("ruby3.3", None, "functions for ruby3.3 are not run"),
    ],
)
def test_nothing_that_could_run_it(
    tmp_path: Path, runtime: str, named: str | None, said: str
) -> None:
    """The message says what is missing."""
    with pytest.raises(NotRunnableError, match=said):
        python(tmp_path, runtime, named)


def test_what_is_not_as_on_lambda(tmp_path: Path, machine: Path) -> None:
    """Another version is named."""
    made = program_of("python3.13", tmp_path, Interpreters(project=tmp_path))
    assert made.remark == "runs on Python 3.98, and on 3.13 on Lambda"
    assert program_of("python3.98", tmp_path, Interpreters(project=tmp_path)).remark == ""
    interpreter(machine / "node", "v20.1.0")
    made = program_of("nodejs22.x", tmp_path, Interpreters())
    assert made.remark == "runs on Node.js 20.1.0, and on 22 on Lambda"


@pytest.mark.parametrize(
    ("version", "flags"),
    [
        ("v20.1.0", ()),
        ("v22.7.0", ("--experimental-transform-types", "--disable-warning=ExperimentalWarning")),
        ("v24.1.2", ("--experimental-transform-types", "--disable-warning=ExperimentalWarning")),
        ("v26.0.0", ()),
    ],
)
def test_node_and_typescript(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, flags: tuple[str, ...]
) -> None:
    """Where Node reads TypeScript only when it is told to, it is told to."""
    node = interpreter(tmp_path / version / "node", version)
    monkeypatch.setenv("PATH", str(node.parent))
    assert program_of("nodejs24.x", tmp_path, Interpreters()).command[1:-1] == flags


def test_a_custom_runtime_that_cannot_be_started(tmp_path: Path) -> None:
    """Lambda could not start it either."""
    with pytest.raises(NotRunnableError, match="does not exist: build the function first"):
        program_of("provided.al2023", tmp_path, Interpreters())
    (tmp_path / "bootstrap").write_text("#!/bin/sh\n", encoding="utf-8")
    with pytest.raises(NotRunnableError, match="is not executable"):
        program_of("provided.al2023", tmp_path, Interpreters())
