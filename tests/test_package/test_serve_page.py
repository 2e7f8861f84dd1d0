"""docs/serve.md names options that there are, and all that `corsgate serve` has of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.cli import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
EVERYWHERE = {"--help", "--quiet", "--verbose", "--allow-path", "--open"}
OF_OTHERS = {"--run", "--origin", "--method", "--path"}


def test_the_options(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page and the help agree."""
    monkeypatch.setenv("COLUMNS", "200")
    page = set(OPTION.findall((ROOT / "docs" / "serve.md").read_text(encoding="utf-8")))
    assert main(["serve", "-h"]) == 0
    own = set(OPTION.findall(capsys.readouterr().out)) - {"--env-vars"}
    assert page - own == OF_OTHERS
    assert own - page <= EVERYWHERE
