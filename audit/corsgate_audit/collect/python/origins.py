"""Finds where a function's code answers with the origin of the request, and what it compares.

Names are followed within one function: one that is assigned from the request's ``Origin`` is that
origin. What is handed to another function may be compared there; nothing is said against it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN
from corsgate_audit.collect.python.comparisons import loose_comparison
from corsgate_audit.model import Location, LooseComparison, OriginUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module

_ORIGIN, _HEADERS = "origin", "header"
_READERS = frozenset({"get", "getlist", "pop", "get_header_value"})
_SHAPING = frozenset({"lower", "strip", "rstrip", "casefold", "removesuffix"})


def origin_uses(tree: ast.Module, source: str) -> Iterator[OriginUse]:
    """Yield the places of a module.

    Args:
        tree: syntax tree of the module.
        source: its path.
    """
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for function in (tree, *functions):
        yield from _Reader(function, source).uses()


@dataclass(slots=True)
class _Reader:
    """Reads one function, without those that are defined in it."""

    function: Function
    source: str
    origins: set[str] = field(default_factory=set)
    headers: set[str] = field(default_factory=set)

    def uses(self) -> Iterator[OriginUse]:
        own = list(_own(self.function))
        for node in own:
            self._follow(node)
        values = [value for node in own for value in _header_values(node, ALLOW_ORIGIN)]
        found = [value for value in values if self._is_origin(value)]
        if not found:
            return
        compared = [node for node in own if self._is_comparison(node)]
        loose = tuple(filter(None, map(self._loose, compared)))
        credentials = any(True for node in own for _ in _header_values(node, ALLOW_CREDENTIALS))
        for value in found:
            yield OriginUse(
                function=getattr(self.function, "name", "<module>"),
                text=ast.unparse(value),
                is_compared=bool(compared),
                loose=loose,
                with_credentials=credentials,
                location=Location(
                    source=self.source,
                    pointer=f"column {value.col_offset + 1}",
                    line=value.lineno,
                ),
            )

    def _follow(self, node: ast.AST) -> None:
        """Note the names that are assigned from the origin, and from the request's headers."""
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            return
        names = {each.id for each in targets if isinstance(each, ast.Name)}
        if self._is_origin(value):
            self.origins |= names
        elif self._speaks_of_headers(value):
            self.headers |= names

    def _is_origin(self, node: ast.expr) -> bool:
        """Whether an expression is the origin of the request, at least where it is sent."""
        if isinstance(node, ast.Name):
            return node.id in self.origins
        if isinstance(node, ast.BoolOp):
            return any(map(self._is_origin, node.values))
        if isinstance(node, ast.IfExp):
            return self._is_origin(node.body) or self._is_origin(node.orelse)
        if isinstance(node, ast.Subscript):
            return _is_named(node.slice) and self._speaks_of_headers(node.value)
        return self._is_call_for_origin(node)

    def _is_call_for_origin(self, node: ast.expr) -> bool:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return False
        of, name = node.func.value, node.func.attr
        if name in _READERS and node.args and _is_named(node.args[0]):
            return name == "get_header_value" or self._speaks_of_headers(of)
        return name in _SHAPING and self._is_origin(of)

    def _speaks_of_headers(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name) and node.id in self.headers:
            return True
        return _HEADERS in ast.unparse(node).lower()

    def _is_comparison(self, node: ast.AST) -> bool:
        """Whether a node compares the origin, or hands it to somebody who may."""
        if isinstance(node, ast.Compare):
            return any(map(self._is_origin, [node.left, *node.comparators]))
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            given = [*node.args, *(each.value for each in node.keywords)]
            if any(map(self._is_origin, given)):
                return True
            is_asked = isinstance(node.func, ast.Attribute) and self._is_origin(node.func.value)
            return is_asked and name in {"startswith", "endswith"}
        return isinstance(node, ast.Subscript) and self._is_origin(node.slice)

    def _loose(self, node: ast.AST) -> LooseComparison | None:
        return loose_comparison(node, self._is_origin)


def _own(function: Function) -> Iterator[ast.AST]:
    """Walk a function in the order of its source, without the functions in it."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from _own(child)  # type: ignore[arg-type] # any node has children


def _is_named(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lower() == _ORIGIN
    )


def _header_values(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what a header is set to: in a dictionary, by a subscript, or by a call."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if _is_header(key, name):
                yield value
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and _is_header(target.slice, name):
                yield node.value
    elif isinstance(node, ast.Call) and len(node.args) > 1 and _is_header(node.args[0], name):
        yield node.args[1]


def _is_header(node: ast.expr | None, name: str) -> bool:
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, str) and value.lower() == name.lower()
