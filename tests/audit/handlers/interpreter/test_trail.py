"""What a path has changed is undone before the next one."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.handlers.interpreter.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class State:
    """As much of a bundle's state as a path may change."""

    entries: dict[str, int] = field(default_factory=lambda: {"a": 1, "b": 2})
    items: list[int] = field(default_factory=lambda: [1, 2])
    attribute: int = 0


_CHANGES: dict[str, Callable[[Trail, State, int], None]] = {
    "an entry is set": lambda trail, state, n: trail.set(state.entries, "a", n),
    "an entry is added": lambda trail, state, n: trail.set(state.entries, f"new {n}", n),
    "an entry is removed": lambda trail, state, _: trail.remove(state.entries, "b"),
    "items are replaced": lambda trail, state, n: trail.replace(state.items, [*state.items, n]),
    "an attribute is set": lambda trail, state, n: trail.attribute(state, "attribute", n),
}
_CHANGED = st.lists(st.tuples(st.sampled_from(sorted(_CHANGES)), st.integers()))


@given(_CHANGED, _CHANGED)
def test_changes_since_a_mark_are_undone_and_no_others(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    """In whatever order they were made."""
    trail, state = Trail(), State()
    for name, number in before:
        _CHANGES[name](trail, state, number)
    mark, then = len(trail.trail), copy.deepcopy(state)
    for name, number in after:
        _CHANGES[name](trail, state, number)
    trail.undo(mark)
    assert state == then
