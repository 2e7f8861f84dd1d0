"""``AWS::Include`` in an API's document, which CloudFormation runs before SAM's own transform.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
("CloudFormation processes macros ... starting at the deepest nesting")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.document import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.collect.template.document import Document

_TRANSFORM: Final = "Fn::Transform"
_NAME: Final = "AWS::Include"
_BODY: Final = "DefinitionBody"


def join_includes(resources: Mapping[str, object], document: Document) -> bool:
    """Write the content of local files in the place of the includes in APIs' documents.

    Args:
        resources: resources of a SAM template; changed in place.
        document: the template, whose folder the paths are relative to.

    Returns:
        Whether there were any that could be read.
    """
    found = False
    for body in resources.values():
        properties = body.get("Properties") if isinstance(body, dict) else None
        written = properties.get(_BODY) if isinstance(properties, dict) else None
        if isinstance(properties, dict) and isinstance(written, dict):
            joined = _joined(written, document)
            found = found or joined != written
            properties[_BODY] = joined
    return found


def _joined(node: object, document: Document) -> object:
    """Join the includes at any depth; what a file holds is not searched: AWS does not nest them."""
    if isinstance(node, list):
        return [_joined(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    own = {name: _joined(item, document) for name, item in node.items() if name != _TRANSFORM}
    if _TRANSFORM not in node:
        return own
    included = _included(node[_TRANSFORM], document)
    return {**node, **own} if included is None else {**included, **own}


def _included(argument: object, document: Document) -> dict[str, object] | None:
    """Return what a local file holds; None for any other macro, or where it cannot be read."""
    location = _location(argument)
    if not isinstance(location, str) or "://" in location:
        return None
    try:
        document.reach.budget.take(includes=1)
        return read_document(document.path.parent / location, document.reach).content
    except TargetError:
        return None  # `unread_includes` says why


def _location(argument: object) -> object:
    """Return what an include names; None for any other macro."""
    if not isinstance(argument, dict) or argument.get("Name") != _NAME:
        return None
    parameters = argument.get("Parameters")
    return parameters.get("Location") if isinstance(parameters, dict) else None


def unread_includes(resources: Mapping[str, object], document: Document) -> dict[str, str]:
    """Say of the APIs' documents which include what was not read, and why.

    Args:
        resources: resources of a SAM template, with their includes joined.
        document: the template.

    Returns:
        Reasons by the logical ids of the APIs.
    """
    found = {}
    for name, body in resources.items():
        properties = body.get("Properties") if isinstance(body, dict) else None
        written = properties.get(_BODY) if isinstance(properties, dict) else None
        for location in _left(written):
            found[name] = f"the document of {name} includes {_why_not(location, document)}"
    return found


def _left(node: object) -> Iterator[object]:
    if isinstance(node, list):
        for item in node:
            yield from _left(item)
    elif isinstance(node, dict):
        location = _location(node.get(_TRANSFORM))
        if location is not None:
            yield location
        for item in node.values():
            yield from _left(item)


def _why_not(location: object, document: Document) -> str:
    if not isinstance(location, str) or "://" in location:
        return f"{location!r}, which is not a local file, and was not read"
    try:
        read_document(document.path.parent / location, document.reach)
    except TargetError as error:
        return f"what was not read: {error}"
    return f"{location!r}, which was not joined"
