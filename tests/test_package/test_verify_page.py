"""docs/verify.md names options that there are, and all that `corsgate verify` has of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.cli import main
from corsgate_audit.verify.actions import NAME
from corsgate_audit.verify.recording import SEEN
from corsgate_audit.verify.run_file import file_name
from corsgate_audit.verify.stacks import TAG

if TYPE_CHECKING:
    import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "verify.md").read_text(encoding="utf-8")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
EVERYWHERE = {"--help", "--quiet", "--verbose"}


def test_the_options(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page and the help agree."""
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["verify", "-h"]) == 0
    own = set(OPTION.findall(capsys.readouterr().out))
    assert set(OPTION.findall(PAGE)) <= own
    assert own - set(OPTION.findall(PAGE)) == EVERYWHERE


def test_the_names_of_what_is_made() -> None:
    """By which a user finds it."""
    assert {f"`{NAME}-…`", f"`{TAG}`", f"`{file_name('SUFFIX')}`", f"`{SEEN}/`"} <= set(
        re.findall(r"`[^`\n]+`", PAGE)
    )
