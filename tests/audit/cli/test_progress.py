"""Progress: on a terminal alone, with the account, the region, the API and the wait."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from corsgate_audit.cli.progress import line_of, progress, reading
from corsgate_audit.collect.live.limits import Calling

if TYPE_CHECKING:
    import pytest
    from syrupy.assertion import SnapshotAssertion

CALL = Calling(("123456789012", "eu-west-1"), "GetResources", "/restapis/a1b2/resources", 1.25)


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_the_line_names_what_is_asked_and_why_it_waits(snapshot: SnapshotAssertion) -> None:
    """A short wait is none."""
    assert line_of(CALL, 7) == snapshot
    assert line_of(CALL._replace(seconds=0.0), 8).endswith("/resources (8 calls)")


def test_a_terminal_is_shown_the_newest_call(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """And nothing of it stays."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with progress() as on_call:
        assert on_call is not None
        on_call(CALL)
    assert terminal.getvalue() == snapshot


def test_a_log_is_shown_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no use for it."""
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    with progress() as on_call:
        assert on_call is None
    assert log.getvalue() == ""


def test_a_folder_is_shown_file_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing asks AWS there; a name that holds an escape sequence is shown as text."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with reading() as on_file:
        assert on_file is not None
        on_file("a\x1b[31m.yaml")
    assert "reading a\\x1b[31m.yaml (file 1)" in terminal.getvalue()
    assert "AWS" not in terminal.getvalue()
