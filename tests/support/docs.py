"""Writes the generated pages of ``docs/``: ``make docs``."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.report.symptom_docs import symptom_docs
from support import pictures, rules_page, statements_page, verdicts_page
from support.reference_pages import reference_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCS = Path(__file__).parents[2] / "docs"
FOLDERS = ("causes", "reference", "symptoms")
"""Whose pages are all generated."""


@cache
def generated_pages() -> Mapping[Path, str]:
    """Return every generated page: its path below ``docs/``, and its text."""
    return {
        Path("rules.md"): rules_page.render(),
        Path("verdicts.md"): verdicts_page.render(),
        Path("aws/statements.md"): statements_page.render(),
        Path("images/audit.svg"): pictures.audit_picture(),
        **reference_pages(),
        **{Path(path): text for path, text in symptom_docs().items()},
    }


def stale_pages(docs: Path = DOCS) -> list[str]:
    """Say which committed pages differ from the generated ones, lack or are left over."""
    pages = generated_pages()
    stale = [
        f"{path}: not as generated"
        for path, text in pages.items()
        if not (docs / path).is_file() or (docs / path).read_text("utf-8") != text
    ]
    found = {path.relative_to(docs) for folder in FOLDERS for path in (docs / folder).glob("*.md")}
    return stale + [f"{path}: left over" for path in sorted(found - set(pages))]


def main() -> None:
    """Write the pages, and remove those that nothing generates any more."""
    pages = generated_pages()
    for path in (path for folder in FOLDERS for path in (DOCS / folder).glob("*.md")):
        if path.relative_to(DOCS) not in pages:
            path.unlink()
    for path, text in pages.items():
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(text, "utf-8")
    sys.stdout.write(f"{len(pages)} pages written below {DOCS.name}/\n")


if __name__ == "__main__":
    main()
