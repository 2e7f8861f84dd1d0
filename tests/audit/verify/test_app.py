"""What is prepared is in the order in which it has to be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.verify.app import App, prepared
from corsgate_audit.verify.questions import Part
from corsgate_audit.verify.refusals import RefusedError
from support.verify_app import app

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.verify.synthesis import StackTemplate

SUFFIX = "0a1b2c3d"


def needing_each_other() -> App:
    """Return the small app, whose first stack needs the second one."""
    small = app()

    def synthesised(suffix: str, folder: Path) -> tuple[StackTemplate, ...]:
        first, second = small.synthesise(suffix, folder)
        return (replace(first, after=frozenset({second.name})), second)

    return replace(small, synthesise=synthesised)


def test_a_stack_comes_after_those_that_it_needs(tmp_path: Path) -> None:
    """And is deleted before them."""
    found = prepared(needing_each_other(), SUFFIX, frozenset(Part), tmp_path)
    assert [each.name for each in found.stacks] == [
        f"CorsgateVerify-{SUFFIX}-Http",
        f"CorsgateVerify-{SUFFIX}-Mock",
    ]


def test_what_is_needed_cannot_be_left_out(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """It says so before anything is made."""
    with pytest.raises(RefusedError) as refused:
        prepared(needing_each_other(), SUFFIX, frozenset({Part.MOCK}), tmp_path)
    assert str(refused.value) == snapshot
