"""What a configuration declares, as `corsgate_audit.collect.terraform.read` writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.terraform.declared import Planned
from corsgate_audit.collect.terraform.hcl.code import code_of
from corsgate_audit.collect.terraform.hcl.syntax import source
from corsgate_audit.collect.terraform.hcl.values import (
    Traced,
    Unknown,
    is_handle,
    is_marked,
    mapped,
    shown,
)
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from corsgate_audit.collect.terraform.hcl.code import Packed
    from corsgate_audit.collect.terraform.hcl.instances import Instance
    from corsgate_audit.collect.terraform.hcl.values import Holes, Value

_ADDRESS: Final = "invoke_url"
_STAGES: Final = frozenset(
    {"aws_api_gateway_stage", "aws_apigatewayv2_stage", "aws_api_gateway_deployment"}
)
_ROOT_RESOURCE: Final = "root_resource_id"


@dataclass(slots=True)
class ConfiguredLinks:
    """What the resources of a configuration refer to.

    Args:
        holes: unknown parts of texts.
        packed: archives, and the objects that are uploaded.
    """

    holes: Holes
    packed: Packed
    planned: dict[str, Planned] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    _values: dict[str, dict[str, Value]] = field(default_factory=dict)

    def add(self, instance: Instance) -> Planned:
        """Evaluate a resource, and note it under its address.

        Args:
            instance: resource of the configuration.
        """
        values = instance.values()
        maybe = instance.exists
        made = Planned(
            address=instance.address,
            type=instance.block.labels[0],
            module=instance.module,
            name=instance.block.labels[1],
            index=instance.key,
            values={name: mapped(value, self._finished) for name, value in values.items()},
            names=(instance.address,),
            called_at=instance.called_at,
            maybe=None if maybe is None else Unresolved(maybe.expression, maybe.reason),
        )
        self._values[instance.address] = values
        self.planned[instance.address] = made
        self.instances[instance.address] = instance
        return made

    def _finished(self, value: Value) -> object:
        """Write a text or an unknown value into the model's types."""
        if isinstance(value, Unknown):
            return Unresolved(value.expression, value.reason)
        if is_handle(value):
            return Unresolved("a resource", "a whole resource is known only after apply")
        if isinstance(value, str) and is_marked(value):
            return self._partly(value)
        return str(value) if isinstance(value, str) else value

    def _partly(self, text: str) -> Unresolved:
        parts = list(self.holes.parts(text))
        first = next((part for part in parts if isinstance(part, Unknown)), None)
        literal = " ".join(part if isinstance(part, str) else "" for part in parts)
        reason = first.reason if first else "a part of it is not known"
        return Unresolved(shown(self.holes.shown(text)), reason, literal=literal)

    def of(self, resource: Planned, attribute: str) -> tuple[Planned, str] | None:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        return self._behind(self._values[resource.address].get(attribute))

    def _behind(self, value: Value) -> tuple[Planned, str] | None:
        named: list[Unknown | Traced] = []
        if isinstance(value, Unknown | Traced):
            named = [value]
        elif isinstance(value, str) and is_marked(value):
            named = [part for part in self.holes.parts(value) if isinstance(part, Unknown)]
        for each in named:
            if each.address in self.planned:
                return self.planned[each.address], each.attribute
        return None

    def every(self, resource: Planned, attribute: str) -> list[Planned]:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        listed = self._values[resource.address].get(attribute)
        found = [self._behind(each) for each in listed] if isinstance(listed, list) else []
        return [each[0] for each in found if each is not None]

    def before(self, resource: Planned) -> list[str]:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        instance = self.instances[resource.address]
        expressions = instance.block.attributes
        named = {
            name
            for key in ("depends_on", "triggers")
            if key in expressions
            for name in _named(expressions[key].node)
        }
        return [
            each.address
            for each in self.planned.values()
            if each.module == resource.module and f"{each.type}.{each.name}" in named
        ]

    def content(self, resource: Planned, attribute: str, value: object) -> object:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        raw = self._values[resource.address].get(attribute)
        return raw if isinstance(raw, str) else value

    def linked(self, content: object) -> object:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        return mapped(content, self._link)

    def _link(self, value: object) -> object:
        if not isinstance(value, str) or not is_marked(value):
            return value
        parts = [self._part(part) for part in self.holes.parts(value)]
        if not any(isinstance(part, dict) for part in parts):
            return self._partly(value)
        return parts[0] if len(parts) == 1 else {"Fn::Join": ["", parts]}

    def _part(self, part: str | Unknown) -> object:
        if isinstance(part, str):
            return part
        if part.address is None or part.address not in self.planned:
            return Unresolved(part.expression, part.reason)
        if part.attribute == _ROOT_RESOURCE:
            return {"Fn::GetAtt": [part.address, "RootResourceId"]}
        return {"Ref": self._front_door(part.address, part.attribute)}

    def _front_door(self, address: str, attribute: str) -> str:
        """Return the API whose address a stage has as its ``invoke_url``."""
        if attribute == _ADDRESS and self.planned[address].type in _STAGES:
            values = self._values[address]
            found = self._behind(values.get("rest_api_id") or values.get("api_id"))
            if found is not None:
                return found[0].address
        return address

    def nested(self, resource: Planned) -> dict[str, object]:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        values = self._values[resource.address]
        return {name: mapped(value, self._nested) for name, value in values.items()}

    def _nested(self, value: object) -> object:
        if isinstance(value, Unknown):
            return self._part(value)
        return self._link(value) if is_marked(value) else self._finished(value)

    def code(self, resource: Planned) -> str | dict[str, str] | None:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        return code_of(self._values[resource.address], self.packed)


def _named(node: Node) -> Iterator[str]:
    """Yield the resources that an expression names: ``aws_api_gateway_integration.put``."""
    pending = [node]
    while pending:
        each = pending.pop()
        children = each.named_children
        for first, second in pairwise(children):
            if first.type == "variable_expr" and second.type == "get_attr":
                yield f"{source(first)}{source(second)}"
        pending.extend(children)


class ConfiguredPositions:
    """Where the resources of a configuration stand: each in its own file.

    Args:
        instances: the resources by address.
    """

    def __init__(self, instances: dict[str, Instance]) -> None:
        self._instances = instances

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        instance = self._at(names)
        return None if instance is None else instance.block.line

    def origin(self, *names: str) -> tuple[str, ...]:
        """See `Positions`."""
        return names[1:2]

    def source(self, *names: str) -> str | None:
        """See `Positions`."""
        instance = self._at(names)
        return None if instance is None else str(instance.block.path)

    def _at(self, names: tuple[str, ...]) -> Instance | None:
        return self._instances.get(names[1]) if len(names) > 1 else None
