"""What a plan or a configuration declares, whichever of them it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.template.positions import Positions
    from corsgate_audit.model import Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One resource.

    Args:
        address: ``module.shop["eu"].aws_api_gateway_method.put``.
        type: ``aws_api_gateway_method``.
        module: the address of its module; empty for the root.
        name: its own, without an index.
        index: index of ``count`` or ``for_each``; None where there is none.
        values: values that are known, and `Unresolved` in the place of those that are not.
        names: names of the members of the plan that lead to it; the address in a configuration.
        maybe: why it is not known whether it exists; None for one that does.
        called_at: places of the calls that lead to it: ``main.tf:3``; empty for none.
    """

    address: str
    type: str
    module: str
    name: str
    index: object
    values: Mapping[str, Any]
    names: tuple[str, ...]
    maybe: Unresolved | None = None
    called_at: str = ""


class Links(Protocol):
    """What resources refer to."""

    def of(self, resource: Planned, attribute: str) -> tuple[Planned, str] | None:
        """Find the resource, and its attribute, that an attribute of a resource refers to."""

    def every(self, resource: Planned, attribute: str) -> Sequence[Planned]:
        """Find all resources that a list of references leads to."""

    def before(self, resource: Planned) -> Sequence[str]:
        """List the addresses that a resource waits for, because it names them."""

    def content(self, resource: Planned, attribute: str, value: object) -> object:
        """Return a text of a resource that is a document, with marks for what is not known."""

    def linked(self, content: object) -> object:
        """Write links to resources in the place of the marks in a document."""

    def nested(self, resource: Planned) -> Mapping[str, object]:
        """Return the arguments of a resource, with links in CloudFormation's form within them."""

    def code(self, resource: Planned) -> str | dict[str, str] | None:
        """Return where the code of a function or a layer lies, relative to the target.

        Code that is written into an archive is ``{"ZipFile": code}``, as in CloudFormation.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Resources, with what it takes to write them as a template.

    Args:
        path: path of the plan, or of a file of the configuration.
        planned: the resources.
        links: what they refer to.
        positions: their places in the files.
        reach: what their paths may lead to.
    """

    path: Path
    planned: Sequence[Planned]
    links: Links
    positions: Positions
    reach: Reach = field(compare=False, repr=False)
