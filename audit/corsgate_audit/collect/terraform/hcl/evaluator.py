"""Evaluates expressions: literals, references, operators, conditions, `for`, calls.

What is not known stays unknown in everything that is made of it. Source:
https://developer.hashicorp.com/terraform/language/expressions
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.terraform.hcl import operators, templates
from corsgate_audit.collect.terraform.hcl.access import key_text, pairs, take
from corsgate_audit.collect.terraform.hcl.calls import call
from corsgate_audit.collect.terraform.hcl.syntax import source
from corsgate_audit.collect.terraform.hcl.values import (
    MAX_SIZE,
    EvaluationError,
    Unknown,
    bounded,
    renamed,
    shown,
    size_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tree_sitter import Node

    from corsgate_audit.collect.terraform.hcl.evaluating import Names, Run
    from corsgate_audit.collect.terraform.hcl.syntax import Expression
    from corsgate_audit.collect.terraform.hcl.values import Value

_STEPS_OF_A_NODE: Final = 5
"""A node takes as long as some values of a template."""
_DEEPEST: Final = 150
"""Expressions within each other, references followed: more than that is a chain without end."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates expressions of one module.

    Args:
        run: what all expressions of the run share.
        names: names of the module.
        local: names that only a part of it knows: ``each``, ``count``, those of a ``for``.
        depth: expressions around this one.
    """

    run: Run
    names: Names
    local: Mapping[str, Value] = field(default_factory=dict)
    depth: int = 0

    def value(self, expression: Expression) -> Value:
        """Evaluate an expression; what Terraform would refuse is unknown.

        Args:
            expression: right side of an attribute.
        """
        try:
            return self.of(expression.node)
        except EvaluationError as error:
            return Unknown(shown(source(expression.node)), str(error))
        except RecursionError:
            return Unknown(shown(source(expression.node)), "nested too deeply")

    def of(self, node: Node) -> Value:
        """Evaluate a node.

        Raises:
            EvaluationError: Terraform would refuse it.
        """
        self.run.budget.take(steps=_STEPS_OF_A_NODE)
        if self.depth > _DEEPEST:
            message = f"more than {_DEEPEST} expressions within each other"
            raise EvaluationError(message)
        inner = replace(self, depth=self.depth + 1)
        children = [each for each in node.named_children if each.type != "comment"]
        if len(children) > 1 and children[0].type in _HEADS and node.type == "expression":
            return _postfix(inner, children)
        work = _KINDS.get(node.type)
        if work is not None:
            return bounded(work(inner, node))
        if len(children) == 1:
            return inner.of(children[0])
        # A value with steps behind it, inside an operation: -a.b, a.b == c
        return _postfix(inner, children)

    def with_names(self, names: Mapping[str, Value]) -> Evaluator:
        """Return one that knows some more names.

        Args:
            names: values by name.
        """
        return replace(self, local={**self.local, **names})

    def template(self, expression: Expression, values: Mapping[str, Value]) -> Value:
        """Render a template that knows nothing but some names.

        Args:
            expression: template, parsed.
            values: its variables.
        """
        inner = Evaluator(self.run, _NoNames(), values, self.depth)
        rendered = inner.of(expression.node)
        # The line break before the end mark is the heredoc's, not the file's.
        return rendered[:-1] if isinstance(rendered, str) else rendered


class _NoNames:
    def lookup(self, name: str) -> Value:
        message = f"the template is not given {name!r}"
        raise EvaluationError(message)


_HEADS = frozenset(
    {
        "variable_expr",
        "function_call",
        "collection_value",
        "literal_value",
        "template_expr",
        "for_expr",
        "expression",
    }
)
_STEPS = frozenset({"get_attr", "index", "splat"})


def _postfix(evaluator: Evaluator, nodes: list[Node]) -> Value:
    """Evaluate a value with the attributes, indexes and splats behind it."""
    head, *steps = nodes
    if any(step.type not in _STEPS for step in steps):
        message = f"{head.type} is not evaluated here"
        raise EvaluationError(message)
    value = evaluator.of(head)
    written = source(head)
    return follow(evaluator, value, steps, written)


def follow(evaluator: Evaluator, value: Value, steps: list[Node], written: str) -> Value:
    """Follow attributes, indexes and splats.

    Args:
        evaluator: evaluates the indexes.
        value: value that they begin at.
        steps: nodes of the steps.
        written: expression of the value, for people.

    Raises:
        EvaluationError: a step leads nowhere.
    """
    for number, step in enumerate(steps):
        evaluator.run.budget.take(steps=1)
        if step.type == "splat":
            rest = [each for each in step.named_children[0].named_children if each.type in _STEPS]
            return _splat(evaluator, value, [*rest, *steps[number + 1 :]], written)
        key = _key(evaluator, step)
        written += source(step)
        value = take(value, key, written)
    return value


def _key(evaluator: Evaluator, step: Node) -> Value:
    if step.type == "get_attr":
        return source(step.named_children[0])
    inner = step.named_children[0]
    if inner.type == "legacy_index":
        return int(source(inner).removeprefix(".")[:9] or 0)
    return evaluator.of(inner.named_children[0])


def _splat(evaluator: Evaluator, value: Value, steps: list[Node], written: str) -> Value:
    if isinstance(value, Unknown):
        return renamed(value, f"{written}[*]")
    items = value if isinstance(value, list) else [] if value is None else [value]
    if isinstance(value, dict):
        items = [value]
    return [follow(evaluator, item, steps, written) for item in items]


def _literal(evaluator: Evaluator, node: Node) -> Value:
    kind = node.named_children[0]
    text = source(kind)
    if kind.type == "numeric_lit":
        number = float(text) if len(text) <= 40 else float("inf")  # noqa: PLR2004 - digits
        return int(number) if number.is_integer() else number
    if kind.type == "bool_lit":
        return text == "true"
    return None if kind.type == "null_lit" else templates.quoted(evaluator, kind)


def _template(evaluator: Evaluator, node: Node) -> Value:
    return templates.template(evaluator, node.named_children[0])


def _variable(evaluator: Evaluator, node: Node) -> Value:
    name = source(node)
    return evaluator.local[name] if name in evaluator.local else evaluator.names.lookup(name)


def _collection(evaluator: Evaluator, node: Node) -> Value:
    kind = node.named_children[0]
    if kind.type == "tuple":
        return [evaluator.of(each) for each in kind.named_children if each.type == "expression"]
    made: dict[str, Value] = {}
    for element in kind.named_children:
        if element.type == "object_elem":
            key, value = (each for each in element.named_children if each.type == "expression")
            name = _object_key(evaluator, key)
            made[name] = evaluator.of(value)
    return made


def _object_key(evaluator: Evaluator, node: Node) -> str:
    """Evaluate a key of an object: a bare name stands for itself."""
    inner = node.named_children[0]
    is_bare = len(node.children) == 1 and inner.type == "variable_expr"
    key = source(inner) if is_bare else evaluator.of(node)
    return key_text(key)


def _operation(evaluator: Evaluator, node: Node) -> Value:
    inner = node.named_children[0]
    written = shown(source(node))
    operator = next(each.type for each in inner.children if not each.is_named)
    groups: list[list[Node]] = [[]]
    for each in inner.children:
        if each.is_named:
            groups[-1].append(each)
        elif groups[-1]:
            groups.append([])
    # Both sides are evaluated where needed alone: false && anything is false.
    sides = [lambda nodes=nodes: _operand(evaluator, nodes) for nodes in groups if nodes]
    return operators.apply(operator, sides, written, evaluator.run.holes)


def _operand(evaluator: Evaluator, nodes: list[Node]) -> Value:
    return evaluator.of(nodes[0]) if len(nodes) == 1 else _postfix(evaluator, nodes)


def _conditional(evaluator: Evaluator, node: Node) -> Value:
    condition, then, otherwise = (each for each in node.named_children if each.type == "expression")
    holds = operators.truth(evaluator.of(condition), source(condition))
    if isinstance(holds, bool):
        return evaluator.of(then if holds else otherwise)
    first, second = evaluator.of(then), evaluator.of(otherwise)
    is_same = not isinstance(first, Unknown) and first == second
    return first if is_same else Unknown(shown(source(node)), holds.reason)


def _call(evaluator: Evaluator, node: Node) -> Value:
    return call(evaluator, node)


def _for(evaluator: Evaluator, node: Node) -> Value:
    """Evaluate a ``for``; where a condition is not known, the whole is not."""
    inner = node.named_children[0]
    intro = next(each for each in inner.named_children if each.type == "for_intro")
    names = [source(each) for each in intro.named_children if each.type == "identifier"]
    source_node = next(each for each in intro.named_children if each.type == "expression")
    results = [each for each in inner.named_children if each.type == "expression"]
    condition = next((each for each in inner.named_children if each.type == "for_cond"), None)
    is_grouped = any(each.type == "ellipsis" for each in inner.named_children)
    collection = evaluator.of(source_node)
    if isinstance(collection, Unknown):
        return Unknown(shown(source(node)), collection.reason)
    items: list[Value] = []
    members: dict[str, Value] = {}
    left = MAX_SIZE
    for key, value in pairs(collection):
        given = {names[-1]: value, **({names[0]: key} if len(names) > 1 else {})}
        each = evaluator.with_names(given)
        if condition is not None:
            holds = operators.truth(each.of(condition.named_children[-1]), source(condition))
            if isinstance(holds, Unknown):
                return Unknown(shown(source(node)), holds.reason)
            if not holds:
                continue
        result = each.of(results[-1])
        left -= size_of(result)
        if left < 0:
            message = f"more than {MAX_SIZE:,} values"
            raise EvaluationError(message)
        if len(results) == 1:
            items.append(result)
            continue
        name = key_text(each.of(results[0]))
        if is_grouped:
            group = members.setdefault(name, [])
            group.append(result)  # type: ignore[attr-defined]  # a list, by the line above
        else:
            members[name] = result
    return items if len(results) == 1 else members


_KINDS: Final[Mapping[str, Callable[[Evaluator, Node], Value]]] = {
    "literal_value": _literal,
    "template_expr": _template,
    "variable_expr": _variable,
    "collection_value": _collection,
    "operation": _operation,
    "conditional": _conditional,
    "function_call": _call,
    "for_expr": _for,
    "quoted_template": templates.template,
    "heredoc_template": templates.template,
    "string_lit": templates.quoted,
}
