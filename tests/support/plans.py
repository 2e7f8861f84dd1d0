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
        written = []
        for resource, configured in zip(self.resources, self.configured, strict=True):
            given = {
                **resource["values"],
                **{key: Reference(each) for key, each in configured["expressions"].items()},
            }
            body = "".join(_argument(name, value) for name, value in given.items())
            written.append(f'resource "{resource["type"]}" "{resource["name"]}" {{\n{body}}}\n')
        return "".join(written)

    def content(self) -> dict[str, Any]:
        """Return the plan."""
        return {
            "format_version": "1.2",
            "planned_values": {"root_module": {"resources": self.resources}},
            "resource_changes": self.changes,
            "configuration": {"root_module": {"resources": self.configured}},
        }


class Reference:
    """The references of an expression; the first is the expression."""

    def __init__(self, expression: dict[str, Any]) -> None:
        self.text = str(expression["references"][0])


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
