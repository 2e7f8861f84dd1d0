"""Lines in JSON: the standard decoder gives none, so the members' ends are asked of it in turn."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_decode = json.JSONDecoder().raw_decode
_space = re.compile(r"[ \t\r\n]*").match


def member_lines(text: str, section: str) -> dict[str, int]:
    """Find the line of each member of a top-level section.

    Args:
        text: valid JSON.
        section: the name of the section.

    Example:
        >>> member_lines('{"Resources": {"Api": {}}}', "Resources")
        {'Api': 1}
    """
    start = next((at for name, _, at in _members(text, _skip(text, 0)) if name == section), None)
    if start is None or text[start] != "{":
        return {}
    lines: dict[str, int] = {}
    line, counted = 1, 0
    for name, at, _ in _members(text, start):
        line, counted = line + text.count("\n", counted, at), at
        lines[name] = line
    return lines


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Walk an object: name, where the name begins, where the value begins."""
    at = _skip(text, start + 1)
    while text[at] == '"':
        name, end = _decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        yield name, at, value
        end = _skip(text, _decode(text, value)[1])
        at = _skip(text, end + 1)
        if text[end] == "}":
            return


def _skip(text: str, at: int) -> int:
    """Step over white space."""
    match = _space(text, at)
    return match.end() if match else at
