"""Changes arguments of a ``*.tf`` file where each stands in one line, and nothing else.

A value that refers to something is left alone: whoever wrote ``var.origins`` has it changed there.
A list over several lines may hold comments. Source:
https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.terraform.files import SUFFIXES
from corsgate_audit.collect.terraform.hcl.syntax import parse
from corsgate_audit.fix.rendered.hcl import value_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from corsgate_audit.collect.terraform.hcl.syntax import Block, Expression
    from corsgate_audit.model import Location

_REFERRING: Final = frozenset({"variable_expr", "function_call", "for_expr", "template_expr"})
_SEVERAL: Final = frozenset({"count", "for_each"})


@dataclass(frozen=True, slots=True, order=True)
class LineEdit:
    """A part of a file, and what is written there.

    Args:
        start: first byte.
        end: byte behind the last.
        text: what stands there then.
    """

    start: int
    end: int
    text: str


def line_edits(
    data: bytes, location: Location, kind: str, arguments: Mapping[str, Any]
) -> tuple[LineEdit, ...] | None:
    """Return the edits that write arguments into a resource; None where a line cannot say them.

    Args:
        data: content of the file.
        location: place of the resource.
        kind: type of the resource.
        arguments: arguments by name, a mapping for a block; None takes one away.

    Raises:
        TargetError: the file is not valid.
    """
    path = Path(location.source)
    # The parser reads both away, and would count from another place.
    is_counted = not data.startswith(b"\xef\xbb\xbf") and b"\r\n" not in data
    if not (is_counted and path.name.endswith(SUFFIXES)) or _is_shared(location):
        return None
    block = next(
        (
            each
            for each in parse(data, path).named("resource")
            if each.line == location.line and each.labels[:1] == (kind,)
        ),
        None,
    )
    if block is None or not _SEVERAL.isdisjoint(block.attributes):
        return None
    try:
        return tuple(_of_block(data, block, arguments))
    except _NotInALineError:
        return None


def edited(data: bytes, edits: tuple[LineEdit, ...]) -> bytes:
    """Write edits into a file.

    Args:
        data: content of the file.
        edits: edits that do not overlap.
    """
    for each in sorted(edits, reverse=True):
        data = data[: each.start] + each.text.encode() + data[each.end :]
    return data


class _NotInALineError(Exception):
    """What is to be written takes more than a line."""


def _is_shared(location: Location) -> bool:
    """Whether other calls of a module have the resource too."""
    return (location.logical_id or "").startswith("module.")


def _of_block(data: bytes, block: Block, arguments: Mapping[str, Any]) -> Iterator[LineEdit]:
    for name, value in arguments.items():
        if not isinstance(value, dict):
            yield from _of_argument(data, block, name, value)
            continue
        inner = list(block.named(name))
        if len(inner) != 1 or inner[0].blocks:
            raise _NotInALineError
        # The block is written whole: what is not in it any more goes.
        gone = {each: None for each in inner[0].attributes if each not in value}
        yield from _of_block(data, inner[0], {**value, **gone})


def _of_argument(data: bytes, block: Block, name: str, value: object) -> Iterator[LineEdit]:
    there = block.attributes.get(name)
    if there is None:
        if value is not None:
            yield _added(data, block, name, value)
        return
    node = there.node
    if node.start_point[0] != node.end_point[0] or _refers(node):
        raise _NotInALineError
    if value is None:
        yield _taken(data, there)
        return
    written = _written(name, value)
    if written.encode() != data[node.start_byte : node.end_byte]:
        yield LineEdit(node.start_byte, node.end_byte, written)


def _written(name: str, value: object) -> str:
    lines = value_lines("resource", name, value)
    if len(lines) != 1:
        raise _NotInALineError
    return lines[0]


def _refers(node: Node) -> bool:
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type in _REFERRING:
            return True
        pending.extend(each.named_children)
    return False


def _line(data: bytes, expression: Expression) -> tuple[int, int]:
    """Return the bytes of the line of an argument, which nothing else may stand in."""
    argument = expression.node.parent
    if argument is None:  # pragma: no cover - the parser puts each value into an argument
        raise _NotInALineError
    start = data.rfind(b"\n", 0, argument.start_byte) + 1
    end = data.find(b"\n", argument.end_byte) + 1
    if data[start : argument.start_byte].strip() or not end:
        raise _NotInALineError
    return start, end


def _taken(data: bytes, expression: Expression) -> LineEdit:
    start, end = _line(data, expression)
    return LineEdit(start, end, "")


def _added(data: bytes, block: Block, name: str, value: object) -> LineEdit:
    """Add an argument behind the last one, its sign below the one above."""
    if not block.attributes:
        raise _NotInALineError
    last = max(block.attributes.values(), key=lambda each: each.node.end_byte)
    start, _ = _line(data, last)
    end = data.find(b"\n", last.node.end_byte) + 1
    text = data[start:end].decode()
    indent = text[: len(text) - len(text.lstrip())]
    width = text.index("=") - len(indent) - 1 if "=" in text else 0
    return LineEdit(end, end, f"{indent}{name:{width}} = {_written(name, value)}\n")
