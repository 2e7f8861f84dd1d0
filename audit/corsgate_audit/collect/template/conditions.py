"""CloudFormation's conditions, with a third value for what the template alone cannot say.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.collect.template.values import (
    LATER,
    Composite,
    Link,
    expression,
    without_links,
)
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.collect.template.stack import Resolving

Truth: TypeAlias = bool | Unresolved


def evaluate(resolver: Resolving, node: object) -> Truth:
    """Evaluate one condition.

    Args:
        resolver: resolver of the template.
        node: the condition as the template has it.
    """
    if isinstance(node, Unresolved):
        return node
    name, argument = _call(node)
    if name == "Condition":
        return resolver.condition(str(argument))
    operator = _OPERATORS.get(name)
    if operator is None or not isinstance(argument, list) or not argument:
        return Unresolved(expression(node), "this is not a condition")
    return operator(resolver, argument)


def _call(node: object) -> tuple[str, object]:
    """Take a function apart."""
    return next(iter(node.items())) if isinstance(node, dict) and len(node) == 1 else ("", None)


def _and(resolver: Resolving, parts: list[object]) -> Truth:
    truths = [evaluate(resolver, part) for part in parts]
    if False in truths:
        return False
    return next((truth for truth in truths if isinstance(truth, Unresolved)), True)


def _or(resolver: Resolving, parts: list[object]) -> Truth:
    truths = [evaluate(resolver, part) for part in parts]
    if True in truths:
        return True
    return next((truth for truth in truths if isinstance(truth, Unresolved)), False)


def _not(resolver: Resolving, parts: list[object]) -> Truth:
    truth = evaluate(resolver, parts[0])
    return truth if isinstance(truth, Unresolved) else not truth


def _equals(resolver: Resolving, parts: list[object]) -> Truth:
    values = [resolver.resolve(part) for part in parts]
    for value in values:
        if isinstance(value, Link | Composite):
            return Unresolved(value.expression, LATER)
        plain = without_links(value)
        if isinstance(plain, Unresolved):
            return plain
    first, *rest = map(_as_text, values)
    return all(value == first for value in rest)


def _as_text(value: object) -> object:
    """Write numbers and booleans as texts: CloudFormation's parameters are texts."""
    return str(value).lower() if isinstance(value, bool) else str(value)


_OPERATORS: Mapping[str, Callable[[Resolving, list[object]], Truth]] = {
    "Fn::And": _and,
    "Fn::Or": _or,
    "Fn::Not": _not,
    "Fn::Equals": _equals,
}
