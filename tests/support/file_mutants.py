"""Changes what guards files and suffixes, one change at a time; names what no test notices.

    python -m support.file_mutants [PART-OF-A-MODULE]

As `support.velocity_mutants` does for mapping templates: each mutant is a fork, in which its module
is read from the changed source. docs/file-mutants.md explains those that survive.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from support.forked_mutants import ROOT, is_noticed
from support.mutating import mutants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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


def _tests_of(path: Path) -> tuple[str, ...]:
    return _GUARDS[path.relative_to(ROOT).as_posix()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all mutants, or those of one module.

    Args:
        arguments: of the command line.

    Returns:
        1 where too many survive.
    """
    part = "".join(sys.argv[1:] if arguments is None else arguments)
    paths = [ROOT / name for name in _GUARDS if part in name]
    for path in paths:
        if is_noticed(path, path.read_text("utf-8"), _tests_of(path)):
            sys.stdout.write(f"the tests of {path.name} fail without any change\n")
            return 1
    every = [(path, what, source) for path in paths for what, source in mutants(path)]
    alive = 0
    for path, what, source in every:
        if not is_noticed(path, source, _tests_of(path)):
            alive += 1
            sys.stdout.write(f"survived: {what}\n")
            sys.stdout.flush()
    share = 1 - alive / len(every)
    sys.stdout.write(f"{len(every)} mutants: {alive} survived; {share:.1%} killed\n")
    return int(share < _ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
