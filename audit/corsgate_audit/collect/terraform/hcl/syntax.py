"""Parses ``*.tf`` files into blocks and attributes.

Source: https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tree_sitter import Node, Parser

MISSING: Final = (
    "reading Terraform's own files takes the extra terraform; install it with "
    "`pip install 'corsgate[audit,terraform]'`, or audit a plan: `terraform plan -out plan.bin && "
    "terraform show -json plan.bin > plan.json`"
)
_LABELS: Final = frozenset({"string_lit", "identifier"})
MAX_DEPTH: Final = 200
"""Levels of nesting of a file's blocks and expressions."""


@dataclass(frozen=True, slots=True)
class Expression:
    """The right side of an attribute.

    Args:
        node: node of the syntax tree.
        path: file that it stands in.
    """

    node: Node
    path: Path


@dataclass(frozen=True, slots=True)
class Block:
    """A block: ``resource "aws_apigatewayv2_api" "shop" { … }``.

    Args:
        type: ``resource``.
        labels: ``("aws_apigatewayv2_api", "shop")``.
        path: file that it stands in.
        line: line on which it begins, counted from 1.
        attributes: its attributes by name.
        blocks: blocks within it, in their order.
    """

    type: str
    labels: tuple[str, ...]
    path: Path
    line: int
    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def named(self, kind: str) -> Iterator[Block]:
        """Yield the blocks of one type within it."""
        return (each for each in self.blocks if each.type == kind)

    def block(self, kind: str) -> Block | None:
        """Return the first block of one type within it."""
        return next(self.named(kind), None)


def parse(data: bytes, path: Path) -> Block:
    """Parse a file.

    Args:
        data: content of the file.
        path: path of the file.

    Returns:
        A block of no type, with the attributes and blocks of the file.

    Raises:
        TargetError: it is not valid, or the extra is not installed.
    """
    root = _tree(data, path)
    body = next((each for each in root.named_children if each.type == "body"), None)
    made = Block("", (), path, 1)
    if body is not None:
        _fill(made, body, path, 0)
    return made


def parse_expression(text: str, path: Path) -> Expression:
    """Parse one expression, such as the value of ``--var``.

    Args:
        text: expression.
        path: file that it counts as a part of.

    Raises:
        TargetError: it is not valid.
    """
    return parse(b"value = " + text.encode() + b"\n", path).attributes["value"]


def parse_template(text: str, path: Path) -> Expression:
    """Parse a template, as ``templatefile`` reads it from a file.

    Args:
        text: template.
        path: path of the file.

    Raises:
        TargetError: it is not valid.
    """
    mark = "EOT"
    while mark in text:
        mark += "T"
    # A heredoc ends with the line break that its end mark stands behind.
    return parse(f"value = <<{mark}\n{text}\n{mark}\n".encode(), path).attributes["value"]


def _tree(data: bytes, path: Path) -> Node:
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        message = f"{str(path)!r}: not UTF-8 text: {error.reason} at byte {error.start:,}"
        raise TargetError(message) from error
    root = _parser().parse(data).root_node
    if root.has_error:
        message = f"{str(path)!r}: not valid HCL, line {_error_line(root)}"
        raise TargetError(message)
    return root


@cache
def _parser() -> Parser:
    try:
        import tree_sitter_hcl  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise TargetError(MISSING) from error
    from tree_sitter import Language, Parser  # noqa: PLC0415 - only where a file is parsed

    return Parser(Language(tree_sitter_hcl.language()))


def _error_line(node: Node) -> int:
    """Find the first line that is not valid."""
    pending = [node]
    while pending:
        each = pending.pop()
        if each.is_error or each.is_missing:
            return each.start_point[0] + 1
        pending.extend(child for child in reversed(each.children) if child.has_error)
    return node.start_point[0] + 1


def _fill(block: Block, body: Node, path: Path, depth: int) -> None:
    if depth > MAX_DEPTH:
        message = f"{str(path)!r}: nested more than {MAX_DEPTH} levels deep"
        raise TargetError(message)
    for node in body.named_children:
        if node.type == "attribute":
            name, value = node.named_children[0], node.named_children[-1]
            block.attributes[source(name)] = Expression(value, path)
        elif node.type == "block":
            kind, *rest = node.named_children
            labels = tuple(source(each).strip('"') for each in rest if each.type in _LABELS)
            made = Block(source(kind), labels, path, node.start_point[0] + 1)
            block.blocks.append(made)
            inner = next((each for each in rest if each.type == "body"), None)
            if inner is not None:
                _fill(made, inner, path, depth + 1)


def source(node: Node) -> str:
    """Return the text of a node."""
    return (node.text or b"").decode()
