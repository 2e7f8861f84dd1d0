"""Types of variables: what Terraform converts a value to, with the defaults of ``optional()``.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.terraform.hcl.functions import as_set
from corsgate_audit.collect.terraform.hcl.operators import number
from corsgate_audit.collect.terraform.hcl.syntax import source
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Unknown, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tree_sitter import Node

    from corsgate_audit.collect.terraform.hcl.evaluator import Evaluator
    from corsgate_audit.collect.terraform.hcl.values import Value


def convert(evaluator: Evaluator, kind: Node, value: Value) -> Value:
    """Convert a value to a type; one that does not fit stays as it is.

    Args:
        evaluator: evaluates the defaults of ``optional()``.
        kind: expression of the type.
        value: value that is given.

    Raises:
        EvaluationError: Terraform would refuse it.
    """
    if value is None or isinstance(value, Unknown):
        return value
    node = _inner(kind)
    if node.type == "function_call":
        name = source(node.named_children[0])
        listed = next((e for e in node.named_children if e.type == "function_arguments"), None)
        arguments = [e for e in listed.named_children if e.type == "expression"] if listed else []
        work = _COMPOUND.get(name)
        return work(evaluator, arguments, value) if work and arguments else value
    simple = _SIMPLE.get(source(node).strip('"'))
    return simple(evaluator, value) if simple else value


def _inner(node: Node) -> Node:
    while node.type == "expression" and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def _string(evaluator: Evaluator, value: Value) -> Value:
    return value if isinstance(value, str) else text_of(value, evaluator.run.holes, "a variable")


def _boolean(_: Evaluator, value: Value) -> Value:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _number(_: Evaluator, value: Value) -> Value:
    return number(value)


_SIMPLE: Final[Mapping[str, Callable[[Evaluator, Value], Value]]] = {
    "string": _string,
    "bool": _boolean,
    "number": _number,
}


def _list(evaluator: Evaluator, arguments: list[Node], value: Value) -> Value:
    if not isinstance(value, list):
        message = "a list is expected here"
        raise EvaluationError(message)
    return [convert(evaluator, arguments[0], each) for each in value]


def _set(evaluator: Evaluator, arguments: list[Node], value: Value) -> Value:
    items = _list(evaluator, arguments, value)
    return as_set(items, evaluator.run.holes) if isinstance(items, list) else items


def _map(evaluator: Evaluator, arguments: list[Node], value: Value) -> Value:
    if not isinstance(value, dict):
        message = "a map is expected here"
        raise EvaluationError(message)
    return {key: convert(evaluator, arguments[0], each) for key, each in value.items()}


def _object(evaluator: Evaluator, arguments: list[Node], value: Value) -> Value:
    if not isinstance(value, dict):
        message = "an object is expected here"
        raise EvaluationError(message)
    made: dict[str, Value] = {}
    declared = _inner(arguments[0])
    declared = declared.named_children[0] if declared.type == "collection_value" else declared
    for element in declared.named_children:
        if element.type != "object_elem":
            continue
        key, kind = (each for each in element.named_children if each.type == "expression")
        name = source(key).strip('"')
        made[name] = _attribute(evaluator, kind, value.get(name))
    return made


def _attribute(evaluator: Evaluator, kind: Node, value: Value) -> Value:
    """Convert an attribute of an object: ``optional(type, default)`` where it is not given."""
    node = _inner(kind)
    if node.type == "function_call" and source(node.named_children[0]) == "optional":
        listed = next(each for each in node.named_children if each.type == "function_arguments")
        arguments = [each for each in listed.named_children if each.type == "expression"]
        if value is None and len(arguments) > 1:
            value = evaluator.of(arguments[1])
        return convert(evaluator, arguments[0], value)
    return convert(evaluator, kind, value)


_COMPOUND: Final[Mapping[str, Callable[[Evaluator, list[Node], Value], Value]]] = {
    "list": _list,
    "set": _set,
    "map": _map,
    "object": _object,
}
