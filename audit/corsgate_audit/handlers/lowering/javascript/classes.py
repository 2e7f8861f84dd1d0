"""Lowers JavaScript's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.javascript.functions import function_code

if TYPE_CHECKING:
    from tree_sitter import Node

    from corsgate_audit.handlers.lowering.javascript.script import Script


def class_(script: Script, node: Node) -> code.Expression:
    body, name = node.child_by_field_name("body"), script.field_text(node, "name")
    methods: list[code.LoweredFunction] = []
    fields: list[tuple[str, code.Expression, bool]] = []
    for each in [] if body is None else body.named_children:
        if each.type == "method_definition":
            method = function_code(script, each)
            methods.append(method)
            if method.name == "constructor":
                _parameter_properties(script, each, method)
        elif each.type in {"field_definition", "public_field_definition"}:
            key = each.child_by_field_name("property") or each.child_by_field_name("name")
            is_static = any(child.type == "static" for child in each.children)
            text = "" if key is None else script.text(key)
            fields.append((text, script.field(each, "value"), is_static))
    return code.ClassDisplay(name or "class", _bases(script, node), methods, fields)


def _bases(script: Script, node: Node) -> list[code.Expression]:
    for each in node.children:
        if each.type != "class_heritage":
            continue
        for clause in each.named_children:
            if clause.type == "extends_clause":
                return [script.field(clause, "value")]
            if clause.type != "implements_clause":
                return [script.expression(clause)]
    return []


def _parameter_properties(script: Script, node: Node, method: code.LoweredFunction) -> None:
    """Add TypeScript's ``constructor(private x)``: the parameter is a field, too."""
    parameters = node.child_by_field_name("parameters")
    names: list[str] = []
    for each in [] if parameters is None else parameters.named_children:
        marks = {child.type for child in each.children}
        if marks & {"accessibility_modifier", "readonly"}:
            names.append(script.field_text(each, "pattern"))
    lower = method.lower
    if names:
        method.lower = lambda: [*map(_own_field, names), *lower()]


def _own_field(name: str) -> code.Statement:
    member = code.MemberExpression(code.Name("this"), code.Const(name), is_attribute=True)
    return code.ExpressionStatement(code.AssignmentExpression(member, code.Name(name)))
