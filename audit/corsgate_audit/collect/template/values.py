"""What a resolved template holds beside plain values: links to resources, and texts with holes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.budget import MAX_PARTS, MAX_TEXT
from corsgate_audit.collect.shapes import show
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.collect.template.stack import Resource

LATER: Final = "known only when the stack is deployed"


class NoValue:
    """``AWS::NoValue``: the property is left out."""


NO_VALUE: Final = NoValue()


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a resource of the template: enough to follow it, no value to judge.

    Args:
        resource: resource that it leads to.
        attribute: attribute of a ``GetAtt``; None for a ``Ref``.
        expression: expression as the template has it.
    """

    resource: Resource
    attribute: str | None
    expression: str


@dataclass(frozen=True, slots=True)
class Composite:
    """A text of which some parts are links, or unresolved.

    Args:
        parts: pieces of the text in their order.
        expression: expression as the template has it.
    """

    parts: tuple[str | Link | Unresolved, ...]
    expression: str


def expression(node: object) -> str:
    """Write an intrinsic function as YAML's short form does, for people.

    Example:
        >>> expression({"Fn::ImportValue": "shared-origin"})
        '!ImportValue shared-origin'
    """
    if not isinstance(node, dict) or len(node) != 1:
        return show(node)
    name, argument = next(iter(node.items()))
    if name == "Fn::GetAtt" and isinstance(argument, list):
        argument = ".".join(map(str, argument))
    written = argument if isinstance(argument, str) else json.dumps(argument, default=expression)
    return show(f"!{name.removeprefix('Fn::')} {written}")


def compose(parts: list[object], written: str) -> object:
    """Join parts into a text; a `Composite` where one of them is no plain text.

    A single link is itself: ``!Sub '${Api}'`` is ``!Ref Api``.
    """
    flat: list[str | Link | Unresolved] = []
    for part in parts:
        flat.extend(_parts(part))
    if len(flat) > MAX_PARTS or sum(len(part) for part in flat if isinstance(part, str)) > MAX_TEXT:
        return Unresolved(written, f"longer than {MAX_TEXT:,} characters, or {MAX_PARTS:,} parts")
    if all(isinstance(part, str) for part in flat):
        return "".join(part for part in flat if isinstance(part, str))
    if len(flat) == 1 and isinstance(flat[0], Link):
        return replace(flat[0], expression=written)
    return Composite(tuple(flat), written)


def _parts(value: object) -> tuple[str | Link | Unresolved, ...]:
    """Take a value apart, for a text that it becomes a part of."""
    if isinstance(value, Composite):
        return value.parts
    if isinstance(value, str | Link | Unresolved):
        return (value,)
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, int):
        return (str(value),)
    return (Unresolved(show(value), "a string is expected here"),)


def without_links(value: object) -> object:
    """Replace what only links resources, everywhere in a value, by `Unresolved`."""
    if isinstance(value, dict):
        return {name: without_links(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_links(item) for item in value]
    if isinstance(value, Link):
        return Unresolved(value.expression, LATER)
    if isinstance(value, Composite):
        return Unresolved(value.expression, _reason(value), literal=_literal(value))
    return value


def _literal(value: Composite) -> str:
    """Write the parts that are known, with a blank for each that is not."""
    return " ".join(part if isinstance(part, str) else "" for part in value.parts)


def _reason(value: Composite) -> str:
    """Say why a text could not be resolved: the first hole's reason."""
    return next((part.reason for part in value.parts if isinstance(part, Unresolved)), LATER)
