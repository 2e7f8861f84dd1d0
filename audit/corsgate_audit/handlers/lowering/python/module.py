"""What the parts of lowering a Python module know of each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    import ast


class PythonModule(ABC):
    """One module that is lowered.

    Args:
        path: Path within the bundle.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def place(self, node: Any) -> code.CodeLocation:  # noqa: ANN401 - ast's nodes have no common type with a line
        """Return where a node is written."""
        return code.CodeLocation(self.path, node.lineno)

    @abstractmethod
    def expression(self, node: ast.expr) -> code.Expression:
        """Lower an expression."""

    @abstractmethod
    def statements(self, body: list[ast.stmt]) -> list[code.Statement]:
        """Lower statements."""
