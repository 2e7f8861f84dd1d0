"""Writes the generated pages of ``docs/``: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from support import rules_page, verdicts_page

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCS = Path(__file__).parents[2] / "docs"


def generated_pages() -> Mapping[Path, str]:
    """Return every generated page: its path below ``docs/``, and its text."""
    return {
        Path("rules.md"): rules_page.render(),
        Path("verdicts.md"): verdicts_page.render(),
    }


def stale_pages(docs: Path = DOCS) -> list[str]:
    """Say which committed pages differ from the generated ones, or lack."""
    return [
        f"{path}: not as generated"
        for path, text in generated_pages().items()
        if not (docs / path).is_file() or (docs / path).read_text("utf-8") != text
    ]


def main() -> None:
    """Write the pages."""
    pages = generated_pages()
    for path, text in pages.items():
        (DOCS / path).write_text(text, "utf-8")
    sys.stdout.write(f"{len(pages)} pages written below {DOCS.name}/\n")


if __name__ == "__main__":
    main()
