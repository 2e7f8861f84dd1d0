"""Changes what guards files and suffixes, one change at a time; names what no test notices.

    python -m support.file_mutants [PART-OF-A-MODULE]

As `support.velocity_mutants` does for mapping templates: each mutant is a fork, in which its module
is read from the changed source. docs/file-mutants.md explains those that survive.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.velocity_mutants import mutants

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).parents[2]
_LIBRARY = "lambda_handlers/corsgate"
_OF_SUFFIXES = tuple(
    f"tests/lambda_handlers/test_{name}.py" for name in ("suffixes", "origins", "fields", "hosts")
)
_GUARDS = {
    **{
        f"audit/corsgate_audit/collect/{name}.py": tuple(
            f"tests/audit/collect/test_{each}.py" for each in ("files", "reach", "budget")
        )
        for name in ("files", "reach", "budget")
    },
    f"{_LIBRARY}/suffixes.py": _OF_SUFFIXES,
    f"{_LIBRARY}/_credentials.py": _OF_SUFFIXES,
}
"""The tests of each module that guards."""
_ENOUGH = 0.95
_SECONDS = 90
_OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"),
    # The parent has imported it already.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


def is_noticed(path: Path, source: str) -> bool:
    """Run the tests against a mutant; one that does not end has been noticed.

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
    return status != 0


def _in_the_fork(path: Path, source: str) -> int:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    read = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> object:
        return compile(source, self.path, "exec") if Path(self.path) == path else read(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
    try:
        tests = _GUARDS[path.relative_to(_ROOT).as_posix()]
        return int(pytest.main([*_OPTIONS, *(str(_ROOT / each) for each in tests)]))
    except BaseException:  # noqa: BLE001 - a mutant that cannot even be imported has been noticed
        return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all mutants, or those of one module.

    Args:
        arguments: of the command line.

    Returns:
        1 where too many survive.
    """
    part = "".join(sys.argv[1:] if arguments is None else arguments)
    paths = [_ROOT / name for name in _GUARDS if part in name]
    for path in paths:
        if is_noticed(path, path.read_text("utf-8")):
            sys.stdout.write(f"the tests of {path.name} fail without any change\n")
            return 1
    every = [(path, what, source) for path in paths for what, source in mutants(path)]
    alive = 0
    for path, what, source in every:
        if not is_noticed(path, source):
            alive += 1
            sys.stdout.write(f"survived: {what}\n")
            sys.stdout.flush()
    share = 1 - alive / len(every)
    sys.stdout.write(f"{len(every)} mutants: {alive} survived; {share:.1%} killed\n")
    return int(share < _ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
