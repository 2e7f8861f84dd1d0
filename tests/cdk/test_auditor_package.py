"""The package of an auditor's functions: what is in it, and what is not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.rules.registry import all_rules
from corsgate_cdk._auditor_package import ENTRY, contents, files
from corsgate_cdk._bundling import write_bundle
from support.auditor.functions import runtime_packages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEGABYTE = 1_000_000


def written(folder: Path, *, code: bool = False) -> Path:
    """Write a package below a folder."""
    write_bundle(list(files(contents(code=code))), folder, "/var/task")
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package without parsers of code."""
    return written(tmp_path_factory.mktemp("package"))


def bytes_of(folder: Path) -> Mapping[str, bytes]:
    """Return the content of each file by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_it_is_the_same_every_time(package: Path, tmp_path: Path) -> None:
    """Byte for byte, the bytecode too."""
    assert bytes_of(written(tmp_path)) == bytes_of(package)


def test_it_has_what_an_audit_of_an_account_imports_and_no_more(package: Path) -> None:
    """No command line, no terminal, no translators of templates, no probes, no servers."""
    assert sorted(path.name for path in package.iterdir()) == [
        "corsgate",
        "corsgate_audit",
        "idna",
        "jinja2",
        "markupsafe",
        "publicsuffixlist",
        "yaml",
    ]
    absent = ("cli", "probe", "serve", "verify", "collect/targets.py", "collect/terraform/hcl")
    assert [part for part in absent if (package / "corsgate_audit" / part).exists()] == []
    assert not list(package.rglob("*.so"))


def test_its_size(package: Path) -> None:
    """Sources and bytecode together; Lambda allows 250 MB."""
    assert sum(map(len, bytes_of(package).values())) < 10 * MEGABYTE


def run(package: Path, folder: Path, program: str) -> list[str]:
    """Run a program with a package and Lambda's own, without site-packages; return its words."""
    path = [str(package), str(runtime_packages(folder / "runtime"))]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {path}\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_with_code_come_the_packages_that_read_it(tmp_path: Path) -> None:
    """Their machine code too: JavaScript is parsed, and httpx is there to download."""
    package = written(tmp_path / "package", code=True)
    parsed = run(
        package,
        tmp_path,
        "import httpx\n"
        "from corsgate_audit.handlers.lowering.javascript.parsing import lower_script\n"
        "print(type(lower_script('a.js', b'exports.handler = () => 1')).__name__)",
    )
    assert parsed == ["LoweredModule"]


def test_it_runs_with_nothing_but_what_lambda_has(package: Path, tmp_path: Path) -> None:
    """All of it is imported, every rule too, from a process without site-packages."""
    rules, *imported = run(
        package,
        tmp_path,
        f"import {ENTRY}, jinja2\n"
        "from importlib.resources import files\n"
        "from corsgate_audit.organization import auditing, listing, reducing\n"
        "files('corsgate_audit.report.html').joinpath('page.css').read_bytes()\n"
        "from corsgate_audit.rules.registry import all_rules\n"
        "print(len(all_rules()), *sorted({name.partition('.')[0] for name in sys.modules}))",
    )
    assert int(rules) == len(all_rules())
    assert not {"typer", "rich", "pydantic", "samtranslator", "httpx", "click"} & set(imported)
