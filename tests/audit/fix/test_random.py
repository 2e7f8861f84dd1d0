"""No fix leaves a file that SAM, cfn-lint or the collector refuses and did not refuse before."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.fix_random import POLICIES, made_worse, random_template

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 1_000_000), policy=st.sampled_from(POLICIES))
def test_nothing_is_worse_for_a_fix(tmp_path: Path, seed: int, policy: object) -> None:
    """Whatever is fixed, asked for or not; ``make fix-random N=1000`` tries more."""
    text = random_template(random.Random(seed))  # noqa: S311 - the same each time
    assert made_worse(text, policy, tmp_path) == [], text  # type: ignore[arg-type]
