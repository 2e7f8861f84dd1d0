"""What a run may take is bounded, whatever its targets are made of."""

from __future__ import annotations

import time
from inspect import signature
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import budget, files
from corsgate_audit.collect.budget import Budget, SpentError
from corsgate_audit.collect.reach import OUTSIDE

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

NAMES = {
    "files": "number of files",
    "size": "number of bytes",
    "values": "number of values in files",
    "includes": "number of includes",
    "steps": "number of values to resolve",
    "characters": "number of characters in strings that functions make",
}


@pytest.mark.parametrize("name", NAMES)
def test_all_of_it_can_be_taken_and_no_more(name: str) -> None:
    """What is used up is named, and stays used up for everything."""
    left = Budget(**{name: 3})

    left.take(**{name: 2})
    left.take(**{name: 1})
    assert left.spent is None
    for more in ({name: 1}, {name: 0}, {}):
        with pytest.raises(
            SpentError,
            match=f"^the run has reached its limit on the {NAMES[name]}; "
            "audit a smaller part at a time$",
        ):
            left.take(**more)
    assert left.spent == NAMES[name]


def test_time_is_taken_from_the_first_file_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from when the program started: a server may live for long."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    left = Budget(seconds=10)
    now[0] = 2000.0
    left.take(files=1)
    now[0] = 2010.0
    left.take(files=1)
    again = left.renewed()
    now[0] = 2010.1

    for each in (left, again):
        with pytest.raises(SpentError, match=r"^the run has reached its limit on the time; "):
            each.take()


def test_a_renewed_budget_has_everything_but_the_time() -> None:
    """For another reading of the same file, as a plan of fixes needs many."""
    left = Budget(files=1, seconds=7)
    with pytest.raises(SpentError):
        left.take(files=2)

    fresh = left.renewed()

    assert (fresh.files, fresh.seconds, fresh.spent) == (Budget().files, 7, None)


def test_what_is_counted_inside_is_nobody_s_choice() -> None:
    """Neither what is spent nor when the time ends can be given, and neither is shown."""
    assert [*signature(Budget).parameters] == [*NAMES, "seconds"]
    shown = repr(Budget()).partition("(")[2].rstrip(")")
    assert [each.partition("=")[0] for each in shown.split(", ")] == [*NAMES, "seconds", "spent"]


def test_the_bounds_are_those_that_security_md_promises(snapshot: SnapshotAssertion) -> None:
    """Whoever changes one says so there."""
    assert Budget() == Budget(
        files=20_000,
        size=536_870_912,
        values=5_000_000,
        includes=10_000,
        steps=5_000_000,
        characters=67_108_864,
        seconds=300.0,
    )
    assert (budget.MAX_DEPTH, budget.MAX_TEXT, budget.MAX_PARTS) == (150, 1_048_576, 10_000)
    bounds = (files.MAX_BYTES, files.SECONDS_WITHOUT_WRITER, files.SECONDS_OF_PIPE)
    assert bounds == (20_971_520, 5.0, 120.0)
    said = OUTSIDE
    assert said == snapshot
