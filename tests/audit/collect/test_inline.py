"""The suppressions of sources: read once more, within bounds, and never in the place of a pipe."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corsgate_audit.collect.inline import inline_suppressions
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

COMMENT = "# corsgate: ignore CORS204: a reason\n"
_ENTRY = '{"ignore": [{"rule": "CORS106", "reason": "r"}]}'
METADATA = f'{{"Resources": {{"A": {{"Metadata": {{"corsgate": {_ENTRY}}}}}}}}}'


def names(*sources: str) -> list[str]:
    """Return where suppressions stand."""
    problems: list[str] = []
    found = inline_suppressions(sources, problems)
    assert problems == []
    return [each.name.rpartition("/")[2] for each in found]


def test_comments_and_metadata(tmp_path: Path) -> None:
    """Of templates and of code; JSON has no comments."""
    sources = [
        write(tmp_path, "a.yaml", f"{COMMENT}Resources: {{}}\n"),
        write(tmp_path, "b.json", METADATA),
        write(tmp_path, "c.yml", METADATA.replace('"A"', '"B"')),
        write(tmp_path, "d.py", COMMENT),
        write(tmp_path, "e.json", f'{{"a": "{COMMENT.strip()}"}}'),
    ]
    assert names(*sources) == ["a.yaml:1", "b.json#A", "c.yml#B", "d.py:1"]


def test_what_cannot_be_read_again_has_none(tmp_path: Path) -> None:
    """An account, a file that is gone, a pipe, and a template that is none."""
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    broken = write(tmp_path, "broken.yaml", f"{COMMENT}Resources: [\n")
    assert names("aws", str(tmp_path / "gone.yaml"), str(pipe), "a\0b") == []
    assert names(broken) == ["broken.yaml:1"]
