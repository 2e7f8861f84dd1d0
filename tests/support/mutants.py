"""What came of the mutants: a table by module, and which survivors nobody has explained.

    python -m support.mutants build/mutants/lambda_handlers/mutants

mutmut keeps the exit code of the tests for each mutant in a ``.meta`` file beside the module.
docs/mutants.md explains survivors by function; one that it does not name, or names for fewer than
there are, and a share of killed mutants below `ENOUGH`, are failures.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

ENOUGH = 0.95
EXPLAINED = Path(__file__).parents[2] / "docs" / "mutants.md"
# pytest: 1, tests failed; 3, an internal error, as when a mutant breaks what pytest itself calls.
KILLED = {1, 3}
SURVIVED = 0
NO_TESTS = 33
_ROW = re.compile(r"^\| `([\w.]+)` \| (\d+) \|", re.MULTILINE)


def outcomes(folder: Path) -> dict[str, dict[str, int | None]]:
    """Read the exit code of each mutant, by module.

    Args:
        folder: that mutmut has written.
    """
    return {
        str(meta.relative_to(folder)).removesuffix(".meta"): json.loads(meta.read_text("utf-8"))[
            "exit_code_by_key"
        ]
        for meta in sorted(folder.rglob("*.meta"))
    }


def function_of(mutant: str) -> str:
    """Name the function that a mutant is of, as one would write it.

    Args:
        mutant: ``corsgate.policy.xǁCorsPolicyǁreplace__mutmut_3``.
    """
    name, _, _ = mutant.partition("__mutmut_")
    module, _, function = name.rpartition(".")
    # mutmut marks functions with x_, and methods with the class between two separators.
    plain = function.removeprefix("x_") if "ǁ" not in function else function[2:].replace("ǁ", ".")
    return f"{module.removeprefix('corsgate.')}.{plain}"


def report(folder: Path) -> int:
    """Print the table and what is wrong; return the exit status."""
    found = outcomes(folder)
    alive: Counter[str] = Counter()
    total = killed = 0
    print("| module | mutants | killed | timed out | survived |\n|---|---:|---:|---:|---:|")
    for module, codes in found.items():
        if not codes:
            continue
        dead = sum(code in KILLED for code in codes.values())
        left = [key for key, code in codes.items() if code in {SURVIVED, NO_TESTS, None}]
        alive.update(map(function_of, left))
        print(
            f"| {module} | {len(codes)} | {dead} | {len(codes) - dead - len(left)} | {len(left)} |"
        )
        total, killed = total + len(codes), killed + len(codes) - len(left)
    print(f"| all | {total} | {killed} | | {total - killed} |")
    explained = {name: int(count) for name, count in _ROW.findall(EXPLAINED.read_text("utf-8"))}
    unexplained = [name for name in sorted(alive) if alive[name] > explained.get(name, 0)]
    for name in unexplained:
        print(f"{name}: {alive[name]} survived, {explained.get(name, 0)} explained in {EXPLAINED}")
    return int(bool(unexplained) or killed < ENOUGH * total)


if __name__ == "__main__":
    sys.exit(report(Path(sys.argv[1])))
