"""Which rules look: by id, by name, by the beginning of an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.rules.registry import all_rules
from corsgate_audit.rules.selection import SelectionError, selected_rules

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

EVERY = [rule.id for rule in all_rules()]


@pytest.mark.parametrize(
    ("select", "ignore", "ids"),
    [
        ((), (), EVERY),
        (("CORS",), (), EVERY),
        (("CORS110", "null-origin"), (), ["CORS110", "CORS502"]),
        (
            ("cors30",),
            ("CORS302", "Invalid-Method-or-max-age"),
            ["CORS301", "CORS303", "CORS305", "CORS306", "CORS307", "CORS308"],
        ),
        ((" CORS40 ",), ("CORS4",), None),
        ((), ("CORS1", "CORS2", "CORS3", "CORS4"), [each for each in EVERY if each > "CORS5"]),
    ],
)
def test_what_is_left(
    select: tuple[str, ...], ignore: tuple[str, ...], ids: list[str] | None
) -> None:
    """In the order of their ids; a selection that leaves none is refused."""
    if ids is None:
        with pytest.raises(SelectionError, match="selects no rule"):
            selected_rules(select, ignore)
    else:
        assert [rule.id for rule in selected_rules(select, ignore)] == ids


def test_names_that_fit_no_rule(snapshot: SnapshotAssertion) -> None:
    """All of them, each with what to write."""
    with pytest.raises(SelectionError) as caught:
        selected_rules(["CORS998", "nothing"], ["CORS1105"])
    assert [problem.partition(";")[0] for problem in caught.value.problems] == [
        "'CORS998' matches no rule",
        "'nothing' matches no rule",
        "'CORS1105' matches no rule",
    ]
    assert caught.value.problems[0] == snapshot
