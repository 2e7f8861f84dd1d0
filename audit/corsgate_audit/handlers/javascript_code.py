"""Lowers JavaScript and TypeScript into the small language: modules and statements.

Types are dropped. Function bodies are lowered when the function is called.

Source: https://tc39.es/ecma262/ and https://github.com/tree-sitter/tree-sitter-javascript
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.javascript_expressions import ExpressionLowering, string_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node


class ScriptLowering(ExpressionLowering):
    """Lowers the statements of one script."""

    def module(self, root: Node) -> list[code.Statement]:
        return [each for child in root.named_children for each in self.statement(child)]

    def statements(self, node: Node) -> list[code.Statement]:
        return [each for child in node.named_children for each in self.statement(child)]

    def statement(self, node: Node) -> Iterator[code.Statement]:
        lower = _STATEMENTS.get(node.type)
        if lower is not None:
            yield from lower(self, node)
        elif node.type == "ERROR":
            yield code.ExpressionStatement(self.opaque(node))

    def body_of(self, node: Node | None) -> list[code.Statement]:
        """Lower what may be one statement or a block."""
        return [] if node is None else list(self.statement(node))

    def expression_statement(self, node: Node) -> Iterator[code.Statement]:
        yield code.ExpressionStatement(self.expression(node.named_children[0]))

    def declaration(self, node: Node) -> Iterator[code.Statement]:
        kind = "function" if node.type == "variable_declaration" else "block"
        for each in node.named_children:
            if each.type == "variable_declarator":
                name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
                if name is not None:
                    lowered = None if value is None else self.named_expression(value, name)
                    yield code.Declaration(self.target(name), lowered, kind)

    def function_declaration(self, node: Node) -> Iterator[code.Statement]:
        name = self.field_text(node, "name")
        yield code.Declaration(
            code.Name(name), code.FunctionExpression(self.function_code(node)), "hoisted"
        )

    def class_declaration(self, node: Node) -> Iterator[code.Statement]:
        name = self.field_text(node, "name")
        yield code.Declaration(code.Name(name), self.class_(node), "block")

    def enum(self, node: Node) -> Iterator[code.Statement]:
        """Lower TypeScript's ``enum``: an object of constants, counted from 0."""
        items: list[tuple[code.Expression | None, code.Expression]] = []
        count = 0
        body = node.child_by_field_name("body")
        for each in [] if body is None else body.named_children:
            if each.type == "enum_assignment":
                value_node = each.child_by_field_name("value")
                name = self.property_name(each.child_by_field_name("name"))
                value = code.Const(None) if value_node is None else self.expression(value_node)
                if isinstance(value, code.Const) and isinstance(value.value, int):
                    count = value.value + 1
                items.append((name, value))
            elif each.type in {"property_identifier", "string"}:
                items.append((self.property_name(each), code.Const(count)))
                count += 1
        display = code.DictDisplay(items, self.place(node))
        yield code.Declaration(code.Name(self.field_text(node, "name")), display, "block")

    def namespace(self, node: Node) -> Iterator[code.Statement]:
        """TypeScript's namespaces are not followed, but named."""
        name = self.field_text(node, "name")
        yield code.Declaration(code.Name(name), code.OpaqueExpression(name, []), "block")

    def block(self, node: Node) -> Iterator[code.Statement]:
        yield code.BlockStatement(self.statements(node))

    def if_(self, node: Node) -> Iterator[code.Statement]:
        alternative = node.child_by_field_name("alternative")
        otherwise = [] if alternative is None else self.statements(alternative)
        then = self.body_of(node.child_by_field_name("consequence"))
        yield code.IfStatement(self.field(node, "condition"), then, otherwise)

    def for_in(self, node: Node) -> Iterator[code.Statement]:
        left = node.child_by_field_name("left")
        operator = node.child_by_field_name("operator")
        is_keys = operator is not None and operator.type == "in"
        target = code.Name("_") if left is None else self.target(left)
        body = self.body_of(node.child_by_field_name("body"))
        yield code.ForStatement(target, self.field(node, "right"), body, [], is_keys)

    def for_(self, node: Node) -> Iterator[code.Statement]:
        body = self.body_of(node.child_by_field_name("body"))
        condition = node.child_by_field_name("condition")
        increment = node.child_by_field_name("increment")
        initializer = node.child_by_field_name("initializer")
        test: code.Expression = code.Const(value=True)
        if condition is not None and condition.type != "empty_statement":
            test = self.expression(_inner(condition))
        if increment is not None:
            # `continue` in a counted loop would leave the increment out; rounds are bounded.
            body = [*body, code.ExpressionStatement(self.expression(increment))]
        first: list[code.Statement] = []
        if initializer is not None and initializer.type != "empty_statement":
            first = list(self.statement(initializer)) or [
                code.ExpressionStatement(self.expression(initializer))
            ]
        yield code.BlockStatement([*first, code.WhileStatement(test, body)])

    def while_(self, node: Node) -> Iterator[code.Statement]:
        body = self.body_of(node.child_by_field_name("body"))
        yield code.WhileStatement(self.field(node, "condition"), body, node.type == "do_statement")

    def try_(self, node: Node) -> Iterator[code.Statement]:
        handler, finalizer = (
            node.child_by_field_name("handler"),
            node.child_by_field_name("finalizer"),
        )
        catches: list[code.CatchClause] = []
        if handler is not None:
            parameter = handler.child_by_field_name("parameter")
            target = None if parameter is None else self.target(parameter)
            catches.append(
                code.CatchClause(None, target, self.body_of(handler.child_by_field_name("body")))
            )
        finally_ = [] if finalizer is None else self.body_of(finalizer.child_by_field_name("body"))
        body = self.body_of(node.child_by_field_name("body"))
        yield code.TryStatement(body, catches, [], finally_)

    def return_(self, node: Node) -> Iterator[code.Statement]:
        children = [each for each in node.named_children if each.type != "comment"]
        value = self.expression(children[0]) if children else None
        yield code.ReturnStatement(value, self.place(node))

    def throw(self, node: Node) -> Iterator[code.Statement]:
        yield code.RaiseStatement(self.expression(node.named_children[0]))

    def switch(self, node: Node) -> Iterator[code.Statement]:
        body = node.child_by_field_name("body")
        cases: list[tuple[code.Expression | None, list[code.Statement]]] = []
        for each in [] if body is None else body.named_children:
            if each.type not in {"switch_case", "switch_default"}:
                continue
            value = each.child_by_field_name("value")
            test = None if value is None else self.expression(value)
            lowered = [
                statement
                for child in each.children_by_field_name("body")
                for statement in self.statement(child)
            ]
            cases.append((test, lowered))
        yield code.SwitchStatement(self.field(node, "value"), cases)

    def labeled(self, node: Node) -> Iterator[code.Statement]:
        yield from self.body_of(node.child_by_field_name("body"))

    def break_(self, _: Node) -> Iterator[code.Statement]:
        yield code.BreakStatement()

    def continue_(self, _: Node) -> Iterator[code.Statement]:
        yield code.ContinueStatement()

    # --- Modules -----------------------------------------------------------------------------

    def import_(self, node: Node) -> Iterator[code.Statement]:
        if any(each.type == "type" for each in node.children):
            return
        source = node.child_by_field_name("source")
        names: list[tuple[str | None, str]] = []
        for clause in node.named_children:
            if clause.type == "import_require_clause":  # TypeScript: import x = require('y')
                source = clause.child_by_field_name("source")
                names.append((None, self.text(clause.named_children[0])))
            for each in clause.named_children if clause.type == "import_clause" else []:
                names += self._imported(each)
        if source is not None:
            yield code.ImportStatement(string_value(source), names)

    def _imported(self, node: Node) -> Iterator[tuple[str | None, str]]:
        if node.type == "identifier":
            yield "default", self.text(node)
        elif node.type == "namespace_import":
            yield "*", self.text(node.named_children[0])
        for each in node.named_children if node.type == "named_imports" else []:
            if each.type == "import_specifier":
                name = self.field_text(each, "name").strip("'\"")
                yield name, self.field_text(each, "alias") or name

    def export(self, node: Node) -> Iterator[code.Statement]:
        declaration = node.child_by_field_name("declaration")
        source = node.child_by_field_name("source")
        is_default = any(each.type == "default" for each in node.children)
        if declaration is not None and not is_default:
            lowered = list(self.statement(declaration))
            yield from lowered
            names = [each for statement in lowered for each in _declared(statement)]
            yield code.ExportStatement([(name, name) for name in names])
            return
        if any(each.type == "type" for each in node.children):
            return
        if is_default or any(each.type == "=" for each in node.children):
            yield from self._default(node, declaration, is_assignment=not is_default)
            return
        module = None if source is None else string_value(source)
        yield self._names(node, module)

    def _default(
        self, node: Node, declaration: Node | None, *, is_assignment: bool
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
        name = self.field_text(value, "name") if value.type in _DECLARED else ""
        if name:
            yield from self.statement(value)
            yield code.ExpressionStatement(code.Assignment(member, code.Name(name)))
        else:
            yield code.ExpressionStatement(code.Assignment(member, self.expression(value)))

    def _names(self, node: Node, module: str | None) -> code.ExportStatement:
        names: list[tuple[str, str]] = []
        for clause in node.named_children:
            if clause.type == "namespace_export":
                names.append(("*", self.text(clause.named_children[0])))
            for each in clause.named_children if clause.type == "export_clause" else []:
                if each.type == "export_specifier":
                    name = self.field_text(each, "name")
                    names.append((name, self.field_text(each, "alias") or name))
        is_all = any(each.type in {"*", "namespace_export"} for each in node.children)
        return code.ExportStatement(names, module, is_all)


_DECLARED = {
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "abstract_class_declaration",
}


def _inner(node: Node) -> Node:
    """Return the expression of an expression statement."""
    return node.named_children[0] if node.type == "expression_statement" else node


def _declared(statement: code.Statement) -> Iterator[str]:
    """Yield the names that a statement declares."""
    if isinstance(statement, code.Declaration):
        yield from _names_of(statement.target)


def _names_of(target: code.Target | None) -> Iterator[str]:
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


_STATEMENTS: dict[str, Callable[[ScriptLowering, Any], Iterator[code.Statement]]] = {
    "expression_statement": ScriptLowering.expression_statement,
    "lexical_declaration": ScriptLowering.declaration,
    "variable_declaration": ScriptLowering.declaration,
    "function_declaration": ScriptLowering.function_declaration,
    "generator_function_declaration": ScriptLowering.function_declaration,
    "class_declaration": ScriptLowering.class_declaration,
    "abstract_class_declaration": ScriptLowering.class_declaration,
    "enum_declaration": ScriptLowering.enum,
    "internal_module": ScriptLowering.namespace,
    "module": ScriptLowering.namespace,
    "statement_block": ScriptLowering.block,
    "if_statement": ScriptLowering.if_,
    "for_in_statement": ScriptLowering.for_in,
    "for_statement": ScriptLowering.for_,
    "while_statement": ScriptLowering.while_,
    "do_statement": ScriptLowering.while_,
    "try_statement": ScriptLowering.try_,
    "return_statement": ScriptLowering.return_,
    "throw_statement": ScriptLowering.throw,
    "switch_statement": ScriptLowering.switch,
    "labeled_statement": ScriptLowering.labeled,
    "break_statement": ScriptLowering.break_,
    "continue_statement": ScriptLowering.continue_,
    "import_statement": ScriptLowering.import_,
    "export_statement": ScriptLowering.export,
}
