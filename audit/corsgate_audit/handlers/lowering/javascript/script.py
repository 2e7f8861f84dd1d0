"""What the parts of lowering a script know of each other, and what its nodes say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_LONGEST = 120  # characters of an expression that a message repeats


class Script(ABC):
    """One script that is lowered.

    Args:
        path: Path within the bundle.
        first_line: Number of lines before the part that is lowered.
    """

    def __init__(self, path: str, first_line: int = 0) -> None:
        self.path = path
        self.first_line = first_line

    @abstractmethod
    def expression(self, node: Node) -> code.Expression:
        """Lower an expression."""

    @abstractmethod
    def statement(self, node: Node) -> Iterator[code.Statement]:
        """Lower a statement; yields none for what is dropped, such as a type."""

    @abstractmethod
    def statements(self, node: Node) -> list[code.Statement]:
        """Lower the statements in a node."""

    def place(self, node: Node) -> code.CodeLocation:
        return code.CodeLocation(self.path, self.first_line + node.start_point[0] + 1)

    def text(self, node: Node) -> str:
        return (node.text or b"").decode("utf-8", "replace")

    def short(self, node: Node) -> str:
        """Return an expression for a message."""
        raw = (node.text or b"")[: _LONGEST * 2].decode("utf-8", "replace")
        text = " ".join(raw.split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def field(self, node: Node, name: str) -> code.Expression:
        child = node.child_by_field_name(name)
        return code.Const(code.ABSENT) if child is None else self.expression(child)

    def field_text(self, node: Node, name: str) -> str:
        child = node.child_by_field_name(name)
        return "" if child is None else self.text(child)
