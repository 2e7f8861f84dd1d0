"""Lowers JavaScript's and TypeScript's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.lowering.javascript.classes import class_
from corsgate_audit.handlers.lowering.javascript.functions import function_code
from corsgate_audit.handlers.lowering.javascript.strings import fragment, string_value
from corsgate_audit.handlers.lowering.javascript.targets import WRAPPERS, property_name, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from corsgate_audit.handlers.lowering.javascript.script import Script

_COMPARISONS = {
    "==": "==",
    "===": "===",
    "!=": "!=",
    "!==": "!==",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "in": "in",
    "instanceof": "instanceof",
}
_LOGIC = {"&&": "and", "||": "or", "??": "??"}


def expression(script: Script, node: Node) -> code.Expression:
    lower = _EXPRESSIONS.get(node.type)
    return opaque(script, node) if lower is None else lower(script, node)


def opaque(script: Script, node: Node) -> code.Expression:
    parts = [script.expression(each) for each in node.named_children if each.type in _EXPRESSIONS]
    return code.OpaqueExpression(script.short(node), parts)


def named_expression(script: Script, node: Node, name: Node) -> code.Expression:
    """Lower a value that a variable is declared with: functions take its name."""
    lowered = script.expression(node)
    if isinstance(lowered, code.FunctionExpression) and lowered.code.name == "function":
        lowered.code.name = script.short(name)
    return lowered


def name(script: Script, node: Node) -> code.Expression:
    return code.Name(script.text(node))


def number(script: Script, node: Node) -> code.Expression:
    text = script.text(node).replace("_", "").rstrip("n")
    try:
        return code.Const(int(text, 0))
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return code.OpaqueExpression(text, [])
    return code.Const(int(value) if value.is_integer() else value)


def string(_: Script, node: Node) -> code.Expression:
    return code.Const(string_value(node))


def template(script: Script, node: Node) -> code.Expression:
    parts: list[code.Expression] = []
    for each in node.named_children:
        if each.type == "template_substitution":
            parts.append(script.expression(each.named_children[0]))
        else:
            parts.append(code.Const(fragment(each)))
    if len(parts) == 1 and isinstance(parts[0], code.Const) and isinstance(parts[0].value, str):
        return parts[0]
    return code.JoinedTexts(parts, script.short(node))


def inner(script: Script, node: Node) -> code.Expression:
    """Lower what only wraps an expression: parentheses, ``as``, ``satisfies``, ``!``."""
    children = [each for each in node.named_children if each.type != "comment"]
    return script.expression(children[0]) if children else code.Const(code.ABSENT)


def assertion(script: Script, node: Node) -> code.Expression:
    """Lower TypeScript's ``<T>x``."""
    return script.expression(node.named_children[-1])


def object_(script: Script, node: Node) -> code.Expression:
    items: list[tuple[code.Expression | None, code.Expression]] = []
    getters: set[int] = set()
    for each in node.named_children:
        if each.type == "pair":
            key = property_name(script, each.child_by_field_name("key"))
            value = script.field(each, "value")
            if isinstance(value, code.FunctionExpression) and value.code.name == "function":
                value.code.name = script.short(each.named_children[0])
            items.append((key, value))
        elif each.type == "spread_element":
            items.append((None, script.expression(each.named_children[0])))
        elif each.type == "shorthand_property_identifier":
            text = script.text(each)
            items.append((code.Const(text), code.Name(text)))
        elif each.type == "method_definition":
            key = property_name(script, each.child_by_field_name("name"))
            if any(child.type == "get" for child in each.children):
                getters.add(len(items))
            items.append((key, code.FunctionExpression(function_code(script, each))))
    return code.DictDisplay(items, script.place(node), frozenset(getters))


def array(script: Script, node: Node) -> code.Expression:
    return code.ListDisplay(list(_items(script, node)))


def _items(script: Script, node: Node) -> Iterator[tuple[bool, code.Expression]]:
    is_empty = True  # where two commas follow each other there is a hole
    for each in node.children:
        if each.type == "," and is_empty:
            yield False, code.Const(code.ABSENT)
        elif each.type == "spread_element":
            yield True, script.expression(each.named_children[0])
        elif each.is_named and each.type != "comment":
            yield False, script.expression(each)
        is_empty = each.type in {",", "["} or (is_empty and each.type == "comment")


def member(script: Script, node: Node) -> code.Expression:
    of, key = script.field(node, "object"), script.field_text(node, "property")
    is_optional = node.child_by_field_name("optional_chain") is not None
    return code.MemberExpression(of, code.Const(key), is_attribute=True, is_optional=is_optional)


def subscript(script: Script, node: Node) -> code.Expression:
    of, key = script.field(node, "object"), script.field(node, "index")
    is_optional = node.child_by_field_name("optional_chain") is not None
    return code.MemberExpression(of, key, is_attribute=False, is_optional=is_optional)


def call(script: Script, node: Node) -> code.Expression:
    arguments = node.child_by_field_name("arguments")
    items = [] if arguments is None else list(_items(script, arguments))
    if arguments is not None and arguments.type == "template_string":
        items = []  # a tagged template
    is_optional = any(each.type in {"optional_chain", "?."} for each in node.children)
    return code.CallExpression(
        script.field(node, "function"),
        items,
        script.short(node),
        script.place(node),
        is_optional=is_optional,
    )


