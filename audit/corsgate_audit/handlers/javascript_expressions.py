"""Lowers JavaScript's and TypeScript's expressions into the small language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

_LONGEST = 120  # characters of an expression that a message repeats
_COMPARISONS = {
    "==": "==",
    "===": "==",
    "!=": "!=",
    "!==": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "in": "in",
    "instanceof": "instanceof",
}
_LOGIC = {"&&": "and", "||": "or", "??": "??"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_BLOCK = "statement_block"


class ExpressionLowering:
    """Lowers the expressions of one script."""

    def __init__(self, path: str, first_line: int = 0) -> None:
        self.path = path
        self.first_line = first_line

    # --- What a node says --------------------------------------------------------------------

    def place(self, node: Node) -> code.CodeLocation:
        return code.CodeLocation(self.path, self.first_line + node.start_point[0] + 1)

    def text(self, node: Node) -> str:
        return (node.text or b"").decode("utf-8", "replace")

    def short(self, node: Node) -> str:
        """Return an expression for a message."""
        raw = (node.text or b"")[: _LONGEST * 2].decode("utf-8", "replace")
        text = " ".join(raw.split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def field(self, node: Node, name: str) -> code.Expression:
        child = node.child_by_field_name(name)
        return code.Const(code.ABSENT) if child is None else self.expression(child)

    def field_text(self, node: Node, name: str) -> str:
        child = node.child_by_field_name(name)
        return "" if child is None else self.text(child)

    def statements(self, node: Node) -> list[code.Statement]:
        """Lower a block."""
        raise NotImplementedError

    # --- Expressions -------------------------------------------------------------------------

    def expression(self, node: Node) -> code.Expression:
        lower = _EXPRESSIONS.get(node.type)
        return self.opaque(node) if lower is None else lower(self, node)

    def opaque(self, node: Node) -> code.Expression:
        parts = [self.expression(each) for each in node.named_children if each.type in _EXPRESSIONS]
        return code.OpaqueExpression(self.short(node), parts)

    def named_expression(self, node: Node, name: Node) -> code.Expression:
        """Lower a value that a variable is declared with: functions take its name."""
        lowered = self.expression(node)
        if isinstance(lowered, code.FunctionExpression) and lowered.code.name == "function":
            lowered.code.name = self.short(name)
        return lowered

    def name(self, node: Node) -> code.Expression:
        return code.Name(self.text(node))

    def number(self, node: Node) -> code.Expression:
        text = self.text(node).replace("_", "").rstrip("n")
        try:
            return code.Const(int(text, 0))
        except ValueError:
            pass
        try:
            value = float(text)
        except ValueError:
            return code.OpaqueExpression(text, [])
        return code.Const(int(value) if value.is_integer() else value)

    def string(self, node: Node) -> code.Expression:
        return code.Const(string_value(node))

    def template(self, node: Node) -> code.Expression:
        parts: list[code.Expression] = []
        for each in node.named_children:
            if each.type == "template_substitution":
                parts.append(self.expression(each.named_children[0]))
            else:
                parts.append(code.Const(_fragment(each)))
        if all(isinstance(each, code.Const) for each in parts):
            return code.Const("".join(str(e.value) for e in parts if isinstance(e, code.Const)))
        return code.JoinedTexts(parts, self.short(node))

    def inner(self, node: Node) -> code.Expression:
        """Lower what only wraps an expression: parentheses, ``as``, ``satisfies``, ``!``."""
        children = [each for each in node.named_children if each.type != "comment"]
        return self.expression(children[0]) if children else code.Const(code.ABSENT)

    def assertion(self, node: Node) -> code.Expression:
        """Lower TypeScript's ``<T>x``."""
        return self.expression(node.named_children[-1])

    def object(self, node: Node) -> code.Expression:
        items: list[tuple[code.Expression | None, code.Expression]] = []
        getters: set[int] = set()
        for each in node.named_children:
            if each.type == "pair":
                key = self.property_name(each.child_by_field_name("key"))
                value = self.field(each, "value")
                if isinstance(value, code.FunctionExpression) and value.code.name == "function":
                    value.code.name = self.short(each.named_children[0])
                items.append((key, value))
            elif each.type == "spread_element":
                items.append((None, self.expression(each.named_children[0])))
            elif each.type == "shorthand_property_identifier":
                text = self.text(each)
                items.append((code.Const(text), code.Name(text)))
            elif each.type == "method_definition":
                key = self.property_name(each.child_by_field_name("name"))
                if any(child.type == "get" for child in each.children):
                    getters.add(len(items))
                items.append((key, code.FunctionExpression(self.function_code(each))))
        return code.DictDisplay(items, self.place(node), frozenset(getters))

    def property_name(self, node: Node | None) -> code.Expression:
        if node is None:
            return code.Const("")
        if node.type == "computed_property_name":
            return self.expression(node.named_children[0])
        if node.type in {"string", "number"}:
            return self.expression(node)
        return code.Const(self.text(node))

    def array(self, node: Node) -> code.Expression:
        return code.ListDisplay(list(self._items(node)))

    def _items(self, node: Node) -> Iterator[tuple[bool, code.Expression]]:
        for each in node.named_children:
            if each.type == "spread_element":
                yield True, self.expression(each.named_children[0])
            elif each.type != "comment":
                yield False, self.expression(each)

    def member(self, node: Node) -> code.Expression:
        of, key = self.field(node, "object"), self.field_text(node, "property")
        is_optional = node.child_by_field_name("optional_chain") is not None
        return code.MemberExpression(
            of, code.Const(key), is_attribute=True, is_optional=is_optional
        )

    def subscript(self, node: Node) -> code.Expression:
        of, key = self.field(node, "object"), self.field(node, "index")
        is_optional = node.child_by_field_name("optional_chain") is not None
        return code.MemberExpression(of, key, is_attribute=False, is_optional=is_optional)

    def call(self, node: Node) -> code.Expression:
        arguments = node.child_by_field_name("arguments")
        items = [] if arguments is None else list(self._items(arguments))
        if arguments is not None and arguments.type == "template_string":
            items = []  # a tagged template
        is_optional = any(each.type in {"optional_chain", "?."} for each in node.children)
        return code.CallExpression(
            self.field(node, "function"),
            items,
            self.short(node),
            self.place(node),
            is_optional=is_optional,
        )

    def new(self, node: Node) -> code.Expression:
        arguments = node.child_by_field_name("arguments")
        items = [] if arguments is None else list(self._items(arguments))
        function = self.field(node, "constructor")
        return code.CallExpression(function, items, self.short(node), self.place(node), is_new=True)

    def binary(self, node: Node) -> code.Expression:
        operator = self.field_text(node, "operator")
        left, right, text = self.field(node, "left"), self.field(node, "right"), self.short(node)
        if operator in _LOGIC:
            return code.LogicExpression(_LOGIC[operator], left, right)
        if operator in _COMPARISONS:
            return code.Comparison(_COMPARISONS[operator], left, right, text)
        if operator == "+":
            return code.JoinedTexts([left, right], text, is_addition=True)
        return code.OpaqueExpression(text, [left, right])

    def unary(self, node: Node) -> code.Expression:
        operator, argument = self.field_text(node, "operator"), self.field(node, "argument")
        if operator == "!":
            return code.NotExpression(argument)
        if operator == "typeof":
            return code.TypeofExpression(argument)
        if operator == "void":
            return code.SequenceExpression([argument, code.Const(code.ABSENT)])
        if operator == "delete":
            return code.DeleteExpression(argument)
        is_number = isinstance(argument, code.Const) and isinstance(argument.value, int | float)
        if operator == "-" and is_number:
            return code.Const(-argument.value)  # type: ignore[union-attr,operator] # tested above
        return code.OpaqueExpression(self.short(node), [argument])

    def update(self, node: Node) -> code.Expression:
        argument = node.child_by_field_name("argument")
        if argument is None:
            return self.opaque(node)
        step = 1 if "+" in self.field_text(node, "operator") else -1
        added = code.JoinedTexts(
            [self.expression(argument), code.Const(step)], self.short(node), is_addition=True
        )
        return code.Assignment(self.target(argument), added)

    def ternary(self, node: Node) -> code.Expression:
        return code.ConditionalExpression(
            self.field(node, "condition"),
            self.field(node, "consequence"),
            self.field(node, "alternative"),
        )

    def assignment(self, node: Node) -> code.Expression:
        left = node.child_by_field_name("left")
        if left is None:
            return self.opaque(node)
        right = node.child_by_field_name("right")
        value = code.Const(code.ABSENT) if right is None else self.named_expression(right, left)
        return code.Assignment(self.target(left), value)

    def augmented(self, node: Node) -> code.Expression:
        left, operator = node.child_by_field_name("left"), self.field_text(node, "operator")
        if left is None:
            return self.opaque(node)
        target, old, new = self.target(left), self.expression(left), self.field(node, "right")
        if operator[:-1] in _LOGIC:
            return code.LogicExpression(_LOGIC[operator[:-1]], old, code.Assignment(target, new))
        if operator == "+=":
            added = code.JoinedTexts([old, new], self.short(node), is_addition=True)
            return code.Assignment(target, added)
        return code.Assignment(target, code.OpaqueExpression(self.short(node), [old, new]))

    def sequence(self, node: Node) -> code.Expression:
        return code.SequenceExpression([self.expression(each) for each in node.named_children])

    def await_(self, node: Node) -> code.Expression:
        return code.AwaitExpression(self.inner(node))

    def regex(self, node: Node) -> code.Expression:
        return code.RegexLiteral(self.field_text(node, "pattern"), self.field_text(node, "flags"))

    def function(self, node: Node) -> code.Expression:
        return code.FunctionExpression(self.function_code(node))

    # --- Functions and classes ---------------------------------------------------------------

    def function_code(self, node: Node) -> code.LoweredFunction:
        name = node.child_by_field_name("name")
        body = node.child_by_field_name("body")
        is_generator = "generator" in node.type or any(each.type == "*" for each in node.children)
        own_name = node.type in {"function_expression", "function"} and name is not None

        def lower() -> list[code.Statement]:
            if body is None:
                return []
            if body.type != _BLOCK:
                return [code.ReturnStatement(self.expression(body), self.place(body))]
            return self.statements(body)

        text = "function" if name is None else self.text(name)
        return code.LoweredFunction(
            name=text.strip("'\""),
            parameters=list(self._parameters(node)),
            lower=lower if not own_name else lambda: [_own_name(text), *lower()],
            place=self.place(node),
            language="javascript",
            binds_this=node.type != "arrow_function",
            is_async=any(each.type == "async" for each in node.children),
            yields=lambda: is_generator,
            kind=_kind(node),
        )

    def _parameters(self, node: Node) -> Iterator[code.Parameter]:
        single = node.child_by_field_name("parameter")
        if single is not None:
            yield code.Parameter(self.target(single))
        parameters = node.child_by_field_name("parameters")
        for each in [] if parameters is None else parameters.named_children:
            if each.type in {"comment", "decorator"}:
                continue
            yield self._parameter(each)

    def _parameter(self, node: Node) -> code.Parameter:
        if node.type in {"required_parameter", "optional_parameter"}:  # TypeScript's
            pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
            inner = code.Parameter(code.Name("_")) if pattern is None else self._parameter(pattern)
            inner.default = None if value is None else self.expression(value)
            return inner
        if node.type == "assignment_pattern":
            left = node.child_by_field_name("left")
            target = code.Name("_") if left is None else self.target(left)
            return code.Parameter(target, self.field(node, "right"))
        if node.type == "rest_pattern":
            return code.Parameter(self.target(node.named_children[0]), kind="rest")
        return code.Parameter(self.target(node))

    def class_(self, node: Node) -> code.Expression:
        body, name = node.child_by_field_name("body"), self.field_text(node, "name")
        methods: list[code.LoweredFunction] = []
        fields: list[tuple[str, code.Expression, bool]] = []
        for each in [] if body is None else body.named_children:
            if each.type == "method_definition":
                method = self.function_code(each)
                methods.append(method)
                if method.name == "constructor":
                    self._parameter_properties(each, method)
            elif each.type in {"field_definition", "public_field_definition"}:
                key = each.child_by_field_name("property") or each.child_by_field_name("name")
                is_static = any(child.type == "static" for child in each.children)
                text = "" if key is None else self.text(key)
                fields.append((text, self.field(each, "value"), is_static))
        return code.ClassDisplay(name or "class", self._bases(node), methods, fields)

    def _bases(self, node: Node) -> list[code.Expression]:
        for each in node.children:
            if each.type != "class_heritage":
                continue
            for clause in each.named_children:
                if clause.type == "extends_clause":
                    return [self.field(clause, "value")]
                if clause.type != "implements_clause":
                    return [self.expression(clause)]
        return []

    def _parameter_properties(self, node: Node, method: code.LoweredFunction) -> None:
        """Add TypeScript's ``constructor(private x)``: the parameter is a field, too."""
        parameters = node.child_by_field_name("parameters")
        names: list[str] = []
        for each in [] if parameters is None else parameters.named_children:
            marks = {child.type for child in each.children}
            if marks & {"accessibility_modifier", "readonly"}:
                names.append(self.field_text(each, "pattern"))
        lower = method.lower
        if names:
            method.lower = lambda: [*map(_own_field, names), *lower()]

    # --- Targets -----------------------------------------------------------------------------

    def target(self, node: Node) -> code.Target:
        if node.type in {"identifier", "shorthand_property_identifier_pattern"}:
            return code.Name(self.text(node))
        if node.type in {"member_expression", "subscript_expression"}:
            lowered = self.expression(node)
            return lowered if isinstance(lowered, code.MemberExpression) else code.Name("_")
        if node.type == "array_pattern":
            return code.ListTarget([self._element(each) for each in node.named_children])
        if node.type == "object_pattern":
            return self._object_target(node)
        if node.type in {"assignment_pattern", "object_assignment_pattern"}:
            left = node.child_by_field_name("left")
            inner = code.Name("_") if left is None else self.target(left)
            return code.Defaulted(inner, self.field(node, "right"))
        if node.type in _WRAPPERS | {"lexical_declaration", "variable_declaration"}:
            return self.target(node.named_children[0])
        if node.type == "variable_declarator":
            name = node.child_by_field_name("name")
            return code.Name("_") if name is None else self.target(name)
        return code.Name(self.text(node) if node.type == "this" else "_")

    def _element(self, node: Node) -> tuple[bool, code.Target | None]:
        if node.type == "rest_pattern":
            return True, self.target(node.named_children[0])
        return False, self.target(node)

    def _object_target(self, node: Node) -> code.Target:
        items: list[tuple[code.Expression, code.Target]] = []
        rest: code.Target | None = None
        for each in node.named_children:
            if each.type == "pair_pattern":
                key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
                if value is not None:
                    items.append((self.property_name(key), self.target(value)))
            elif each.type == "rest_pattern":
                rest = self.target(each.named_children[0])
            elif each.type == "shorthand_property_identifier_pattern":
                items.append((code.Const(self.text(each)), self.target(each)))
            elif each.type == "object_assignment_pattern":
                name = self.field_text(each, "left")
                items.append((code.Const(name), self.target(each)))
        return code.DictTarget(items, rest)


