"""Changes the audit in places drawn by a seed, and counts what the tests beside them do not notice.

    python -m support.audit_mutants --count 300 --seed 1 [--minutes 60] [--only PART-OF-A-PATH]

Over rules, gateway, browser, collect and fix. A mutant meets the test of its own module first, and
the tests of its folder, those that are not slow, where that does not notice it.
docs/audit-mutants.md explains those that survive.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from functools import cache
from typing import TYPE_CHECKING

import hypothesis  # noqa: F401 - loaded once, and not in each fork

from support.forked_mutants import ROOT, is_noticed
from support.mutating import count, mutants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_PACKAGE = ROOT / "audit" / "corsgate_audit"
_TESTS = ROOT / "tests" / "audit"
_FOLDERS = ("rules", "gateway", "browser", "collect", "fix")
_QUICK = ("-m", "not slow and not browser and not deploy")
_ENOUGH = 0.95
_SECONDS = 300


def tests_of(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield what is run against a module's mutants, until something notices them.

    Args:
        path: of the module.
    """
    folder = _TESTS / path.relative_to(_PACKAGE).parent
    own = [*_TESTS.glob(f"{path.relative_to(_PACKAGE).parts[0]}/**/test_{path.stem}*.py")]
    if own:
        yield tuple(map(str, own))
    while not folder.is_dir():
        folder = folder.parent
    yield (*_QUICK, str(folder))
    if folder.parent != _TESTS:
        yield (*_QUICK, str(_TESTS / path.relative_to(_PACKAGE).parts[0]))


def _survives(path: Path, source: str) -> bool:
    return not any(
        is_noticed(path, source, tests, _SECONDS) and _pass(path, tests) for tests in tests_of(path)
    )


@cache
def _pass(path: Path, tests: tuple[str, ...]) -> bool:
    """Whether tests pass without any change: else they notice nothing."""
    passed = not is_noticed(path, path.read_text("utf-8"), tests, _SECONDS)
    if not passed:
        sys.stdout.write(f"these tests fail without any change: {' '.join(tests)}\n")
    return passed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as many mutants as asked for, or as there is time for.

    Args:
        arguments: of the command line.

    Returns:
        1 where too many survive.
    """
    parser = argparse.ArgumentParser(prog="support.audit_mutants")
    parser.add_argument("--count", type=int, default=300, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="SEED")
    parser.add_argument("--minutes", type=float, default=float("inf"), metavar="MINUTES")
    parser.add_argument("--only", default="", metavar="PART", help="part of a module's path")
    options = parser.parse_args(arguments)
    end = time.monotonic() + 60 * options.minutes
    paths = [path for name in _FOLDERS for path in sorted((_PACKAGE / name).rglob("*.py"))]
    every = [
        (path, number)
        for path in paths
        if options.only in str(path) and "velocity" not in path.parts  # has its own
        for number in range(count(path))
    ]
    drawn = random.Random(options.seed).sample(every, min(options.count, len(every)))  # noqa: S311 - no secret
    tried = alive = 0
    for path, number in drawn:
        if time.monotonic() > end:
            break
        tried += 1
        ((what, source),) = mutants(path, {number})
        is_alive = _survives(path, source)
        alive += is_alive
        sys.stdout.write(f"{'survived' if is_alive else 'killed'}: {path.parent.name}/{what}\n")
        sys.stdout.flush()
    share = 1 - alive / max(1, tried)
    sys.stdout.write(f"{tried} of {len(every)} mutants: {alive} survived; {share:.1%} killed\n")
    return int(share < _ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
