"""Lowers JavaScript's and TypeScript's statements. Types are dropped.

Source: https://tc39.es/ecma262/ and https://github.com/tree-sitter/tree-sitter-javascript
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.javascript.classes import class_
from corsgate_audit.handlers.lowering.javascript.expressions import named_expression, opaque
from corsgate_audit.handlers.lowering.javascript.functions import function_code
from corsgate_audit.handlers.lowering.javascript.modules import export, import_
from corsgate_audit.handlers.lowering.javascript.targets import property_name, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from corsgate_audit.handlers.lowering.javascript.script import Script


def statements(script: Script, node: Node) -> list[code.Statement]:
    return [each for child in node.named_children for each in script.statement(child)]


def lower_statement(script: Script, node: Node) -> Iterator[code.Statement]:
    lower = _STATEMENTS.get(node.type)
    if lower is not None:
        yield from lower(script, node)
    elif node.type == "ERROR":
        yield code.ExpressionStatement(opaque(script, node))


def body_of(script: Script, node: Node | None) -> list[code.Statement]:
    """Lower what may be one statement or a block."""
    return [] if node is None else list(script.statement(node))


def expression_statement(script: Script, node: Node) -> Iterator[code.Statement]:
    yield code.ExpressionStatement(script.expression(node.named_children[0]))


def declaration(script: Script, node: Node) -> Iterator[code.Statement]:
    kind = "function" if node.type == "variable_declaration" else "block"
    for each in node.named_children:
        if each.type == "variable_declarator":
            name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
            if name is not None:
                lowered = None if value is None else named_expression(script, value, name)
                yield code.Declaration(target_of(script, name), lowered, kind)


def function_declaration(script: Script, node: Node) -> Iterator[code.Statement]:
    name = script.field_text(node, "name")
    yield code.Declaration(
        code.Name(name), code.FunctionExpression(function_code(script, node)), "hoisted"
    )


def class_declaration(script: Script, node: Node) -> Iterator[code.Statement]:
    name = script.field_text(node, "name")
    yield code.Declaration(code.Name(name), class_(script, node), "block")


def enum(script: Script, node: Node) -> Iterator[code.Statement]:
    """Lower TypeScript's ``enum``: an object of constants, counted from 0."""
    items: list[tuple[code.Expression | None, code.Expression]] = []
    count = 0
    body = node.child_by_field_name("body")
    for each in [] if body is None else body.named_children:
        if each.type == "enum_assignment":
            value_node = each.child_by_field_name("value")
            name = property_name(script, each.child_by_field_name("name"))
            value = code.Const(None) if value_node is None else script.expression(value_node)
            if isinstance(value, code.Const) and isinstance(value.value, int):
                count = value.value + 1
            items.append((name, value))
        elif each.type in {"property_identifier", "string"}:
            items.append((property_name(script, each), code.Const(count)))
            count += 1
    display = code.DictDisplay(items, script.place(node))
    yield code.Declaration(code.Name(script.field_text(node, "name")), display, "block")


def namespace(script: Script, node: Node) -> Iterator[code.Statement]:
    """TypeScript's namespaces are not followed, but named."""
    name = script.field_text(node, "name")
    yield code.Declaration(code.Name(name), code.OpaqueExpression(name, []), "block")


def block(script: Script, node: Node) -> Iterator[code.Statement]:
    yield code.BlockStatement(script.statements(node))


def if_(script: Script, node: Node) -> Iterator[code.Statement]:
    alternative = node.child_by_field_name("alternative")
    otherwise = [] if alternative is None else script.statements(alternative)
    then = body_of(script, node.child_by_field_name("consequence"))
    yield code.IfStatement(script.field(node, "condition"), then, otherwise)


def for_in(script: Script, node: Node) -> Iterator[code.Statement]:
    left = node.child_by_field_name("left")
    operator = node.child_by_field_name("operator")
    is_keys = operator is not None and operator.type == "in"
    target = code.Name("_") if left is None else target_of(script, left)
    body = body_of(script, node.child_by_field_name("body"))
    yield code.ForStatement(target, script.field(node, "right"), body, [], is_keys)