def string_value(node: Node) -> str:
    """Return a string's value.

    Args:
        node: with its quotes.
    """
    return "".join(map(_fragment, node.named_children))


def _fragment(node: Node) -> str:
    text = (node.text or b"").decode("utf-8", "replace")
    if node.type != "escape_sequence":
        return text
    match = re.fullmatch(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))", text)
    if match:
        number = int(next(filter(None, match.groups())), 16)
        return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - the end of Unicode
    return _ESCAPES.get(text[1:], text[1:])


def _kind(node: Node) -> str:
    marks = {each.type for each in node.children}
    if node.type != "method_definition":
        return "plain"
    return "static" if "static" in marks else "getter" if "get" in marks else "plain"


def _own_name(name: str) -> code.Statement:
    """A function expression knows itself by its name; recursion is bounded anyway."""
    return code.ExpressionStatement(code.Const(name))


def _own_field(name: str) -> code.Statement:
    member = code.MemberExpression(code.Name("this"), code.Const(name), is_attribute=True)
    return code.ExpressionStatement(code.Assignment(member, code.Name(name)))


_WRAPPERS = {
    "parenthesized_expression",
    "as_expression",
    "satisfies_expression",
    "non_null_expression",
    "instantiation_expression",
}
_EXPRESSIONS: dict[str, Callable[[ExpressionLowering, Any], code.Expression]] = {
    "identifier": ExpressionLowering.name,
    "this": ExpressionLowering.name,
    "super": ExpressionLowering.name,
    "undefined": lambda *_: code.Const(code.ABSENT),
    "null": lambda *_: code.Const(None),
    "true": lambda *_: code.Const(value=True),
    "false": lambda *_: code.Const(value=False),
    "number": ExpressionLowering.number,
    "string": ExpressionLowering.string,
    "template_string": ExpressionLowering.template,
    "object": ExpressionLowering.object,
    "array": ExpressionLowering.array,
    "member_expression": ExpressionLowering.member,
    "subscript_expression": ExpressionLowering.subscript,
    "call_expression": ExpressionLowering.call,
    "new_expression": ExpressionLowering.new,
    "binary_expression": ExpressionLowering.binary,
    "unary_expression": ExpressionLowering.unary,
    "update_expression": ExpressionLowering.update,
    "ternary_expression": ExpressionLowering.ternary,
    "assignment_expression": ExpressionLowering.assignment,
    "augmented_assignment_expression": ExpressionLowering.augmented,
    "sequence_expression": ExpressionLowering.sequence,
    "await_expression": ExpressionLowering.await_,
    "regex": ExpressionLowering.regex,
    "arrow_function": ExpressionLowering.function,
    "function_expression": ExpressionLowering.function,
    "generator_function": ExpressionLowering.function,
    "class": ExpressionLowering.class_,
    "type_assertion": ExpressionLowering.assertion,
    **dict.fromkeys(_WRAPPERS, ExpressionLowering.inner),
}
