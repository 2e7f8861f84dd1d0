"""The rules that somebody wants: by id, by name, or by the beginning of an id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate_audit.rules.rule import Rule

_is_beginning = re.compile(r"CORS\d{0,3}", re.IGNORECASE).fullmatch


class SelectionError(ValueError):
    """Names that no rule has, or a selection that leaves none.

    Args:
        problems: Every problem of the selection, a line each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def selected_rules(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that are asked for.

    Args:
        select: Ids, names, or beginnings of ids: ``CORS1`` for all about REST APIs; none for all.
        ignore: Ids, names, or beginnings of ids that are left out of those.

    Raises:
        SelectionError: a name fits no rule, or none is left.

    Example:
        >>> [rule.id for rule in selected_rules(["CORS40"], ["double-writer"])]
        ['CORS401', 'CORS402', 'CORS403']
    """
    problems: list[str] = []
    wanted = _named(select, problems) if select else {rule.id for rule in all_rules()}
    left_out = _named(ignore, problems)
    chosen = tuple(rule for rule in all_rules() if rule.id in wanted - left_out)
    if not problems and not chosen:
        problems.append(
            f"select {', '.join(select) or 'all'} with ignore {', '.join(ignore)} selects no rule"
        )
    if problems:
        raise SelectionError(problems)
    return chosen


def _named(names: Iterable[str], problems: list[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        fitting = {rule.id for rule in all_rules() if _fits(rule, name.strip())}
        if not fitting:
            problems.append(
                f"{name!r} matches no rule; write a rule's id or name, or the beginning of "
                "several ids, such as CORS1; list them with: corsgate rules"
            )
        found |= fitting
    return found


def _fits(rule: Rule, name: str) -> bool:
    if _is_beginning(name):
        return rule.id.startswith(name.upper())
    return rule.slug == name.casefold()
