"""The files that a template reads as its own: a folder's walk does not read them a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.files import real_path
from corsgate_audit.collect.template.imported import body_file
from corsgate_audit.collect.template.include import TRANSFORM, included_file
from corsgate_audit.collect.template.nesting import NESTED_STACK, nested_path
from corsgate_audit.collect.template.resolver import scope_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from corsgate_audit.collect.template.document import Document
    from corsgate_audit.collect.template.stack import Resource, Scope

_IMPORTING = frozenset({"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"})
_BODIES = {
    **dict.fromkeys(_IMPORTING, "Body"),
    "AWS::Serverless::Api": "DefinitionBody",
    "AWS::Serverless::HttpApi": "DefinitionBody",
}


def parts_of_others(documents: Iterable[Document]) -> set[str]:
    """List the files that a template reads and that are judged with it, and so not by themselves.

    Nothing else is left out, whoever names it: a file that stands under a condition that is false,
    or in metadata that nobody reads, is judged by itself; so is one of those that nest each other.

    Args:
        documents: templates of a folder.

    Returns:
        Their paths, with all links resolved.
    """
    names = {str(real_path(document.path)): files_within(document) for document in documents}
    nested = {path for within in names.values() for path in within}
    roots = [path for path in names if path not in nested]
    reached = _reached(roots, names)
    for path in names:
        if path not in reached and path not in roots:
            # Only a circle leads here: its first file is read as if nothing nested it.
            roots.append(path)
            reached |= _reached([path], names)
    return reached - {*roots}


def _reached(roots: Iterable[str], names: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [*roots]
    while pending:
        new = names.get(pending.pop(), set()) - found
        found |= new
        pending.extend(new)
    return found


def files_within(document: Document) -> set[str]:
    """List the files that a template nests, imports APIs from, or includes as a whole.

    Args:
        document: a template.

    Returns:
        Their paths, with all links resolved.
    """
    scope = scope_of(document)
    existing = [each for each in scope.resources.values() if each.exists is not False]
    found = [*map(_file_of, existing), *_included(document, scope, existing)]
    real = (real_path(path) for path in found if path is not None)
    return {path for path in real if path is not None}


def _file_of(resource: Resource) -> Path | None:
    if resource.type == NESTED_STACK:
        return nested_path(resource)
    return body_file(resource) if resource.type in _IMPORTING else None


def _included(
    document: Document, scope: Scope, resources: Collection[Resource]
) -> Iterator[Path | None]:
    """Yield what ``AWS::Include`` puts in the place of all resources, or of the body of an API."""
    bodies = (
        properties.get(_BODIES[each.type])
        for each in resources
        if each.type in _BODIES and isinstance(properties := each.body.get("Properties"), dict)
    )
    for value in (document.resources, *bodies):
        if isinstance(value, dict) and TRANSFORM in value:
            yield included_file(scope.resolver, value[TRANSFORM])
