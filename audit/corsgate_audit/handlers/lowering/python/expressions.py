"""Lowers Python's expressions, and what is assigned to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Literal

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.python.functions import function_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.lowering.python.module import PythonModule


def expression(module: PythonModule, node: ast.expr) -> code.Expression:
    lower = _EXPRESSIONS.get(type(node))
    return opaque(module, node) if lower is None else lower(module, node)


def opaque(module: PythonModule, node: ast.expr) -> code.Expression:
    parts = [module.expression(e) for e in ast.iter_child_nodes(node) if isinstance(e, ast.expr)]
    return code.OpaqueExpression(ast.unparse(node), parts, may_raise=isinstance(node, ast.BinOp))


def constant(_: PythonModule, node: ast.Constant) -> code.Expression:
    value = node.value
    if isinstance(value, str | int | float | bool | bytes) or value is None:
        return code.Const(value)
    return code.OpaqueExpression(ast.unparse(node), [])


def name(_: PythonModule, node: ast.Name) -> code.Expression:
    return code.Name(node.id)


def attribute(module: PythonModule, node: ast.Attribute) -> code.Expression:
    return code.MemberExpression(
        module.expression(node.value), code.Const(node.attr), is_attribute=True
    )


def subscript(module: PythonModule, node: ast.Subscript) -> code.Expression:
    if isinstance(node.slice, ast.Slice):
        limits = (node.slice.lower, node.slice.upper, node.slice.step)
        parts = [code.Const(None) if each is None else module.expression(each) for each in limits]
        return code.OperationExpression(
            "slice", [module.expression(node.value), *parts], ast.unparse(node)
        )
    of, key = module.expression(node.value), module.expression(node.slice)
    return code.MemberExpression(of, key, is_attribute=False)


def dictionary(module: PythonModule, node: ast.Dict) -> code.Expression:
    items = [
        (None if key is None else module.expression(key), module.expression(value))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    return code.DictDisplay(items, module.place(node))


def list_(module: PythonModule, node: ast.List | ast.Tuple | ast.Set) -> code.Expression:
    return code.ListDisplay([_item(module, each) for each in node.elts], _DISPLAYS[type(node)])


def _item(module: PythonModule, node: ast.expr) -> tuple[bool, code.Expression]:
    if isinstance(node, ast.Starred):
        return True, module.expression(node.value)
    return False, module.expression(node)


def call(module: PythonModule, node: ast.Call) -> code.Expression:
    return code.CallExpression(
        module.expression(node.func),
        [_item(module, each) for each in node.args],
        ast.unparse(node),
        module.place(node),
        [(each.arg, module.expression(each.value)) for each in node.keywords],
    )


def compare(module: PythonModule, node: ast.Compare) -> code.Expression:
    left = module.expression(node.left)
    result: code.Expression | None = None
    text = ast.unparse(node)
    for operator, each in zip(node.ops, node.comparators, strict=True):
        right = module.expression(each)
        name = _OPERATORS.get(type(operator), "other")
        one = code.Comparison(name, left, right, text)
        result = one if result is None else code.LogicExpression("and", result, one)
        left = right
    return result or code.OpaqueExpression(text, [])


def logic(module: PythonModule, node: ast.BoolOp) -> code.Expression:
    operator = "and" if isinstance(node.op, ast.And) else "or"
    result = module.expression(node.values[0])
    for each in node.values[1:]:
        result = code.LogicExpression(operator, result, module.expression(each))
    return result


def unary(module: PythonModule, node: ast.UnaryOp) -> code.Expression:
    if isinstance(node.op, ast.Not):
        return code.NotExpression(module.expression(node.operand))
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float):
            return code.Const(-value)
    operand = module.expression(node.operand)
    return code.OperationExpression(_UNARY[type(node.op)], [operand], ast.unparse(node))


def choice(module: PythonModule, node: ast.IfExp) -> code.Expression:
    return code.ConditionalExpression(
        module.expression(node.test), module.expression(node.body), module.expression(node.orelse)
    )


def binary(module: PythonModule, node: ast.BinOp) -> code.Expression:
    left, right, text = module.expression(node.left), module.expression(node.right), _text(node)
    if isinstance(node.op, ast.BitOr):
        return code.MergedDicts(left, right, text)
    if isinstance(node.op, ast.Add):
        return code.JoinedTexts([left, right], text, is_addition=True)
    operator = BINARY.get(type(node.op))
    if operator is None:
        return code.OpaqueExpression(text, [left, right], may_raise=True)
    return code.OperationExpression(operator, [left, right], text)


def joined(module: PythonModule, node: ast.JoinedStr) -> code.Expression:
    return code.JoinedTexts([_field(module, each) for each in node.values], _text(node))


def _field(module: PythonModule, node: ast.expr) -> code.Expression:
    """Lower a part of an f-string; a conversion or a format is applied to constants."""
    if not isinstance(node, ast.FormattedValue):
        return module.expression(node)
    value = module.expression(node.value)
    if node.format_spec is None and node.conversion in {-1, ord("s")}:
        return value
    conversion = code.Const("" if node.conversion == -1 else chr(node.conversion))
    spec = code.Const("") if node.format_spec is None else module.expression(node.format_spec)
    return code.OperationExpression("format", [value, conversion, spec], _text(node.value))


def lambda_(module: PythonModule, node: ast.Lambda) -> code.Expression:
    return code.FunctionExpression(function_code(module, node))


def walrus(module: PythonModule, node: ast.NamedExpr) -> code.Expression:
    return code.AssignmentExpression(code.Name(node.target.id), module.expression(node.value))


def await_(module: PythonModule, node: ast.Await) -> code.Expression:
    return code.AwaitExpression(module.expression(node.value))


def comprehension(
    module: PythonModule, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> code.Expression:
    is_dict = isinstance(node, ast.DictComp)
    clauses = [
        (
            target_of(module, each.target),
            module.expression(each.iter),
            [module.expression(test) for test in each.ifs],
        )
        for each in node.generators
    ]
    value = node.value if is_dict else node.elt  # type: ignore[union-attr] # is_dict tells
    key = module.expression(node.key) if is_dict else None  # type: ignore[union-attr] # as above
    return code.Comprehension(module.expression(value), key, clauses, _text(node))


def target_of(module: PythonModule, node: ast.expr) -> code.AssignmentTarget:
    if isinstance(node, ast.Name):
        return code.Name(node.id)
    if isinstance(node, ast.Tuple | ast.List):
        items: list[tuple[bool, code.AssignmentTarget | None]] = [
            (True, target_of(module, each.value))
            if isinstance(each, ast.Starred)
            else (False, target_of(module, each))
            for each in node.elts
        ]
        return code.ListTarget(items)
    member = module.expression(node)
    return member if isinstance(member, code.MemberExpression) else code.Name("_")


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "===",
    ast.IsNot: "!==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
BINARY: dict[type[ast.operator], str] = {
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
_UNARY: dict[type[ast.unaryop], str] = {
    ast.USub: "negative",
    ast.UAdd: "positive",
    ast.Invert: "~",
}
_DISPLAYS: dict[type[ast.expr], Literal["list", "tuple", "set"]] = {
    ast.List: "list",
    ast.Tuple: "tuple",
    ast.Set: "set",
}
_EXPRESSIONS: dict[type[ast.expr], Callable[[PythonModule, Any], code.Expression]] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.Attribute: attribute,
    ast.Subscript: subscript,
    ast.Dict: dictionary,
    ast.List: list_,
    ast.Tuple: list_,
    ast.Set: list_,
    ast.Call: call,
    ast.Compare: compare,
    ast.BoolOp: logic,
    ast.UnaryOp: unary,
    ast.IfExp: choice,
    ast.BinOp: binary,
    ast.JoinedStr: joined,
    ast.Lambda: lambda_,
    ast.NamedExpr: walrus,
    ast.Await: await_,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.DictComp: comprehension,
}
