"""Puts together the paths of a REST API's resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.values import Link, without_links
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.collect.template.stack import Resource

PATH_PART = "AWS::ApiGateway::Resource"


class Paths:
    """The paths of one API, each put together once.

    Args:
        api: the ``AWS::ApiGateway::RestApi``.
    """

    def __init__(self, api: Resource) -> None:
        self._api = api
        self._known: dict[Resource, str | Unresolved] = {}
        self._left_out: set[str] = set()

    def of(self, value: object) -> str | Unresolved:
        """Put together the path that a ``ResourceId`` or ``ParentId`` leads to.

        Args:
            value: resolved, links included.
        """
        part = linked(value, PATH_PART)
        if part is not None:
            return self._of_part(part)
        is_link = isinstance(value, Link) and value.resource is self._api
        if is_link and isinstance(value, Link) and value.attribute == "RootResourceId":
            return "/"
        plain = without_links(value)
        if isinstance(plain, Unresolved):
            return plain
        return Unresolved(show(plain), "the resource is not part of the template")

    def _of_part(self, part: Resource) -> str | Unresolved:
        """Put together the path of one ``AWS::ApiGateway::Resource``."""
        if part not in self._known:
            self._known[part] = Unresolved(part.logical_id, "the resource is its own parent")
            self._known[part] = self._joined(part)
        return self._known[part]

    def _joined(self, part: Resource) -> str | Unresolved:
        properties = properties_of(part)
        own = without_links(properties.get("PathPart"))
        parent = self.of(properties.get("ParentId"))
        if isinstance(parent, Unresolved):
            return parent
        if not isinstance(own, str):
            missing = Unresolved(part.logical_id, "its PathPart is not a string")
            return own if isinstance(own, Unresolved) else missing
        return f"{parent.rstrip('/')}/{own}"

    def leave_out(self, path: str) -> None:
        """Leave a path out: without one of its methods, the others would be misjudged."""
        self._left_out.add(path)

    def is_left_out(self, path: str) -> bool:
        """Report whether a path is left out."""
        return path in self._left_out
