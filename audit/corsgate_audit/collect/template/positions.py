"""Lines of what stands in a JSON or YAML file, found when somebody asks for one."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol

from yaml.nodes import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import Node

_decode = json.JSONDecoder().raw_decode
_space = re.compile(r"[ \t\r\n]*").match


class Positions(Protocol):
    """Where the parts of a file begin."""

    def line(self, *names: str) -> int | None:
        """Return the line of a part, counted from 1.

        Args:
            names: names of the members that lead to it, from the top; an item of a list by its
                index.

        Returns:
            The line of the part's name or, where the last names lead nowhere, of the part that
            the others lead to; None where not even the first does.
        """

    def origin(self, *names: str) -> tuple[str, ...]:
        """Return the names that lead, in the file as it was written, to what a part was made of.

        Args:
            names: names that lead to the part in the content.
        """

    def source(self, *names: str) -> str | None:
        """Return the file that a part was written in; None for the document's own.

        Args:
            names: names that lead to the part in the content.
        """


class AsWritten:
    """The content is what the file has."""

    def origin(self, *names: str) -> tuple[str, ...]:
        """See `Positions`."""
        return names

    def source(self, *_: str) -> str | None:
        """See `Positions`."""
        return None


class YamlPositions(AsWritten):
    """The positions of a YAML document.

    Args:
        root: its outermost node.
    """

    def __init__(self, root: Node | None) -> None:
        self._root = root
        self._members: dict[int, dict[str, tuple[int, Node]]] = {}

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        node, found = self._root, None
        for name in names:
            member = self._of(node).get(name) if node is not None else None
            if member is None:
                break
            found, node = member
        return found

    def _of(self, node: Node) -> dict[str, tuple[int, Node]]:
        """List a node's members once: line and node by name."""
        if id(node) not in self._members:
            self._members[id(node)] = dict(_node_members(node))
        return self._members[id(node)]


def _node_members(node: Node) -> Iterator[tuple[str, tuple[int, Node]]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield str(key.value), (key.start_mark.line + 1, value)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield str(index), (item.start_mark.line + 1, item)


class JsonPositions(AsWritten):
    """The positions of a JSON document. The standard decoder gives none, so it is asked in turn.

    Args:
        text: valid JSON.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._members: dict[int, dict[str, tuple[int, int]]] = {}
        self._breaks = [match.start() for match in re.finditer("\n", text)]

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        value, found = _skip(self._text, 0), None
        for name in names:
            member = self._of(value).get(name)
            if member is None:
                break
            found, value = member
        return None if found is None else bisect_right(self._breaks, found) + 1

    def _of(self, start: int) -> dict[str, tuple[int, int]]:
        """List the members of the value that begins somewhere: where their names and values do."""
        if start not in self._members:
            walk = {"{": _object_members, "[": _list_items}.get(self._text[start])
            self._members[start] = dict(walk(self._text, start)) if walk else {}
        return self._members[start]


def _object_members(text: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    at = _skip(text, start + 1)
    while text[at] == '"':
        name, end = _decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        yield name, (at, value)
        end = _skip(text, _decode(text, value)[1])
        at = _skip(text, end + 1)
        if text[end] == "}":
            return


def _list_items(text: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    at, index = _skip(text, start + 1), 0
    while text[at] != "]":
        yield str(index), (at, at)
        end = _skip(text, _decode(text, at)[1])
        if text[end] == "]":
            return
        at, index = _skip(text, end + 1), index + 1


def _skip(text: str, at: int) -> int:
    """Step over white space."""
    match = _space(text, at)
    return match.end() if match else at
