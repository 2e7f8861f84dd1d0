"""What screen readers and keyboards would stumble over, by axe-core."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """Return the names of axe's rules that a page breaks as it is now.

    Args:
        page: page that is open.
    """
    page.evaluate(f"(() => {{ {_AXE.read_text('utf-8')} }})()")
    return [each["id"] for each in page.evaluate("axe.run()")["violations"]]
