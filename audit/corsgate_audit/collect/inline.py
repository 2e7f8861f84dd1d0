"""Reads the suppressions that stand in the sources of a judgement, beside what they accept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import read_regular, real_path
from corsgate_audit.collect.template.document import parse_document
from corsgate_audit.judging.inline import (
    METADATA,
    suppressions_in_comments,
    suppressions_in_metadata,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.judging.suppressions import Suppression

_TEMPLATES = frozenset({".json", ".yaml", ".yml", ".template"})


def inline_suppressions(sources: Iterable[str], problems: list[str]) -> tuple[Suppression, ...]:
    """Read the suppressions of some sources, in order.

    Args:
        sources: paths of files that were read for a judgement. What can be read once only, such as
            a pipe, has none.
        problems: list to which everything is added that is no suppression and means to be one.
    """
    found: list[Suppression] = []
    for source in sources:
        text = _text(source)
        if METADATA not in text:
            continue
        path = Path(source)
        if path.suffix.lower() != ".json":
            found += suppressions_in_comments(source, text, problems)
        if path.suffix.lower() in _TEMPLATES:
            try:
                document = parse_document(text, path)
            except TargetError:
                continue  # what is no document was said by whoever read it
            found += suppressions_in_metadata(source, document.content, problems)
    return tuple(found)


def _text(source: str) -> str:
    path = real_path(Path(source))
    if path is None:
        return ""
    try:
        return read_regular(path).decode("utf-8", "replace")
    except TargetError:
        return ""
