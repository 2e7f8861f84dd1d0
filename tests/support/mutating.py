"""Changes the source of a module, one place at a time.

Nothing of the project is imported here: what is, a fork would have before its mutant.
"""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
}
_NO = {"None", "False"}


def _changes(node: ast.AST) -> Iterator[Callable[[], ast.AST]]:
    """Return the changes of one node; each makes a new one."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        other = _COMPARED[type(node.ops[0])]
        yield lambda: ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
    if isinstance(node, ast.BoolOp):
        yield lambda: ast.BoolOp(
            ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values
        )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda: node.operand
    if isinstance(node, ast.BinOp) and type(node.op) in _CALCULATED:
        sign = _CALCULATED[type(node.op)]
        yield lambda: ast.BinOp(node.left, sign(), node.right)
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    if isinstance(node, ast.Expr | ast.Raise | ast.AugAssign | ast.Break):
        yield ast.Pass
    # Where None is returned in the place of False nobody who asks yes or no can tell.
    if isinstance(node, ast.Return) and node.value and ast.unparse(node.value) not in _NO:
        yield lambda: ast.Return(ast.Constant(None))


def _constants(node: ast.Constant) -> Iterator[Callable[[], ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield lambda: ast.Constant(not value)
    elif isinstance(value, int | float):
        yield lambda: ast.Constant(value + 1)
    elif isinstance(value, str):
        yield lambda: ast.Constant(f"{value}X")


def _mutable(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Return what may be changed: a node's parent, the field that it is in, and its place there."""
    for field, value in ast.iter_fields(tree):
        if field in {"annotation", "returns", "decorator_list", "msg", "bases"}:
            continue
        children = value if isinstance(value, list) else [value]
        for place, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            yield tree, field, place if isinstance(value, list) else None
            yield from _mutable(child)


def _is_left_alone(node: ast.AST) -> bool:
    """Docstrings, assertions, what only type checkers read, what is imported, and strict zips."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    is_flag = isinstance(node, ast.Assign) and ast.unparse(node) == "TYPE_CHECKING = False"
    # Both sides have the same length: `strict` says so to who reads, and to a bug.
    is_strict = isinstance(node, ast.keyword) and node.arg == "strict"
    is_typing |= isinstance(node, ast.Call) and ast.unparse(node.func) in {"TypeVar", "cast"}
    is_for_readers = is_docstring or is_typing or is_flag or is_strict
    return is_for_readers or isinstance(node, ast.Assert | ast.Import | ast.ImportFrom)


def count(path: Path) -> int:
    """Return how many mutants a module has.

    Args:
        path: of the module.
    """
    return sum(1 for node, *_ in _nodes(_parsed(path)) for _ in _changes(node))


def mutants(path: Path, only: Collection[int] | None = None) -> Iterator[tuple[str, str]]:
    """Return the mutants of a module: what was changed, and the whole source.

    Args:
        path: of the module.
        only: their numbers; None for all. To write the source of each takes long.
    """
    tree = _parsed(path)
    number = -1
    for node, parent, field, place in [*_nodes(tree)]:
        value = getattr(parent, field)
        for change in _changes(node):
            number += 1
            if only is not None and number not in only:
                continue
            before = copy.copy(value) if place is not None else value
            new = ast.copy_location(change(), node)
            _put(parent, field, place, new)
            yield f"{path.name}:{node.lineno} {_line(node)} -> {_line(new)}", _source(tree)
            setattr(parent, field, before)


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _nodes(tree: ast.Module) -> Iterator[tuple[Any, ast.AST, str, int | None]]:
    for parent, field, place in _mutable(tree):
        value = getattr(parent, field)
        yield value if place is None else value[place], parent, field, place


def _put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]


def _source(tree: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(tree))
