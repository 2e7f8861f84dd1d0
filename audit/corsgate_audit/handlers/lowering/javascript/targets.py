"""Lowers what JavaScript assigns to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from corsgate_audit.handlers.lowering.javascript.script import Script

WRAPPERS = {
    "parenthesized_expression",
    "as_expression",
    "satisfies_expression",
    "non_null_expression",
    "instantiation_expression",
}


def target_of(script: Script, node: Node) -> code.AssignmentTarget:
    if node.type in {"identifier", "shorthand_property_identifier_pattern"}:
        return code.Name(script.text(node))
    if node.type in {"member_expression", "subscript_expression"}:
        lowered = script.expression(node)
        return lowered if isinstance(lowered, code.MemberExpression) else code.Name("_")
    if node.type == "array_pattern":
        return code.ListTarget(list(_elements(script, node)))
    if node.type == "object_pattern":
        return _object_target(script, node)
    if node.type in {"assignment_pattern", "object_assignment_pattern"}:
        left = node.child_by_field_name("left")
        inner = code.Name("_") if left is None else target_of(script, left)
        return code.Defaulted(inner, script.field(node, "right"))
    if node.type in WRAPPERS | {"lexical_declaration", "variable_declaration"}:
        return target_of(script, node.named_children[0])
    if node.type == "variable_declarator":
        name = node.child_by_field_name("name")
        return code.Name("_") if name is None else target_of(script, name)
    return code.Name(script.text(node) if node.type == "this" else "_")


def _elements(script: Script, node: Node) -> Iterator[tuple[bool, code.AssignmentTarget | None]]:
    is_empty = True  # where two commas follow each other an item is passed over
    for each in node.children:
        if each.type == "," and is_empty:
            yield False, None
        elif each.type == "rest_pattern":
            yield True, target_of(script, each.named_children[0])
        elif each.is_named and each.type != "comment":
            yield False, target_of(script, each)
        is_empty = each.type in {",", "["}


def _object_target(script: Script, node: Node) -> code.AssignmentTarget:
    items: list[tuple[code.Expression, code.AssignmentTarget]] = []
    rest: code.AssignmentTarget | None = None
    for each in node.named_children:
        if each.type == "pair_pattern":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            if value is not None:
                items.append((property_name(script, key), target_of(script, value)))
        elif each.type == "rest_pattern":
            rest = target_of(script, each.named_children[0])
        elif each.type == "shorthand_property_identifier_pattern":
            items.append((code.Const(script.text(each)), target_of(script, each)))
        elif each.type == "object_assignment_pattern":
            name = script.field_text(each, "left")
            items.append((code.Const(name), target_of(script, each)))
    return code.DictTarget(items, rest)


def property_name(script: Script, node: Node | None) -> code.Expression:
    if node is None:
        return code.Const("")
    if node.type == "computed_property_name":
        return script.expression(node.named_children[0])
    if node.type in {"string", "number"}:
        return script.expression(node)
    return code.Const(script.text(node))
