"""Lowers JavaScript's functions; a body is lowered when the function is first called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.javascript.targets import target_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from corsgate_audit.handlers.lowering.javascript.script import Script

_BLOCK = "statement_block"


def function_code(script: Script, node: Node) -> code.LoweredFunction:
    name = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    is_generator = "generator" in node.type or any(each.type == "*" for each in node.children)
    own_name = node.type in {"function_expression", "function"} and name is not None

    def lower() -> list[code.Statement]:
        if body is None:
            return []
        if body.type != _BLOCK:
            return [code.ReturnStatement(script.expression(body), script.place(body))]
        return script.statements(body)

    text = "function" if name is None else script.text(name)
    return code.LoweredFunction(
        name=text.strip("'\""),
        parameters=list(_parameters(script, node)),
        lower=lower if not own_name else lambda: [_own_name(text), *lower()],
        place=script.place(node),
        language="javascript",
        binds_this=node.type != "arrow_function",
        is_async=any(each.type == "async" for each in node.children),
        yields=lambda: is_generator,
        kind=_kind(node),
    )


def _parameters(script: Script, node: Node) -> Iterator[code.Parameter]:
    single = node.child_by_field_name("parameter")
    if single is not None:
        yield code.Parameter(target_of(script, single))
    parameters = node.child_by_field_name("parameters")
    for each in [] if parameters is None else parameters.named_children:
        if each.type in {"comment", "decorator"}:
            continue
        yield _parameter(script, each)


def _parameter(script: Script, node: Node) -> code.Parameter:
    if node.type in {"required_parameter", "optional_parameter"}:  # TypeScript's
        pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        inner = code.Parameter(code.Name("_")) if pattern is None else _parameter(script, pattern)
        inner.default = None if value is None else script.expression(value)
        return inner
    if node.type == "assignment_pattern":
        left = node.child_by_field_name("left")
        target = code.Name("_") if left is None else target_of(script, left)
        return code.Parameter(target, script.field(node, "right"))
    if node.type == "rest_pattern":
        return code.Parameter(target_of(script, node.named_children[0]), kind="rest")
    return code.Parameter(target_of(script, node))


def _kind(node: Node) -> str:
    marks = {each.type for each in node.children}
    if node.type != "method_definition":
        return "plain"
    return "static" if "static" in marks else "getter" if "get" in marks else "plain"


def _own_name(name: str) -> code.Statement:
    """A function expression knows itself by its name; recursion is bounded anyway."""
    return code.ExpressionStatement(code.Const(name))
