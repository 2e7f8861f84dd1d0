"""YAML as CloudFormation writes it: short-form intrinsics become their long form.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml import YAMLError
from yaml.composer import Composer
from yaml.error import MarkedYAMLError
from yaml.nodes import ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.positions import YamlPositions

try:
    from yaml.cyaml import CParser
except ImportError:  # pragma: no cover - a PyYAML that was built without libyaml
    CParser = None

if TYPE_CHECKING:
    from pathlib import Path

    from yaml.nodes import Node

_CORE = "tag:yaml.org,2002:"
_QUOTED = re.compile(
    r"""(?P<quote>['"])(?:(?P<token><[a-z ]+>|[:,\]}?-])|.*?)(?P=quote)""", re.DOTALL
)
"""What an error quotes: a token such as ``<block end>``, or what stands in the file."""
_is_whole = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch
_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})


class _Scalars(BaseResolver):  # type: ignore[misc] # PyYAML ships no types
    """Tells texts from what is none, as YAML 1.2's core schema does.

    Not as YAML 1.1, PyYAML's own schema, in which ``off`` is false. Numbers other than whole ones,
    those with a leading zero (part of an account's id, and no sign of another base) and dates keep
    their spelling: they are texts here.

    Source: https://yaml.org/spec/1.2.2/#103-core-schema
    """


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    _Scalars.add_implicit_resolver(f"{_CORE}{_tag}", re.compile(f"(?:{_pattern})$"), list(_first))


MAX_DEPTH = 100
"""Levels of nesting in a file."""


_MAX_EXPLAINED = 2**20
"""Characters of a text that is read once more for a better error: a second takes 100,000."""

_MAX_OPEN = 2_000
"""Open brackets that libyaml is left with: from about 20,000 on it ends the process."""

_BRACKETS = re.compile(r"[\[\]{}]")


class _PureComposer(Reader, Scanner, Parser, Composer, _Scalars):  # type: ignore[misc]
    """Composes with PyYAML alone: ten times slower, and its errors say more."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        for part in (Scanner, Parser, Composer, _Scalars):
            part.__init__(self)
        self._depth = 0

    def compose_node(self, parent: Node | None, index: object) -> Node | None:
        """Stop at a depth: without it a RecursionError comes too, after seconds."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RecursionError
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def load_yaml(text: str, path: Path) -> tuple[object, YamlPositions]:
    """Load one YAML document as plain values.

    Args:
        text: text of the file.
        path: path of the file, for errors.

    Returns:
        The content, and where its parts begin.

    Raises:
        TargetError: with line and column.
        RecursionError: it is nested too deep.
    """
    try:
        root = compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = "" if mark is None else f", line {mark.line + 1}, column {mark.column + 1}"
        message = f"{str(path)!r}: not valid YAML: {_problem(error)}{where}"
        raise TargetError(message) from error
    except YAMLError as error:
        message = f"{str(path)!r}: not valid YAML: {_unreadable(error)}"
        raise TargetError(message) from error
    return _Loader(path).load(root), YamlPositions(root)


def _problem(error: MarkedYAMLError) -> str:
    """Say what kind of error it is: in quotes there may be what stands in the file."""
    said = str(error.problem or error.context)
    return " ".join(_QUOTED.sub(lambda found: found[0] if found["token"] else "", said).split())


def _unreadable(error: YAMLError) -> str:
    """Say what kind of error has no line: a character that YAML does not allow."""
    place = getattr(error, "position", None)
    where = "" if place is None else f", at character {place + 1:,} of the file"
    return f"a character that YAML does not allow{where}"


def compose(text: str) -> Node | None:
    """Return the nodes of a text, with their positions.

    Composes with libyaml where it is there; what it does not take, PyYAML reads or explains.

    Args:
        text: one YAML document.

    Raises:
        YAMLError: it is none.
        RecursionError: it is nested too deep.
    """
    if CParser is None or _opens_too_often(text):
        return _PureComposer(text).get_single_node()

    class FastComposer(CParser, _Scalars):  # type: ignore[misc]
        def __init__(self) -> None:
            CParser.__init__(self, text)
            _Scalars.__init__(self)

    try:
        return FastComposer().get_single_node()
    except YAMLError:
        if len(text) > _MAX_EXPLAINED:
            raise
        return _PureComposer(text).get_single_node()


def _opens_too_often(text: str) -> bool:
    """Whether libyaml, which recurses in C for each flow collection, might exhaust the stack.

    Brackets within texts count too: what is only suspected is read by PyYAML, which stops in time.
    """
    if text.count("[") + text.count("{") <= _MAX_OPEN:
        return False
    opened = 0
    for bracket in _BRACKETS.findall(text):
        opened += 1 if bracket in "[{" else -1
        if opened > _MAX_OPEN:
            return True
    return False


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
            raise self._error(key, "a key must be a string")
        if str(key.tag) == f"{_CORE}merge":
            raise self._error(key, "CloudFormation does not support merge keys ('<<')")
        if key.value in members:
            raise self._error(key, "the key appears twice")
        return str(key.value)

    def _error(self, node: Node, problem: str) -> TargetError:
        mark = node.start_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        return TargetError(f"{str(self._path)!r}: not valid YAML: {problem}, {where}")


def _scalar(tag: str, value: str) -> object:
    """Read a scalar."""
    if tag == f"{_CORE}null":
        return None
    if tag == f"{_CORE}bool":
        return value.lower() == "true"
    # An explicit tag can stand before a text that is no such number.
    return int(value) if tag == f"{_CORE}int" and _is_whole(value) else value


def _long_form(tag: str, value: object) -> object:
    """Write ``!Ref x`` as ``{"Ref": "x"}``, ``!GetAtt a.b`` as ``{"Fn::GetAtt": ["a", "b"]}``."""
    if not tag.startswith("!") or tag == "!":
        return value
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in _WITHOUT_PREFIX else f"Fn::{name}": value}
