"""Several planted faults on one path: all are found at once, and nothing else is."""

from __future__ import annotations

import random

import pytest

from support.planted.combined import differences, found_alone, pairs, planted, triples

SEED = 7
_SAMPLE = 15


@pytest.mark.slow
def test_each_fault_of_a_path_alone() -> None:
    """By its own rule, which is what its pairs are compared with."""
    for fault in planted():
        assert {rule for rule, _ in found_alone(fault)} == {fault.rule}


def test_a_sample_of_pairs() -> None:
    """Over REST, HTTP and URL; `python -m support.planted.combined` tries them all."""
    chosen = random.Random(SEED).sample(pairs(), _SAMPLE)  # noqa: S311 - the same each time
    assert list(differences(chosen)) == []


@pytest.mark.slow
def test_many_pairs_and_triples() -> None:
    """No fault hides another; the command above tries the rest."""
    drawn = random.Random(SEED)  # noqa: S311 - the same each time
    assert len(pairs()) > 700
    assert list(differences(drawn.sample(pairs(), 200))) == []
    assert list(differences(triples(50, SEED))) == []
