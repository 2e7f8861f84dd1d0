"""Follows the links between a template's resources."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.values import Link, without_links
from corsgate_audit.model import CoverageState, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Coverage

Parts = "dict[Resource, dict[str, list[Resource]]]"


def linked(value: object, kind: str) -> Resource | None:
    """The resource of a kind that a value links to."""
    is_linked = isinstance(value, Link) and value.resource.type == kind
    return value.resource if is_linked and isinstance(value, Link) else None


def properties_of(resource: Resource) -> Mapping[str, object]:
    """A resource's properties; empty where even they are unresolved."""
    properties = resource.properties
    return {} if isinstance(properties, Unresolved) else properties


def belonging(
    resources: Iterable[Resource], *, kinds: frozenset[str], naming: str, api_kind: str
) -> tuple[dict[Resource, dict[str, list[Resource]]], list[Coverage]]:
    """Sort resources by the API that they belong to.

    Args:
        resources: resources of a template and those nested in it.
        kinds: kinds that belong to an API.
        naming: the property that names the API.
        api_kind: the API's own type.

    Returns:
        For each API its parts by type, and coverage of those whose API is not in the template.
    """
    parts: dict[Resource, dict[str, list[Resource]]] = defaultdict(lambda: defaultdict(list))
    strays: list[Coverage] = []
    for resource in resources:
        if resource.type not in kinds:
            continue
        value = properties_of(resource).get(naming)
        api = linked(value, api_kind)
        if api is not None:
            parts[api][resource.type].append(resource)
        else:
            strays.append(_stray(resource, naming, value))
    return parts, strays


def _stray(resource: Resource, naming: str, value: object) -> Coverage:
    """Say that a part belongs to an API that the template does not hold."""
    plain = without_links(value)
    named = f"{plain.expression} ({plain.reason})" if isinstance(plain, Unresolved) else show(plain)
    reason = f"it belongs to an API that is not part of this template: {naming} is {named}"
    return resource.covered(CoverageState.UNRESOLVED, reason)
