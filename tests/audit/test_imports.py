"""Data flows one way through the audit."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

import corsgate_audit

_FOLDER = Path(corsgate_audit.__file__).parent
_IMPORT = re.compile(r"^ *from (corsgate_audit[\w.]*) import (\([^)]*\)|[^\n]+)", re.MULTILINE)


def _modules() -> dict[str, Path]:
    """Return the modules by their names; packages only re-export, and are left out."""
    return {
        ".".join(path.relative_to(_FOLDER.parent).with_suffix("").parts): path
        for path in _FOLDER.rglob("*.py")
        if path.name != "__init__.py"
    }


def _imported(path: Path) -> set[str]:
    """Return the names that a module imports, within functions and for types, too."""
    return {
        name
        for module, names in _IMPORT.findall(path.read_text("utf-8"))
        for each in re.findall(r"\w+", names)
        for name in (module, f"{module}.{each}")
    }


def test_no_modules_import_each_other_in_a_circle() -> None:
    """An import for a type counts, and so does one within a function."""
    modules = _modules()
    graph = {name: _imported(path) & modules.keys() - {name} for name, path in modules.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(modules) > 400


def test_what_languages_and_libraries_bring_does_not_know_how_code_is_followed() -> None:
    """They receive an `Interpreter`, and import no more of its package than what they build on."""
    may_import = {"interpreter", "natives", "signals"}
    package = "corsgate_audit.handlers.interpreter."
    modules = _modules()
    beyond = {
        (name, each)
        for name, path in modules.items()
        if ".handlers.languages." in name or ".handlers.libraries." in name
        for each in _imported(path) & modules.keys()
        if each.startswith(package) and each.removeprefix(package) not in may_import
    }
    assert beyond == set()
