"""The page ``docs/architecture.md`` names files and folders that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
_AUDIT = ROOT / "audit" / "corsgate_audit"
_HANDLERS = _AUDIT / "handlers"
_STANDS_FOR_A_NAME = re.compile(r"<[a-z]+>|\.\.\.|nnn_slug")
"""`rules/<kind>/corsnnn_slug.py` is a pattern: at least one file has to fit it."""


def _sections() -> list[tuple[str, str]]:
    title, *rest = re.split(r"^## (.*)$", PAGE, flags=re.MULTILINE)
    return [("", title), *zip(rest[::2], rest[1::2], strict=True)]


def _named(text: str) -> list[str]:
    """Return the paths in a text's code, and in the boxes of its diagrams."""
    in_code = re.findall(r"`([^`\n]+)`", re.sub("```.*?```", "", text, flags=re.DOTALL))
    boxes = [
        part.strip() for box in re.findall(r'\["([^"]*)"\]', text) for part in re.split("[:,]", box)
    ]
    is_path = re.compile(r"[\w<>.]+(/[\w<>.]*)+|\w+\.py").fullmatch
    return [name for name in (*in_code, *boxes) if is_path(name)]


def _folders(section: str) -> list[Path]:
    """Return the folders from which the paths of a section go out."""
    if section == "The journey of a function's code":
        return [_HANDLERS, _HANDLERS / "interpreter", _AUDIT]
    if section.startswith("Where do I put"):
        return [ROOT, _AUDIT, _HANDLERS, ROOT / "tests" / "audit" / "rules"]
    return [ROOT, _AUDIT]


PATHS = [(section, name) for section, text in _sections() for name in _named(text)]


@pytest.mark.parametrize(("section", "name"), PATHS)
def test_every_path_is_there(section: str, name: str) -> None:
    """A reader finds what the page sends him to."""
    pattern = _STANDS_FOR_A_NAME.sub("*", name.rstrip("/"))
    fitting = [
        path
        for folder in _folders(section)
        for each in (pattern, f"{pattern}.py")  # the diagrams name modules as they are imported
        for path in folder.glob(each)
    ]
    assert fitting, f"docs/architecture.md names {name!r} under {section!r}: there is no such file"


def test_the_paths_of_all_journeys_are_looked_at() -> None:
    """The page still has paths in its diagrams, its sentences and its table."""
    names = {name for _, name in PATHS}
    assert names >= {"tests/equivalence", "collect/reach", "rules/<kind>/corsnnn_slug.py"}
    assert len(names) > 30
