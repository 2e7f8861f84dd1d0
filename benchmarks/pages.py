"""Writes what was measured into a page, between the marks that name the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_between_marks(page: Path, name: str, text: str) -> None:
    """Replace what stands between ``<!-- benchmark: NAME -->`` and ``<!-- end of …`` of it.

    Args:
        page: Markdown file that has both marks.
        name: Name of the benchmark.
        text: Tables, in Markdown.

    Raises:
        SystemExit: A mark is not there.
    """
    begin, end = f"<!-- benchmark: {name} -->", f"<!-- end of benchmark: {name} -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        message = f"{page} has no place for the tables; put {begin} and {end} where they belong"
        raise SystemExit(message)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
