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
# 0, every test passed; 33, mutmut's own: no test calls the function.
ALIVE = {0, 33}
_FATES = ("killed", "timed out", "survived", "not run")
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


def report(folder: Path) -> tuple[list[str], bool]:
    """Return the table with what is wrong below it, and whether something is."""
    alive: Counter[str] = Counter()
    sums = [0] * len(_FATES)
    lines = [f"| module | {' | '.join(_FATES)} |", "|---|" + "---:|" * len(_FATES)]
    for module, codes in outcomes(folder).items():
        fates = Counter(_fate(code) for code in codes.values())
        alive.update(function_of(key) for key, code in codes.items() if _fate(code) == "survived")
        row = [fates[fate] for fate in _FATES]
        sums = [total + each for total, each in zip(sums, row, strict=True)]
        lines.append(f"| {module} | {' | '.join(map(str, row))} |")
    lines.append(f"| all | {' | '.join(map(str, sums))} |")
    killed, late, survived, _ = sums
    share = (killed + late) / max(1, killed + late + survived)
    unexplained = _unexplained(alive)
    lines += [f"{share:.1%} of those that were run are killed", *unexplained]
    return lines, bool(unexplained) or share < ENOUGH


def _fate(code: int | None) -> str:
    if code is None:
        return "not run"
    if code in ALIVE:
        return "survived"
    return "killed" if code in KILLED else "timed out"


def _unexplained(alive: Counter[str]) -> list[str]:
    explained = {name: int(count) for name, count in _ROW.findall(EXPLAINED.read_text("utf-8"))}
    return [
        f"{name}: {count} survived, {explained.get(name, 0)} explained in {EXPLAINED.name}"
        for name, count in sorted(alive.items())
        if count > explained.get(name, 0)
    ]


def main() -> None:
    """Print the report of the folder that is named, and exit 1 where something is wrong."""
    lines, wrong = report(Path(sys.argv[1]))
    print("\n".join(lines))  # noqa: T201 - what the command is for
    sys.exit(wrong)


if __name__ == "__main__":
    main()
