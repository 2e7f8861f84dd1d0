"""The options of `corsgate verify` name what there is."""

from __future__ import annotations

from corsgate_audit.cli.verify import PartName
from corsgate_audit.verify.questions import Part


def test_every_part_can_be_left_out() -> None:
    """The options stand there without the app, which would take long to import."""
    assert [each.value for each in PartName] == [each.value.lower() for each in Part]
