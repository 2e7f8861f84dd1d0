"""Lowers Python's statements.

Source: https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.python.expressions import BINARY, target_of
from corsgate_audit.handlers.lowering.python.functions import function_code
from corsgate_audit.handlers.lowering.python.matching import match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.handlers.lowering.python.module import PythonModule


def statements(module: PythonModule, body: list[ast.stmt]) -> list[code.Statement]:
    return [each for statement in body for each in lower_statement(module, statement)]


def lower_statement(module: PythonModule, node: ast.stmt) -> Iterator[code.Statement]:
    lower = _STATEMENTS.get(type(node))
    if lower is not None:
        yield from lower(module, node)


def do(module: PythonModule, node: ast.Expr) -> Iterator[code.Statement]:
    yield code.ExpressionStatement(module.expression(node.value))


def assign(module: PythonModule, node: ast.Assign) -> Iterator[code.Statement]:
    value = module.expression(node.value)
    first = target_of(module, node.targets[0])
    yield code.ExpressionStatement(code.AssignmentExpression(first, value))
    for target in node.targets[1:]:
        again = first if isinstance(first, code.Name | code.MemberExpression) else value
        yield code.ExpressionStatement(code.AssignmentExpression(target_of(module, target), again))


def ann_assign(module: PythonModule, node: ast.AnnAssign) -> Iterator[code.Statement]:
    if node.value is not None:
        target, value = target_of(module, node.target), module.expression(node.value)
        yield code.ExpressionStatement(code.AssignmentExpression(target, value))


def aug_assign(module: PythonModule, node: ast.AugAssign) -> Iterator[code.Statement]:
    target = target_of(module, node.target)
    old, new = module.expression(node.target), module.expression(node.value)
    text = ast.unparse(node)
    value: code.Expression
    if isinstance(node.op, ast.BitOr):
        value = code.MergedDicts(old, new, text)
    elif isinstance(node.op, ast.Add):
        value = code.JoinedTexts([old, new], text, is_addition=True)
    elif type(node.op) in BINARY:
        value = code.OperationExpression(BINARY[type(node.op)], [old, new], text)
    else:
        value = code.OpaqueExpression(text, [old, new], may_raise=True)
    yield code.ExpressionStatement(code.AssignmentExpression(target, value))


def return_(module: PythonModule, node: ast.Return) -> Iterator[code.Statement]:
    value = None if node.value is None else module.expression(node.value)
    yield code.ReturnStatement(value, module.place(node))


def if_(module: PythonModule, node: ast.If) -> Iterator[code.Statement]:
    yield code.IfStatement(
        module.expression(node.test), module.statements(node.body), module.statements(node.orelse)
    )


def for_(module: PythonModule, node: ast.For | ast.AsyncFor) -> Iterator[code.Statement]:
    yield code.ForStatement(
        target_of(module, node.target),
        module.expression(node.iter),
        module.statements(node.body),
        module.statements(node.orelse),
    )


def while_(module: PythonModule, node: ast.While) -> Iterator[code.Statement]:
    yield code.WhileStatement(module.expression(node.test), module.statements(node.body))
    yield from module.statements(node.orelse)


def with_(module: PythonModule, node: ast.With | ast.AsyncWith) -> Iterator[code.Statement]:
    for item in node.items:
        entered = code.OpaqueExpression(
            ast.unparse(item.context_expr),
            [module.expression(item.context_expr)],
            may_raise=True,
        )
        if item.optional_vars is None:
            yield code.ExpressionStatement(entered)
        else:
            yield code.ExpressionStatement(
                code.AssignmentExpression(target_of(module, item.optional_vars), entered)
            )
    yield from module.statements(node.body)


def try_(module: PythonModule, node: ast.Try) -> Iterator[code.Statement]:
    catches = [
        code.CatchClause(
            _classes(module, each.type),
            None if each.name is None else code.Name(each.name),
            module.statements(each.body),
        )
        for each in node.handlers
    ]
    yield code.TryStatement(
        module.statements(node.body),
        catches,
        module.statements(node.orelse),
        module.statements(node.finalbody),
    )


def _classes(module: PythonModule, node: ast.expr | None) -> list[code.Expression] | None:
    if node is None:
        return None
    each = node.elts if isinstance(node, ast.Tuple) else [node]
    return [module.expression(item) for item in each]


def raise_(module: PythonModule, node: ast.Raise) -> Iterator[code.Statement]:
    yield code.RaiseStatement(None if node.exc is None else module.expression(node.exc))


def assert_(module: PythonModule, node: ast.Assert) -> Iterator[code.Statement]:
    failed: code.Expression = code.OpaqueExpression("AssertionError()", [])
    yield code.IfStatement(module.expression(node.test), [], [code.RaiseStatement(failed)])


def function(
    module: PythonModule, node: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[code.Statement]:
    lowered = code.FunctionExpression(function_code(module, node))
    yield code.ExpressionStatement(code.AssignmentExpression(code.Name(node.name), lowered))


def class_(module: PythonModule, node: ast.ClassDef) -> Iterator[code.Statement]:
    methods: list[code.LoweredFunction] = []
    fields: list[tuple[str, code.Expression, bool]] = []
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            methods.append(function_code(module, each))
        elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            fields.append((each.targets[0].id, module.expression(each.value), True))
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            value = code.Const(None) if each.value is None else module.expression(each.value)
            fields.append((each.target.id, value, each.value is not None))
    display = code.ClassDisplay(
        node.name,
        [module.expression(each) for each in node.bases],
        methods,
        fields,
        [module.expression(each) for each in node.decorator_list],
    )
    yield code.ExpressionStatement(code.AssignmentExpression(code.Name(node.name), display))


def import_(_: PythonModule, node: ast.Import) -> Iterator[code.Statement]:
    for each in node.names:
        if each.asname is None:
            yield code.ImportStatement(each.name, [(None, each.name.split(".")[0])])
        else:
            yield code.ImportStatement(each.name, [("", each.asname)])


def import_from(_: PythonModule, node: ast.ImportFrom) -> Iterator[code.Statement]:
    names: list[tuple[str | None, str]] = [(e.name, e.asname or e.name) for e in node.names]
    yield code.ImportStatement(node.module or "", names, node.level)


def delete(module: PythonModule, node: ast.Delete) -> Iterator[code.Statement]:
    for each in node.targets:
        yield code.DeleteStatement(module.expression(each))


def globals_(_: PythonModule, node: ast.Global | ast.Nonlocal) -> Iterator[code.Statement]:
    yield code.GlobalStatement(node.names)


def break_(_: PythonModule, __: ast.Break) -> Iterator[code.Statement]:
    yield code.BreakStatement()


def continue_(_: PythonModule, __: ast.Continue) -> Iterator[code.Statement]:
    yield code.ContinueStatement()


_STATEMENTS: dict[type[ast.stmt], Callable[[PythonModule, Any], Iterator[code.Statement]]] = {
    ast.Expr: do,
    ast.Assign: assign,
    ast.AnnAssign: ann_assign,
    ast.AugAssign: aug_assign,
    ast.Return: return_,
    ast.If: if_,
    ast.For: for_,
    ast.AsyncFor: for_,
    ast.While: while_,
    ast.With: with_,
    ast.AsyncWith: with_,
    ast.Try: try_,
    ast.TryStar: try_,
    ast.Raise: raise_,
    ast.Assert: assert_,
    ast.FunctionDef: function,
    ast.AsyncFunctionDef: function,
    ast.ClassDef: class_,
    ast.Import: import_,
    ast.ImportFrom: import_from,
    ast.Delete: delete,
    ast.Match: match,
    ast.Global: globals_,
    ast.Nonlocal: globals_,
    ast.Break: break_,
    ast.Continue: continue_,
}
