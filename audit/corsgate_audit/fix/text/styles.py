"""How a file is written: what is put into it is written alike."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.fix.text.parts import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.fix.text.parts import Part

_LONG_FORM = re.compile(r"^[ \t-]*[\"']?(?:Ref|Fn::[A-Za-z]+)[\"']?[ \t]*:", re.MULTILINE)
_SHORT_FORM = re.compile(
    r"(?:[:\-,\[][ \t]+|^[ \t]+)!(?:Ref|Sub|GetAtt|[A-Z][A-Za-z]+)\b", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a file is written.

    Args:
        newline: characters that end a line.
        step: columns from one level to the next.
        unit: what one level is indented by, in JSON: spaces or a tab; empty for one long line.
        list_offset: columns from a key to the dashes below it.
        short_forms: intrinsic functions are written as tags.
    """

    newline: str = "\n"
    step: int = 2
    unit: str = "  "
    list_offset: int = 2
    short_forms: bool = True


def style_of(text: str, root: Part) -> Style:
    """Tell how a file is written, by what it does most.

    Args:
        text: text of the file.
        root: place of the outermost value in the text.
    """
    steps: Counter[int] = Counter()
    offsets: Counter[int] = Counter()
    for parent, child in _nested(text, root):
        if child.form is Form.BLOCK_LIST:
            offsets[column(text, child.start) - parent] += 1
        else:
            steps[column(text, child.members[0].start) - parent] += 1
    return Style(
        newline="\r\n" if "\r\n" in text else "\n",
        step=_most(steps, 2),
        unit=_unit(text, root),
        list_offset=_most(offsets, 2),
        short_forms=bool(_SHORT_FORM.search(text)) or not _LONG_FORM.search(text),
    )


def _nested(text: str, part: Part) -> Iterator[tuple[int, Part]]:
    """Yield the mappings and lists below a key, with the column of that key."""
    for member in part.members:
        if member.value.form in {Form.BLOCK_MAPPING, Form.BLOCK_LIST}:
            yield column(text, member.start), member.value
        yield from _nested(text, member.value)
    for item in part.items:
        yield from _nested(text, item)


def _most(counted: Counter[int], otherwise: int) -> int:
    return counted.most_common(1)[0][0] if counted else otherwise


def _unit(text: str, root: Part) -> str:
    """Return what the first level of a JSON text is indented by."""
    if not root.members:
        return "  "
    before = text[root.start + 1 : root.members[0].start]
    return before.rpartition("\n")[2] if "\n" in before else ""


def column(text: str, at: int) -> int:
    """Return how far from the beginning of its line a character stands."""
    return at - (text.rfind("\n", 0, at) + 1)
