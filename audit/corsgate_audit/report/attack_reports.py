"""What a server answered to the origins that it has to refuse: for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.probe.origins_attack import Attempt

SCHEMA_VERSION = "1.0"
_STYLES = {"LET IN": "bold red", "no answer": "bold yellow", "public": "yellow"}


def attack_text(attempts: Sequence[Attempt]) -> Iterator[Line]:
    """Return a line for each origin, and what is wrong where one got in.

    Args:
        attempts: all of them.
    """
    for attempt in attempts:
        word = _word(attempt)
        yield Line(f"{word:10}{attempt.origin}", style=_STYLES.get(word, ""))
        if attempt.is_hole:
            credentials = ", with credentials" if attempt.credentials else ""
            kinds = " and ".join(attempt.let_in)
            yield Line(f"in the answer to the {kinds}{credentials}: {attempt.slip.says}", 10)
        elif attempt.problem:
            yield Line(attempt.problem, 10)
    holes = sum(attempt.is_hole for attempt in attempts)
    yield Line()
    yield Line(f"{len(attempts)} origins that must be blocked: {holes} allowed")


def _word(attempt: Attempt) -> str:
    if attempt.is_hole:
        return "LET IN"
    if attempt.let_in:
        return "public"
    return "no answer" if attempt.problem else "refused"


def attack_json(attempts: Sequence[Attempt]) -> str:
    """Return the attempts as JSON text, with a newline at its end."""
    objects = [
        {
            "slip": attempt.slip.name,
            "origin": attempt.origin,
            "let_in": list(attempt.let_in),
            "credentials": attempt.credentials,
            "public": attempt.public,
            "hole": attempt.is_hole,
            "says": attempt.slip.says if attempt.is_hole else None,
            "problem": attempt.problem,
        }
        for attempt in attempts
    ]
    return json.dumps({"schema_version": SCHEMA_VERSION, "attempts": objects}, indent=2) + "\n"
