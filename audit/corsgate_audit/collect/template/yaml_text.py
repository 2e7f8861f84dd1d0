"""YAML as CloudFormation writes it: short-form intrinsics become their long form.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from corsgate_audit.collect.errors import TargetError

if TYPE_CHECKING:
    from pathlib import Path

    from ruamel.yaml.nodes import Node

_CORE = "tag:yaml.org,2002:"
_is_whole = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch
_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})


def load_yaml(text: str, path: Path, max_depth: int) -> tuple[object, dict[str, int]]:
    """Load one YAML document as plain values.

    Args:
        text: of the file.
        path: of the file, for errors.
        max_depth: levels of nesting.

    Returns:
        The content, and the line of each member of its ``Resources``, counted from 1.

    Raises:
        TargetError: with line and column.
    """
    try:
        root = _composer(max_depth).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = "" if mark is None else f", line {mark.line + 1}, column {mark.column + 1}"
        message = f"{str(path)!r}: not valid YAML: {error.problem or error.context}{where}"
        raise TargetError(message) from error
    except YAMLError as error:
        message = f"{str(path)!r}: not valid YAML: {error}"
        raise TargetError(message) from error
    return _Loader(path).load(root), _resource_lines(root)


def _composer(max_depth: int) -> YAML:
    """Build a parser that stops at a depth: the recursive one ends in a RecursionError, late."""

    class BoundedComposer(Composer):
        depth = 0

        def compose_node(self, parent: Node | None, index: object) -> Node | None:
            self.depth += 1
            if self.depth > max_depth:
                raise RecursionError
            node: Node | None = super().compose_node(parent, index)
            self.depth -= 1
            return node

    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = BoundedComposer
    return yaml


class _Loader:
    """Turns YAML nodes into plain values; a node that aliases share stays shared."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loaded: dict[int, object] = {}

    def load(self, node: Node | None) -> object:
        """Turn a node and all below it into plain values."""
        if node is None:
            return None
        if id(node) not in self._loaded:
            self._loaded[id(node)] = _long_form(str(node.tag), self._plain(node))
        return self._loaded[id(node)]

    def _plain(self, node: Node) -> object:
        if isinstance(node, ScalarNode):
            return _scalar(str(node.tag), node.value)
        # Kept before its members are loaded: an alias can lead back to it.
        if isinstance(node, SequenceNode):
            items: list[object] = []
            self._loaded[id(node)] = items
            items.extend(self.load(item) for item in node.value)
            return items
        members: dict[str, object] = {}
        self._loaded[id(node)] = members
        for key, value in node.value:
            members[self._key(key, members)] = self.load(value)
        return members

    def _key(self, key: Node, members: dict[str, object]) -> str:
        """Read a key, refusing one that would hide another."""
        if not isinstance(key, ScalarNode):
            raise self._error(key, "a key must be a text")
        if str(key.tag) == f"{_CORE}merge":
            raise self._error(key, "CloudFormation does not support merge keys ('<<')")
        if key.value in members:
            raise self._error(key, f"the key {key.value!r} appears twice")
        return str(key.value)

    def _error(self, node: Node, problem: str) -> TargetError:
        mark = node.start_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        return TargetError(f"{str(self._path)!r}: not valid YAML: {problem}, {where}")


def _scalar(tag: str, value: str) -> object:
    """Read a scalar. Numbers other than whole ones, and dates, keep their spelling."""
    if tag == f"{_CORE}null":
        return None
    if tag == f"{_CORE}bool":
        return value.lower() == "true"
    # A leading zero is part of an account's id, and no sign of another base.
    return int(value) if tag == f"{_CORE}int" and _is_whole(value) else value


def _long_form(tag: str, value: object) -> object:
    """Write ``!Ref x`` as ``{"Ref": "x"}``, ``!GetAtt a.b`` as ``{"Fn::GetAtt": ["a", "b"]}``."""
    if not tag.startswith("!") or tag == "!":
        return value
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in _WITHOUT_PREFIX else f"Fn::{name}": value}


def _resource_lines(root: Node | None) -> dict[str, int]:
    """Find the line of each member of ``Resources``."""
    sections = root.value if isinstance(root, MappingNode) else []
    return {
        str(key.value): key.start_mark.line + 1
        for name, section in sections
        if name.value == "Resources" and isinstance(section, MappingNode)
        for key, _ in section.value
    }
