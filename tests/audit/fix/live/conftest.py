"""What the tests of live fixes share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.service_models import read_once
from support.snapshots import without_what_differs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

_DIFFERS = {
    re.compile(r"corsgate-fix-\w+-\w+\.json"): "STATE",
    re.compile(r"(?<=\()(?:[0-9a-z]{10}|[0-9A-Z]{13,14})(?=\))"): "ID",
    re.compile(r"(?<=serves deployment )\w+"): "ID",
}
"""Ids that the emulated account makes at random, and names of states."""


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion, tmp_path: Path) -> SnapshotAssertion:
    """Compare with what was written down, but for ids and folders of this run."""
    matcher = without_what_differs(str(tmp_path), more=_DIFFERS)
    return snapshot.with_defaults(matcher=matcher)


@pytest.fixture(autouse=True, scope="package")
def _quick_sessions() -> Iterator[None]:
    """Have sessions that are made in no time."""
    with read_once():
        yield
