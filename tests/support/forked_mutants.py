"""Runs tests against a changed module: a fork of this process reads it from the changed source.

mutmut's mutants live in one process with the tests; here a mutant that hangs, or breaks what all
modules import, ends with its fork.
"""

from __future__ import annotations

import os
import signal
import tempfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
_OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"),
    # pytest would read the modules of a plugin itself to rewrite their assertions, and
    # `corsgate_audit` is one: no mutant of it would ever be read.
    "--assert=plain",
    # The parent has imported it already.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


def is_noticed(path: Path, source: str, tests: Sequence[str], seconds: int = 90) -> bool:
    """Run tests against a mutant; one that does not end has been noticed.

    Args:
        path: of the module.
        source: of the mutant.
        tests: what pytest is asked to run, paths from the root of the repository.
        seconds: after which the tests are ended.
    """
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)  # what the tests have started ends with them
        os._exit(_in_the_fork(path, source, tests))
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(seconds)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return status != 0


def _in_the_fork(path: Path, source: str, tests: Sequence[str]) -> int:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    read = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> object:
        return compile(source, self.path, "exec") if Path(self.path) == path else read(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
    os.chdir(ROOT)
    try:
        # A folder of its own: pytest's would be tidied up by whoever runs tests beside this.
        with tempfile.TemporaryDirectory() as folder:
            status = pytest.main([*_OPTIONS, f"--basetemp={folder}/tests", *tests])
        return 0 if status == pytest.ExitCode.NO_TESTS_COLLECTED else int(status)
    except BaseException:  # noqa: BLE001 - a mutant that cannot even be imported has been noticed
        return 1
