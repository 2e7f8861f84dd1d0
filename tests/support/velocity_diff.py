"""Grown templates in Apache Velocity and here: ``python -m support.velocity_diff --count 20000``.

Then the same templates with names that lead out of a sandbox, in the worker and over tripwires; and
with values that nobody knows before the call, beside two calls that differ in all of them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corsgate_audit.gateway.velocity import no_overrides
from corsgate_audit.gateway.velocity.interpreter.run import run
from support.apache_velocity import IS_HERE, NOT_RUN, Outcome, rendered
from support.velocity_patterns import grown_patterns
from support.velocity_templates import grown
from support.velocity_tripwires import PATHS, reached
from support.velocity_unknowns import PATHS as UNKNOWN
from support.velocity_unknowns import misjudged

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Comparison:
    """What came of a comparison.

    Args:
        counts: of templates, by what came of them.
        different: templates with what they came to here and in Java.
    """

    counts: Counter[str] = field(default_factory=Counter)
    different: list[tuple[str, object, object]] = field(default_factory=list)


def outcome(template: str) -> Outcome | None:
    """Render a template here; None where that is undetermined or API Gateway fails.

    Args:
        template: grown.
    """
    result = run(job(template))
    if "text" not in result:
        return None
    headers = result["overrides"]["response"]["header"]
    return Outcome(
        result["text"], f"{{{', '.join(f'{name}={headers[name]}' for name in headers)}}}"
    )


def job(template: str) -> dict[str, Any]:
    """Return a job for a preflight.

    Args:
        template: grown.
    """
    known = {"httpMethod": "OPTIONS", "stage": "prod"}
    request = {"path": {"id": "7"}, "querystring": {}, "header": {"Origin": "https://a.test"}}
    return {
        **request,
        "template": template,
        "body": "",
        "context": known,
        "overrides": no_overrides(),
    }


def compared(templates: Sequence[str], java: Sequence[Outcome | None]) -> Comparison:
    """Compare what templates come to.

    Args:
        templates: grown.
        java: what Velocity says of each.
    """
    found = Comparison()
    for template, theirs in zip(templates, java, strict=True):
        ours = outcome(template)
        if ours is None:
            fate = "undetermined here" if theirs else "refused by both"
        else:
            fate = "equal" if ours == theirs else "different"
        found.counts[fate] += 1
        if fate == "different":
            found.different.append((template, ours, theirs))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and count what reached out.

    Args:
        arguments: of the command line.

    Returns:
        1 where a template differs or has reached anything.
    """
    parser = argparse.ArgumentParser(prog="support.velocity_diff")
    parser.add_argument("--count", type=int, default=20_000, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="SEED")
    options = parser.parse_args(arguments)
    if not IS_HERE:
        sys.stdout.write(NOT_RUN + "\n")
        return 1
    templates = grown(options.count, options.seed)
    templates += grown_patterns(options.count // 4, options.seed)
    comparison = compared(templates, rendered(templates))
    for template, ours, theirs in comparison.different[:10]:
        sys.stdout.write(f"{template!r}\n  here {ours}\n  java {theirs}\n")
    sys.stdout.write(f"{len(templates)} templates beside Java: {dict(comparison.counts)}\n")
    hostile = grown(options.count, options.seed, PATHS)
    wires, ended = reached(hostile)
    sys.stdout.write(
        f"{len(hostile)} hostile templates: {len(wires)} tripwires fired {sorted(set(wires))}, "
        f"the process was ended {ended} times\n"
    )
    wrong, judged = misjudged(grown(options.count, options.seed, UNKNOWN))
    for template, before, after in wrong[:10]:
        sys.stdout.write(f"{template!r}\n  before the call {before}\n  in a call {after}\n")
    sys.stdout.write(f"{judged} templates judged over unknown values: {len(wrong)} wrongly\n")
    return int(bool(comparison.different or wires or ended or wrong))


if __name__ == "__main__":
    sys.exit(main())
