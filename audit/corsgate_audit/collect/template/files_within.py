"""The files that a template reads: a folder's walk does not read them a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.files import real_path
from corsgate_audit.collect.template.imported import body_file
from corsgate_audit.collect.template.include import TRANSFORM, included_file
from corsgate_audit.collect.template.nesting import NESTED_STACK, nested_path
from corsgate_audit.collect.template.resolver import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.collect.template.document import Document


def files_within(document: Document) -> set[str]:
    """List the files that a template nests, imports APIs from, or includes.

    Args:
        document: a template.

    Returns:
        Their paths, with all links resolved.
    """
    scope = scope_of(document)
    found: list[Path | None] = [
        nested_path(resource) if resource.type == NESTED_STACK else body_file(resource)
        for resource in scope.resources.values()
    ]
    found.extend(included_file(scope.resolver, each) for each in _transforms(document.resources))
    real = (real_path(path) for path in found if path is not None)
    return {path for path in real if path is not None}


def _transforms(value: object) -> Iterator[object]:
    """Find the arguments of all ``Fn::Transform``."""
    if isinstance(value, dict):
        if TRANSFORM in value:
            yield value[TRANSFORM]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _transforms(part)
