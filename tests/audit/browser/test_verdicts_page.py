"""The page about verdicts is the one that the code makes."""

from __future__ import annotations

from corsgate_audit.browser import CorsError
from support.verdicts_page import PAGE, render


def test_the_page_is_up_to_date() -> None:
    """Who changes a table runs `make docs`."""
    assert PAGE.read_text() == render(), "docs/verdicts.md is stale; write it anew: make docs"


def test_the_page_has_every_error() -> None:
    """Each with its heading and its line in the table."""
    page = render()
    for error in CorsError:
        assert f"\n## {error}\n" in page
        assert f"| [{error}](#{error.lower()}) |" in page
