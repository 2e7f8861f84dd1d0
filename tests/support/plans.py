"""Terraform plans, written from what a module declares."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect import collect
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection


@dataclass
class Plan:
    """A plan of one module, as ``terraform show -json`` writes it."""

    resources: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    configured: list[dict[str, Any]] = field(default_factory=list)

    def add(self, address: str, index: object = None, **arguments: object) -> Plan:
        """Declare a resource; an argument that is a list in a tuple is a list of references."""
        kind, name = address.split(".")
        place = address if index is None else f"{address}[{json.dumps(index)}]"
        links = {key: value for key, value in arguments.items() if isinstance(value, tuple)}
        values = {key: value for key, value in arguments.items() if key not in links}
        self.resources.append(
            {
                "address": place,
                "mode": "managed",
                "type": kind,
                "name": name,
                **({} if index is None else {"index": index}),
                "values": values,
            }
        )
        unknown = {"id": True, **dict.fromkeys(links, True)}
        self.changes.append({"address": place, "change": {"after_unknown": unknown}})
        expressions = {key: {"references": list(value)} for key, value in links.items()}
        self.configured.append({"type": kind, "name": name, "expressions": expressions})
        return self

    def hcl(self) -> str:
        """Return the configuration that this is a plan of: blocks, values and references."""
        instances: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]] = {}
        for resource, configured in zip(self.resources, self.configured, strict=True):
            of_block = instances.setdefault((resource["type"], resource["name"]), [])
            of_block.append((resource, configured["expressions"]))
        return "".join(_block(*names, of_block) for names, of_block in instances.items())

    def content(self) -> dict[str, Any]:
        """Return the plan."""
        return {
            "format_version": "1.2",
            "planned_values": {"root_module": {"resources": self.resources}},
            "resource_changes": self.changes,
            "configuration": {"root_module": {"resources": self.configured}},
        }


class Reference:
    """The references of an expression.

    A plan lists what an expression leads to, the longest first: ``a.b.id``, ``a.b``. Those that
    are part of none before them are what it is made of.
    """

    def __init__(self, expression: dict[str, Any]) -> None:
        references = [str(each) for each in expression["references"]]
        if "each.key" in references:
            self.text = f"{references[0]}[each.key].id"
            return
        own = [
            each
            for at, each in enumerate(references)
            if not any(before.startswith((f"{each}.", f"{each}[")) for before in references[:at])
        ]
        self.text = own[0] if len(own) == 1 else f"[{', '.join(own)}]"


def _block(kind: str, name: str, instances: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """Write a resource; one with indexes has them in ``for_each``, and a value by its key."""
    resource, expressions = instances[0]
    index = resource.get("index")
    given = {
        **resource["values"],
        **{key: Reference(each) for key, each in expressions.items()},
    }
    body = "".join(
        f"  {key} = each.key\n" if index is not None and value == index else _argument(key, value)
        for key, value in given.items()
    )
    if index is not None:
        keys = json.dumps([each["index"] for each, _ in instances])
        body = f"  for_each = toset({keys})\n{body}"
    return f'resource "{kind}" "{name}" {{\n{body}}}\n'


def _argument(name: str, value: object) -> str:
    if isinstance(value, Reference):
        return f"  {name} = {value.text}\n"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        inner = "".join(_argument(key, item) for key, item in value[0].items())
        return f"  {name} {{\n{inner}  }}\n"
    return f"  {name} = {json.dumps(value)}\n"


def configured(folder: Path, plan: Plan) -> Collection:
    """Read the configuration that a plan is of."""
    return collect([write(folder, "configured/main.tf", plan.hcl())])


def read(folder: Path, content: dict[str, Any]) -> Collection:
    """Read a plan."""
    return collect([write(folder, "plan.json", json.dumps(content, indent=1))])
