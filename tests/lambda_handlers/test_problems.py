"""What is wrong with a policy, as a program and as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate import CorsPolicy, PolicyError, Problem, Reason

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def test_a_problem_is_a_value() -> None:
    """Equal ones are one in a set, others are not, though what is refused cannot be hashed."""
    one = Problem("allow_origins", ["x"], Reason.TYPE, "text")
    same = Problem("allow_origins", ["x"], Reason.TYPE, "text")
    others = [
        Problem("allow_methods", ["x"], Reason.TYPE, "text"),
        Problem("allow_origins", ["x"], Reason.RANGE, "text"),
        Problem("allow_origins", ["x"], Reason.TYPE, "other"),
    ]
    assert {one, same} == {one}
    assert len({hash(each) for each in [one, same, *others]}) == 4


def test_an_error_names_its_source() -> None:
    """The code, unless a variable is named."""
    problem = Problem("max_age", -1, Reason.RANGE, "max_age: -1")
    assert str(PolicyError([problem])) == "CORS policy: max_age: -1"
    assert str(PolicyError([problem], "OTHER")) == "OTHER: max_age: -1"


def test_a_public_suffix_is_told_as_a_problem_of_the_origins() -> None:
    """With the policy, not a variable, as its source."""
    policy = CorsPolicy(allow_origins=["https://*.github.io"])
    with pytest.raises(PolicyError) as caught:
        policy.replace(
            allow_origins=["https://*.github.io"], allow_credentials=True
        ).check_public_suffixes({"github.io"}.__contains__)
    (problem,) = caught.value.problems
    assert (problem.field, problem.value) == ("allow_origins", "https://*.github.io")
    assert str(caught.value).startswith("CORS policy: allow_origins: 'https://*.github.io' covers")


def test_the_name_of_an_unknown_field_stays_on_one_line(snapshot: SnapshotAssertion) -> None:
    """It comes from a text that may hold anything."""
    with pytest.raises(PolicyError) as caught:
        CorsPolicy.from_json('{"allow_origins":["*"],"a\\nb":1}')
    assert str(caught.value) == snapshot
    assert "\n" not in str(caught.value)
