"""Where the values of a JSON text stand."""

from __future__ import annotations

import json
import re

from corsgate_audit.fix.text.parts import Form, Member, Part

_decode = json.JSONDecoder().raw_decode
_space = re.compile(r"[ \t\r\n]*").match


def json_parts(text: str) -> Part:
    """Find the values of a text.

    Args:
        text: valid JSON.
    """
    return _part(text, _skip(text, 0))


def _part(text: str, start: int) -> Part:
    if text[start] == "{":
        return _mapping(text, start)
    if text[start] == "[":
        return _list(text, start)
    return Part(form=Form.SCALAR, start=start, end=_decode(text, start)[1])


def _mapping(text: str, start: int) -> Part:
    members: list[Member] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        name, end = _decode(text, at)
        value = _part(text, _skip(text, _skip(text, end) + 1))
        members.append(Member(name=name, start=at, end=end, value=value))
        at = _next(text, value.end)
    return Part(form=Form.FLOW_MAPPING, start=start, end=at + 1, members=tuple(members))


def _list(text: str, start: int) -> Part:
    items: list[Part] = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        items.append(_part(text, at))
        at = _next(text, items[-1].end)
    return Part(form=Form.FLOW_LIST, start=start, end=at + 1, items=tuple(items))


def _next(text: str, end: int) -> int:
    """Step over the comma behind a value."""
    at = _skip(text, end)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _space(text, at)
    return match.end() if match else at
