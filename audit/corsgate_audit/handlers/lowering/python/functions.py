"""Lowers Python's functions; a body is lowered when the function is first called."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.lowering.python.module import PythonModule

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "getter"}


def function_code(module: PythonModule, node: _FunctionNode) -> code.LoweredFunction:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    kinds = {each.id for each in decorators if isinstance(each, ast.Name)} & set(_KINDS)
    body = [] if isinstance(node, ast.Lambda) else node.body

    def lower() -> list[code.Statement]:
        if isinstance(node, ast.Lambda):
            return [code.ReturnStatement(module.expression(node.body), module.place(node))]
        return module.statements(node.body)

    return code.LoweredFunction(
        name="lambda" if isinstance(node, ast.Lambda) else node.name,
        parameters=list(_parameters(module, node.args)),
        lower=lower,
        place=module.place(node),
        language="python",
        is_async=isinstance(node, ast.AsyncFunctionDef),
        yields=lambda: any(map(_yields, body)),
        kind=_KINDS[kinds.pop()] if kinds else "plain",
        decorators=[
            module.expression(each)
            for each in decorators
            if not (isinstance(each, ast.Name) and each.id in _KINDS)
        ],
    )


def _parameters(module: PythonModule, arguments: ast.arguments) -> Iterator[code.Parameter]:
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    for each, default in zip(plain, [*defaults, *arguments.defaults], strict=True):
        yield _parameter(module, each, default)
    if arguments.vararg is not None:
        yield code.Parameter(code.Name(arguments.vararg.arg), kind="rest")
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(module, each, default, "named")
    if arguments.kwarg is not None:
        yield code.Parameter(code.Name(arguments.kwarg.arg), kind="keywords")


def _parameter(
    module: PythonModule, node: ast.arg, default: ast.expr | None, kind: str = "one"
) -> code.Parameter:
    value = None if default is None else module.expression(default)
    return code.Parameter(code.Name(node.arg), value, kind)


def _yields(node: ast.AST) -> bool:
    """Whether a function's own statements yield, those of functions in it aside."""
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    if isinstance(node, _FunctionNode | ast.ClassDef):
        return False
    return any(map(_yields, ast.iter_child_nodes(node)))
