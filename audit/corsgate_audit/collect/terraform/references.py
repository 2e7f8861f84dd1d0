"""Follows what a plan's configuration says of values that are not known yet: references.

Source: https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.terraform.plan import mapping, maps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.collect.terraform.archives import Archives
    from corsgate_audit.collect.terraform.declared import Planned

_INDEX = re.compile(r"\[[^\]]{0,1000}\]")
"""One that is longer is no key of anybody's, and looking for its end may take forever."""
_IDENTITIES = ("id", "arn", "invoke_arn", "root_resource_id", "qualified_arn")
_MAX_STEPS = 50
"""Variables and outputs that one reference leads through: modules nest, and end."""


class References:
    """Finds the resource that an attribute refers to.

    Args:
        configuration: configuration of the plan; empty for a state.
        planned: all resources.
        archives: places of the functions' code.
    """

    def __init__(
        self, configuration: object, planned: Sequence[Planned], archives: Archives
    ) -> None:
        self._archives = archives
        self._root = mapping(mapping(configuration).get("root_module"))
        self._instances: dict[tuple[str, str], list[Planned]] = defaultdict(list)
        self._identities: dict[str, tuple[Planned, str]] = {}
        for each in planned:
            self._instances[each.module, f"{each.type}.{each.name}"].append(each)
            for attribute in _IDENTITIES:
                value = each.values.get(attribute)
                if isinstance(value, str) and value:
                    self._identities.setdefault(value, (each, attribute))

    def of(self, resource: Planned, attribute: str) -> tuple[Planned, str] | None:
        """Find what an attribute of a resource refers to.

        Args:
            resource: resource that has the attribute.
            attribute: its name.

        Returns:
            A resource of the plan and the attribute of it; None where there is none.
        """
        value = resource.values.get(attribute)
        if isinstance(value, str):
            named = self._identities.get(value.removeprefix("integrations/"))
            if named is not None and named[0] is not resource:
                return named
        for reference in self._written(resource, attribute):
            found = self._follow(resource.module, reference, resource, _MAX_STEPS)
            if found is not None:
                return found
        return None

    def every(self, resource: Planned, attribute: str) -> list[Planned]:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        values = resource.values.get(attribute)
        listed = values if isinstance(values, list) else []
        known = [self._identities[each][0] for each in listed if each in self._identities]
        if known:
            return known
        found = (
            self._follow(resource.module, each, resource, _MAX_STEPS)
            for each in self._written(resource, attribute)
        )
        return list({each[0].address: each[0] for each in found if each is not None}.values())

    def before(self, resource: Planned) -> list[str]:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        for each in maps(self._module(resource.module).get("resources")):
            if (each.get("type"), each.get("name")) == (resource.type, resource.name):
                named = each.get("depends_on")
                listed = [str(item) for item in named] if isinstance(named, list) else []
                listed += _references(mapping(each.get("expressions")).get("triggers"))
                return [
                    instance.address
                    for reference in listed
                    for instance in self._instances.get(
                        (resource.module, ".".join(_INDEX.sub("", reference).split(".")[:2])), []
                    )
                ]
        return []

    def content(self, _: Planned, __: str, value: object) -> object:
        """See `corsgate_audit.collect.terraform.declared.Links`: a plan holds plain values."""
        return value

    def linked(self, content: object) -> object:
        """See `corsgate_audit.collect.terraform.declared.Links`: a plan has no marks."""
        return content

    def nested(self, resource: Planned) -> Mapping[str, object]:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        return resource.values

    def code(self, resource: Planned) -> str | dict[str, str] | None:
        """See `corsgate_audit.collect.terraform.declared.Links`."""
        return self._archives.code_of(resource.values)

    def _written(self, resource: Planned, attribute: str) -> list[str]:
        """List the references in an attribute's expression, as the configuration has it."""
        for each in maps(self._module(resource.module).get("resources")):
            if (each.get("type"), each.get("name")) == (resource.type, resource.name):
                return _references(mapping(each.get("expressions")).get(attribute))
        return []

    def _module(self, address: str) -> Mapping[str, Any]:
        """Find a module's configuration by its address."""
        module = self._root
        for name in _steps(address):
            call = mapping(mapping(module.get("module_calls")).get(name))
            module = mapping(call.get("module"))
        return module

    def _follow(
        self, module: str, reference: str, asker: Planned, steps: int
    ) -> tuple[Planned, str] | None:
        """Follow one reference, through variables and outputs of modules."""
        if steps == 0:
            return None
        parts = _INDEX.sub("", reference).split(".")
        if parts[0] == "var":
            return self._variable(module, parts[1], asker, steps)
        if parts[0] == "module" and len(parts) > 2:  # noqa: PLR2004 - module, its name, its output
            return self._output(module, parts[1], parts[2], asker, steps)
        if parts[0] == "local" or len(parts) < 2:  # noqa: PLR2004 - a type and a name
            return None
        instances = self._instances.get((module, ".".join(parts[:2])), [])
        same = [each for each in instances if each.index == asker.index]
        chosen = instances if len(instances) == 1 else _exactly(instances, reference) or same
        if len(chosen) != 1:
            return None
        return chosen[0], parts[2] if len(parts) > 2 else "id"  # noqa: PLR2004 - and an attribute

    def _variable(
        self, module: str, name: str, asker: Planned, steps: int
    ) -> tuple[Planned, str] | None:
        """Follow a variable to what the calling module gives for it."""
        names = _steps(module)
        if not names:
            return None
        around = _parent(module)
        call = mapping(mapping(self._module(around).get("module_calls")).get(names[-1]))
        given = _references(mapping(call.get("expressions")).get(name))
        found = (self._follow(around, each, asker, steps - 1) for each in given)
        return next((each for each in found if each is not None), None)

    def _output(
        self, module: str, call: str, name: str, asker: Planned, steps: int
    ) -> tuple[Planned, str] | None:
        """Follow an output of a child module."""
        child = f"{module}.module.{call}" if module else f"module.{call}"
        outputs = mapping(self._module(child).get("outputs"))
        given = _references(mapping(outputs.get(name)).get("expression"))
        found = (self._follow(child, each, asker, steps - 1) for each in given)
        return next((each for each in found if each is not None), None)


def _references(expression: object) -> list[str]:
    """List the references of an expression. A plan lists ``a.b.id`` before its own part ``a.b``."""
    listed = mapping(expression).get("references")
    return [str(each) for each in listed] if isinstance(listed, list) else []


def _steps(address: str) -> list[str]:
    """Split a module's address into the names of the calls that lead to it."""
    return [name for name in _INDEX.sub("", address).split(".") if name and name != "module"]


def _parent(address: str) -> str:
    """Return the address of the module around a module."""
    return address.rpartition("module.")[0].rstrip(".")


def _exactly(instances: Sequence[Planned], reference: str) -> list[Planned]:
    """Find the instance that a reference names by its index."""
    return list(_named(instances, reference))


def _named(instances: Sequence[Planned], reference: str) -> Iterator[Planned]:
    for each in instances:
        own = each.address.removeprefix(f"{each.module}." if each.module else "")
        if reference == own or reference.startswith(f"{own}."):
            yield each
