"""What a run may take is bounded, whatever its targets are made of."""

from __future__ import annotations

import time

import pytest

from corsgate_audit.collect.budget import Budget, SpentError

NAMES = {
    "files": "number of files",
    "size": "number of bytes",
    "values": "number of values in files",
    "includes": "number of includes",
    "steps": "number of values to resolve",
    "characters": "number of characters in texts that functions make",
}


@pytest.mark.parametrize("name", NAMES)
def test_all_of_it_can_be_taken_and_no_more(name: str) -> None:
    """What is used up is named, and stays used up for everything."""
    budget = Budget(**{name: 3})

    budget.take(**{name: 2})
    budget.take(**{name: 1})
    assert budget.spent is None
    for more in ({name: 1}, {name: 0}, {}):
        with pytest.raises(
            SpentError,
            match=f"^the run has used up its {NAMES[name]}; audit a smaller part at a time$",
        ):
            budget.take(**more)
    assert budget.spent == NAMES[name]


def test_time_is_taken_from_the_first_file_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from when the program started: a server may live for long."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    budget = Budget(seconds=10)
    now[0] = 2000.0
    budget.take(files=1)
    now[0] = 2010.0
    budget.take(files=1)
    again = budget.renewed()
    now[0] = 2010.1

    for each in (budget, again):
        with pytest.raises(SpentError, match=r"^the run has used up its time; "):
            each.take()


def test_a_renewed_budget_has_everything_but_the_time() -> None:
    """For another reading of the same file, as a plan of fixes needs many."""
    budget = Budget(files=1, seconds=7)
    with pytest.raises(SpentError):
        budget.take(files=2)

    fresh = budget.renewed()

    assert (fresh.files, fresh.seconds, fresh.spent) == (Budget().files, 7, None)
