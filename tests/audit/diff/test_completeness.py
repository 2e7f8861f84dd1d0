"""Nothing that a browser sees between two sides is missing, and nothing is invented."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.diff_pairs import difference_of, invented, missing, pairs, points

_PAIRS = int(os.environ.get("CORSGATE_DIFF_PAIRS", "10"))
"""``make diff-random`` asks about thousands."""
_POINTS = 30


@pytest.mark.slow
@settings(max_examples=_PAIRS, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_pairs_of_policies(data: st.DataObject) -> None:
    """HTTP APIs, function URLs and REST APIs with two policies, asked request by request."""
    doors = data.draw(pairs())
    found = difference_of(*doors)
    assert found.undetermined == ()
    rng = Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - chooses requests
    every = points(doors, rng, _POINTS)
    assert list(filter(None, (missing(found, doors, each) for each in every))) == []
    assert [said for change in found.changes for said in invented(change, doors)] == []