def for_(script: Script, node: Node) -> Iterator[code.Statement]:
    body = body_of(script, node.child_by_field_name("body"))
    condition = node.child_by_field_name("condition")
    increment = node.child_by_field_name("increment")
    initializer = node.child_by_field_name("initializer")
    test: code.Expression = code.Const(value=True)
    if condition is not None and condition.type != "empty_statement":
        test = script.expression(_inner(condition))
    if increment is not None:
        # `continue` in a counted loop would leave the increment out; rounds are bounded.
        body = [*body, code.ExpressionStatement(script.expression(increment))]
    first: list[code.Statement] = []
    if initializer is not None and initializer.type != "empty_statement":
        first = list(script.statement(initializer)) or [
            code.ExpressionStatement(script.expression(initializer))
        ]
    yield code.BlockStatement([*first, code.WhileStatement(test, body)])


def while_(script: Script, node: Node) -> Iterator[code.Statement]:
    body = body_of(script, node.child_by_field_name("body"))
    yield code.WhileStatement(script.field(node, "condition"), body, node.type == "do_statement")


def try_(script: Script, node: Node) -> Iterator[code.Statement]:
    handler, finalizer = (
        node.child_by_field_name("handler"),
        node.child_by_field_name("finalizer"),
    )
    catches: list[code.CatchClause] = []
    if handler is not None:
        parameter = handler.child_by_field_name("parameter")
        target = None if parameter is None else target_of(script, parameter)
        catches.append(
            code.CatchClause(None, target, body_of(script, handler.child_by_field_name("body")))
        )
    finally_ = [] if finalizer is None else body_of(script, finalizer.child_by_field_name("body"))
    body = body_of(script, node.child_by_field_name("body"))
    yield code.TryStatement(body, catches, [], finally_)


def return_(script: Script, node: Node) -> Iterator[code.Statement]:
    children = [each for each in node.named_children if each.type != "comment"]
    value = script.expression(children[0]) if children else None
    yield code.ReturnStatement(value, script.place(node))


def throw(script: Script, node: Node) -> Iterator[code.Statement]:
    yield code.RaiseStatement(script.expression(node.named_children[0]))


def switch(script: Script, node: Node) -> Iterator[code.Statement]:
    body = node.child_by_field_name("body")
    cases: list[tuple[code.Expression | None, list[code.Statement]]] = []
    for each in [] if body is None else body.named_children:
        if each.type not in {"switch_case", "switch_default"}:
            continue
        value = each.child_by_field_name("value")
        test = None if value is None else script.expression(value)
        lowered = [
            statement
            for child in each.children_by_field_name("body")
            for statement in script.statement(child)
        ]
        cases.append((test, lowered))
    yield code.SwitchStatement(script.field(node, "value"), cases)


def labeled(script: Script, node: Node) -> Iterator[code.Statement]:
    yield from body_of(script, node.child_by_field_name("body"))


def break_(_: Script, __: Node) -> Iterator[code.Statement]:
    yield code.BreakStatement()


def continue_(_: Script, __: Node) -> Iterator[code.Statement]:
    yield code.ContinueStatement()


def _inner(node: Node) -> Node:
    """Return the expression of an expression statement."""
    return node.named_children[0] if node.type == "expression_statement" else node


_STATEMENTS: dict[str, Callable[[Script, Any], Iterator[code.Statement]]] = {
    "expression_statement": expression_statement,
    "lexical_declaration": declaration,
    "variable_declaration": declaration,
    "function_declaration": function_declaration,
    "generator_function_declaration": function_declaration,
    "class_declaration": class_declaration,
    "abstract_class_declaration": class_declaration,
    "enum_declaration": enum,
    "internal_module": namespace,
    "module": namespace,
    "statement_block": block,
    "if_statement": if_,
    "for_in_statement": for_in,
    "for_statement": for_,
    "while_statement": while_,
    "do_statement": while_,
    "try_statement": try_,
    "return_statement": return_,
    "throw_statement": throw,
    "switch_statement": switch,
    "labeled_statement": labeled,
    "break_statement": break_,
    "continue_statement": continue_,
    "import_statement": import_,
    "export_statement": export,
}