def new(script: Script, node: Node) -> code.Expression:
    arguments = node.child_by_field_name("arguments")
    items = [] if arguments is None else list(_items(script, arguments))
    function = script.field(node, "constructor")
    return code.CallExpression(function, items, script.short(node), script.place(node), is_new=True)


def binary(script: Script, node: Node) -> code.Expression:
    operator = script.field_text(node, "operator")
    left, right, text = script.field(node, "left"), script.field(node, "right"), script.short(node)
    if operator in _LOGIC:
        return code.LogicExpression(_LOGIC[operator], left, right)
    if operator in _COMPARISONS:
        return code.Comparison(_COMPARISONS[operator], left, right, text)
    if operator == "+":
        return code.JoinedTexts([left, right], text, is_addition=True)
    if operator == ",":
        return code.SequenceExpression([left, right])
    return code.OperationExpression(operator, [left, right], text)


def unary(script: Script, node: Node) -> code.Expression:
    operator, argument = script.field_text(node, "operator"), script.field(node, "argument")
    if operator == "!":
        return code.NotExpression(argument)
    if operator == "typeof":
        return code.TypeofExpression(argument)
    if operator == "void":
        return code.SequenceExpression([argument, code.Const(code.ABSENT)])
    if operator == "delete":
        return code.DeleteExpression(argument)
    if (
        operator == "-"
        and isinstance(argument, code.Const)
        and isinstance(argument.value, int | float)
    ):
        return code.Const(-argument.value)
    name = {"-": "negative", "+": "positive"}.get(operator, operator)
    return code.OperationExpression(name, [argument], script.short(node))


def update(script: Script, node: Node) -> code.Expression:
    argument = node.child_by_field_name("argument")
    if argument is None:
        return opaque(script, node)
    step, text = -1 if "+" in script.field_text(node, "operator") else 1, script.short(node)
    changed = code.AssignmentExpression(
        target_of(script, argument),
        # Not an addition: what is counted is a number, even if it was a text.
        code.OperationExpression("-", [script.expression(argument), code.Const(step)], text),
    )
    if node.children[0].type in {"++", "--"}:
        return changed
    return code.OperationExpression("-", [changed, code.Const(-step)], text)


def ternary(script: Script, node: Node) -> code.Expression:
    return code.ConditionalExpression(
        script.field(node, "condition"),
        script.field(node, "consequence"),
        script.field(node, "alternative"),
    )


def assignment(script: Script, node: Node) -> code.Expression:
    left = node.child_by_field_name("left")
    if left is None:
        return opaque(script, node)
    right = node.child_by_field_name("right")
    value = code.Const(code.ABSENT) if right is None else named_expression(script, right, left)
    return code.AssignmentExpression(target_of(script, left), value)


def augmented(script: Script, node: Node) -> code.Expression:
    left, operator = node.child_by_field_name("left"), script.field_text(node, "operator")
    if left is None:
        return opaque(script, node)
    target, old, new = target_of(script, left), script.expression(left), script.field(node, "right")
    if operator[:-1] in _LOGIC:
        return code.LogicExpression(
            _LOGIC[operator[:-1]], old, code.AssignmentExpression(target, new)
        )
    if operator == "+=":
        added = code.JoinedTexts([old, new], script.short(node), is_addition=True)
        return code.AssignmentExpression(target, added)
    changed = code.OperationExpression(operator[:-1], [old, new], script.short(node))
    return code.AssignmentExpression(target, changed)


def sequence(script: Script, node: Node) -> code.Expression:
    return code.SequenceExpression([script.expression(each) for each in node.named_children])


def await_(script: Script, node: Node) -> code.Expression:
    return code.AwaitExpression(inner(script, node))


def regex(script: Script, node: Node) -> code.Expression:
    return code.RegexLiteral(script.field_text(node, "pattern"), script.field_text(node, "flags"))


def function(script: Script, node: Node) -> code.Expression:
    return code.FunctionExpression(function_code(script, node))


_EXPRESSIONS: dict[str, Callable[[Script, Any], code.Expression]] = {
    "identifier": name,
    "this": name,
    "super": name,
    "undefined": lambda *_: code.Const(code.ABSENT),
    "null": lambda *_: code.Const(None),
    "true": lambda *_: code.Const(value=True),
    "false": lambda *_: code.Const(value=False),
    "number": number,
    "string": string,
    "template_string": template,
    "object": object_,
    "array": array,
    "member_expression": member,
    "subscript_expression": subscript,
    "call_expression": call,
    "new_expression": new,
    "binary_expression": binary,
    "unary_expression": unary,
    "update_expression": update,
    "ternary_expression": ternary,
    "assignment_expression": assignment,
    "augmented_assignment_expression": augmented,
    "sequence_expression": sequence,
    "await_expression": await_,
    "regex": regex,
    "arrow_function": function,
    "function_expression": function,
    "generator_function": function,
    "class": class_,
    "type_assertion": assertion,
    **dict.fromkeys(WRAPPERS, inner),
}
