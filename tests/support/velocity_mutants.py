"""Changes what evaluates templates, one change at a time, and counts what no test notices.

    python -m support.velocity_mutants --count 500 --seed 1

mutmut's mutants live in the module that is imported; the worker is a program of its own that
imports nothing else. Here each mutant is a fork of one process that has pytest loaded.
docs/velocity-mutants.md explains those that survive.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis  # noqa: F401 - loaded once, and not in each fork
import pytest

import corsgate_audit.browser
import corsgate_audit.model  # noqa: F401
from support.mutating import mutants

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).parents[2]
_PACKAGE = _ROOT / "audit" / "corsgate_audit" / "gateway" / "velocity"
_TESTS = _ROOT / "tests" / "audit" / "gateway" / "velocity"
_ENOUGH = 0.95
_SECONDS = 120
_LATE = -1


def survives(path: Path, source: str) -> int:
    """Run the tests of a module against a mutant; return pytest's exit status.

    Args:
        path: of the module.
        source: of the mutant.
    """
    child = os.fork()
    if child == 0:
        os._exit(_in_the_fork(path, source))
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(_SECONDS)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else _LATE


def _in_the_fork(path: Path, source: str) -> int:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    read = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> object:
        return compile(source, self.path, "exec") if Path(self.path) == path else read(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
    is_inside = path.parent.name == "interpreter"
    tests = [_TESTS / "interpreter"] if is_inside else [_TESTS / "test_process.py"]
    try:
        if path.name == "worker.py":
            _replace_worker(source)
        quietly = [
            "-W",
            "ignore::pytest.PytestAssertRewriteWarning",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "-p",
            "no:xdist",
        ]
        known = ["-m", "not slow"] if is_inside else []
        arguments = [*quietly, *known, *map(str, tests), str(_TESTS / "test_velocity.py")]
        return int(pytest.main(arguments))
    except BaseException:  # noqa: BLE001 - a mutant that cannot even be imported has been noticed
        return 1


def _replace_worker(source: str) -> None:
    from corsgate_audit.gateway.velocity import process  # noqa: PLC0415 - the mutant comes first

    folder = Path(tempfile.mkdtemp())
    (folder / "worker.py").write_text(source, encoding="utf-8")
    (folder / "interpreter").symlink_to(_PACKAGE / "interpreter")
    process._WORKER = folder / "worker.py"  # noqa: SLF001 - the program that is started


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as many mutants as asked for, drawn by a seed.

    Args:
        arguments: of the command line.

    Returns:
        1 where too many survive.
    """
    parser = argparse.ArgumentParser(prog="support.velocity_mutants")
    parser.add_argument("--count", type=int, default=500, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="SEED")
    parser.add_argument("--only", default="", metavar="PART", help="part of a module's path")
    options = parser.parse_args(arguments)
    paths = [path for path in sorted(_PACKAGE.rglob("*.py")) if options.only in str(path)]
    every = [(path, what, source) for path in paths for what, source in mutants(path)]
    drawn = random.Random(options.seed).sample(every, min(options.count, len(every)))  # noqa: S311 - no secret
    for path in {path.parent: path for path, _, _ in drawn}.values():
        if survives(path, path.read_text(encoding="utf-8")):
            sys.stdout.write(f"the tests of {path.name} fail without any change\n")
            return 1
    fates: Counter[str] = Counter()
    for path, what, source in drawn:
        status = survives(path, source)
        fate = {0: "survived", _LATE: "timed out"}.get(status, "killed")
        fates[fate] += 1
        if fate == "survived":
            sys.stdout.write(f"survived: {what}\n")
            sys.stdout.flush()
    share = 1 - fates["survived"] / max(1, len(drawn))
    sys.stdout.write(f"{len(drawn)} of {len(every)} mutants: {dict(fates)}; {share:.1%} killed\n")
    return int(share < _ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
