"""What JavaScript's string literals say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


def string_value(node: Node) -> str:
    """Return a string's value."""
    return "".join(map(fragment, node.named_children))


def fragment(node: Node) -> str:
    text = (node.text or b"").decode("utf-8", "replace")
    if node.type != "escape_sequence":
        return text
    match = re.fullmatch(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))", text)
    if match:
        number = int(next(filter(None, match.groups())), 16)
        return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - the end of Unicode
    return _ESCAPES.get(text[1:], text[1:])


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
