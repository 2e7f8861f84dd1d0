"""The resources of a template and of the stacks nested in it, as one set that can be walked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from corsgate_audit.collect.files import real_path
from corsgate_audit.model import Coverage, CoverageState, Location, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.template.document import Document


CDK_PATH = "aws:cdk:path"
"""In the metadata of what the CDK writes: https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html"""


class Resource:
    """One resource of a template.

    Args:
        scope: the template that declares it.
        logical_id: its name there.
        body: body as the template has it.
    """

    def __init__(self, scope: Scope, logical_id: str, body: Mapping[str, object]) -> None:
        self.scope = scope
        self.logical_id = logical_id
        self.body = body

    @property
    def type(self) -> str:
        """As CloudFormation names it: ``AWS::ApiGateway::Method``."""
        return str(self.body.get("Type"))

    @cached_property
    def properties(self) -> Mapping[str, object] | Unresolved:
        """The resolved properties, links included."""
        value = self.scope.resolver.resolve(self.body.get("Properties"))
        if value is None:
            return {}
        if isinstance(value, dict | Unresolved):
            return value
        return Unresolved(self.logical_id, "its Properties are not an object")

    def raw_property(self, name: str) -> object:
        """Take one property as the template writes it."""
        properties = self.body.get("Properties")
        return properties.get(name) if isinstance(properties, dict) else None

    @cached_property
    def exists(self) -> bool | Unresolved:
        """Whether the resource's condition holds."""
        name = self.condition
        return True if name is None else self.scope.resolver.condition(name)

    @property
    def condition(self) -> str | None:
        """The name of its condition."""
        name = self.body.get("Condition")
        return None if name is None else str(name)

    def shares_condition(self, other: Resource) -> bool:
        """Report whether this one exists wherever the other does."""
        return self.condition == other.condition and self.scope is other.scope

    @property
    def metadata(self) -> Mapping[str, object]:
        """The resource's metadata, as the template has them."""
        value = self.body.get("Metadata")
        return value if isinstance(value, dict) else {}

    @property
    def location(self) -> Location:
        """Where the template declares it."""
        logical_id = self.logical_id
        found = self.scope.document.location("Resources", logical_id, logical_id=logical_id)
        construct = self.metadata.get(CDK_PATH)
        return replace(found, construct=construct) if isinstance(construct, str) else found

    @property
    def label(self) -> str:
        """How coverage names it."""
        source = self.scope.document.source("Resources", self.logical_id)
        return f"{source}#{self.logical_id}"

    def covered(
        self, state: CoverageState, reason: str | None = None, service: str | None = None
    ) -> Coverage:
        """Say whether it was seen."""
        parts = self.type.split("::")
        default = parts[1].lower() if len(parts) > 1 else "cloudformation"
        return Coverage(service=service or default, resource=self.label, state=state, reason=reason)


class Exports(Protocol):
    """What the templates export that are read together."""

    def value(self, name: str, written: str) -> object:
        """Resolve an export by its name, for a template that imports it."""


class Resolving(Protocol):
    """Evaluates what a template holds, as `corsgate_audit.collect.template.resolver` does it.

    Intrinsic functions and conditions are evaluated in terms of each other: each of them knows no
    more of the others than this.
    """

    scope: Scope
    including: set[Path]

    def resolve(self, node: object) -> object:
        """Resolve a value and all within it."""

    def condition(self, name: str) -> bool | Unresolved:
        """Evaluate a condition of the template by its name."""

    def reference(self, name: str, written: str) -> object:
        """Evaluate ``Ref``: a pseudo parameter, a parameter or a resource."""

    def attribute(self, name: str, attribute: str, written: str) -> object:
        """Evaluate ``GetAtt``: an output of a nested stack, or a link to a resource."""

    def output(self, name: str, written: str) -> object:
        """Resolve one of the template's outputs, for the template around it."""

    def included(self, path: Path) -> Document:
        """Return a file that the template includes."""


@dataclass(eq=False, slots=True)
class Scope:
    """A template with the values that its parameters and pseudo parameters have.

    `corsgate_audit.collect.template.resolver.scope_of` makes one, with what resolves its values.

    Args:
        document: the template.
        pseudo: the pseudo parameters that are known: ``AWS::Region``.
        arguments: values for its parameters, as the parent template writes them.
        parent: scope that the arguments are resolved in; None for a template that is no nested
            stack's.
        exports: what the templates that are read together export; None where it is read alone.
    """

    document: Document
    pseudo: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, object] = field(default_factory=dict)
    parent: Scope | None = None
    exports: Exports | None = None
    resources: dict[str, Resource] = field(init=False)
    children: dict[str, Scope] = field(init=False, default_factory=dict)
    resolver: Resolving = field(init=False)

    def __post_init__(self) -> None:
        """Name the template's resources."""
        self.resources = {
            name: Resource(self, name, body)
            for name, body in self.document.resources.items()
            if isinstance(body, dict)
        }

    def section(self, name: str) -> Mapping[str, object]:
        """One of the template's sections; empty where it is absent."""
        value = self.document.content.get(name)
        return value if isinstance(value, dict) else {}

    def exported(self, name: str, written: str) -> object:
        """Evaluate ``ImportValue``: what a template that is read with this one exports.

        Args:
            name: name of the export.
            written: expression as the template has it.
        """
        top = self
        while top.parent is not None:
            top = top.parent
        if top.exports is None:
            return Unresolved(written, "an export of another stack")
        return top.exports.value(name, written)

    def is_within(self, path: Path) -> bool:
        """Report whether a template is this one, or one that this one is nested in."""
        own = real_path(self.document.path) == real_path(path)
        return own or (self.parent is not None and self.parent.is_within(path))

    def walk(self) -> Iterator[Resource]:
        """All resources, the nested stacks' included, but for those whose condition is false."""
        for resource in self.resources.values():
            if resource.exists is False:
                continue
            yield resource
            if resource.logical_id in self.children:
                yield from self.children[resource.logical_id].walk()
