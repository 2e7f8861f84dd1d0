"""Lowers what a script imports and exports.

Source: https://tc39.es/ecma262/#sec-modules
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.javascript.strings import string_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from corsgate_audit.handlers.lowering.javascript.script import Script


def import_(script: Script, node: Node) -> Iterator[code.Statement]:
    if any(each.type == "type" for each in node.children):
        return
    source = node.child_by_field_name("source")
    names: list[tuple[str | None, str]] = []
    for clause in node.named_children:
        if clause.type == "import_require_clause":  # TypeScript: import x = require('y')
            source = clause.child_by_field_name("source")
            names.append((None, script.text(clause.named_children[0])))
        for each in clause.named_children if clause.type == "import_clause" else []:
            names += _imported(script, each)
    if source is not None:
        yield code.ImportStatement(string_value(source), names)


def _imported(script: Script, node: Node) -> Iterator[tuple[str | None, str]]:
    if node.type == "identifier":
        yield "default", script.text(node)
    elif node.type == "namespace_import":
        yield "*", script.text(node.named_children[0])
    for each in node.named_children if node.type == "named_imports" else []:
        if each.type == "import_specifier":
            name = script.field_text(each, "name").strip("'\"")
            yield name, script.field_text(each, "alias") or name


def export(script: Script, node: Node) -> Iterator[code.Statement]:
    declaration = node.child_by_field_name("declaration")
    source = node.child_by_field_name("source")
    is_default = any(each.type == "default" for each in node.children)
    if declaration is not None and not is_default:
        lowered = list(script.statement(declaration))
        yield from lowered
        names = [each for statement in lowered for each in _declared(statement)]
        yield code.ExportStatement([(name, name) for name in names])
        return
    if any(each.type == "type" for each in node.children):
        return
    if is_default or any(each.type == "=" for each in node.children):
        yield from _default(script, node, declaration, is_assignment=not is_default)
        return
    module = None if source is None else string_value(source)
    yield _names(script, node, module)


def _default(
    script: Script, node: Node, declaration: Node | None, *, is_assignment: bool
) -> Iterator[code.Statement]:
    """Lower ``export default …``, and TypeScript's ``export = …``."""
    value = node.child_by_field_name("value") or declaration
    children = [each for each in node.named_children if each.type != "comment"]
    value = value or (children[-1] if children else None)
    if value is None:
        return
    holder = code.Name("module") if is_assignment else code.Name("exports")
    key = code.Const("exports" if is_assignment else "default")
    member = code.MemberExpression(holder, key, is_attribute=True)
    name = script.field_text(value, "name") if value.type in _DECLARED else ""
    if name:
        yield from script.statement(value)
        yield code.ExpressionStatement(code.AssignmentExpression(member, code.Name(name)))
    else:
        yield code.ExpressionStatement(code.AssignmentExpression(member, script.expression(value)))


def _names(script: Script, node: Node, module: str | None) -> code.ExportStatement:
    names: list[tuple[str, str]] = []
    for clause in node.named_children:
        if clause.type == "namespace_export":
            names.append(("*", script.text(clause.named_children[0])))
        for each in clause.named_children if clause.type == "export_clause" else []:
            if each.type == "export_specifier":
                name = script.field_text(each, "name")
                names.append((name, script.field_text(each, "alias") or name))
    is_all = any(each.type in {"*", "namespace_export"} for each in node.children)
    return code.ExportStatement(names, module, is_all)


_DECLARED = {
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "abstract_class_declaration",
}


def _declared(statement: code.Statement) -> Iterator[str]:
    """Yield the names that a statement declares."""
    if isinstance(statement, code.Declaration):
        yield from _names_of(statement.target)


def _names_of(target: code.AssignmentTarget | None) -> Iterator[str]:
    if isinstance(target, code.Name):
        yield target.id
    elif isinstance(target, code.ListTarget):
        for _, each in target.items:
            yield from _names_of(each)
    elif isinstance(target, code.DictTarget):
        for _, inner in target.items:
            yield from _names_of(inner)
        yield from _names_of(target.rest)
    elif isinstance(target, code.Defaulted):
        yield from _names_of(target.target)
