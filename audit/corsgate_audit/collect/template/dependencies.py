"""In which order CloudFormation makes the resources of a template.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.collect.template.stack import Resource

_names = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[^${}]*)?\}").findall


def made_before(resource: Resource) -> tuple[str, ...]:
    """Return the logical ids, sorted, of all that is made before a resource.

    Args:
        resource: resource of a template; its siblings are followed.
    """
    siblings: Mapping[str, Resource] = resource.scope.resources
    found: set[str] = set()
    waiting = [resource.logical_id]
    while waiting:
        for name in _direct(siblings[waiting.pop()].body):
            if name in siblings and name not in found:
                found.add(name)
                waiting.append(name)
    return tuple(sorted(found - {resource.logical_id}))


def _direct(body: Mapping[str, object]) -> Iterator[str]:
    """Yield what a resource names in ``DependsOn``, and refers to anywhere else."""
    named = body.get("DependsOn")
    yield from (str(name) for name in (named if isinstance(named, list) else [named]) if name)
    yield from _referred(body.get("Properties"))


def _referred(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _of_function(name, inner)
            yield from _referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _referred(inner)


def _of_function(name: str, value: object) -> Iterator[str]:
    if name == "Ref" and isinstance(value, str):
        yield value
    elif name == "Fn::GetAtt":
        yield str(value[0]) if isinstance(value, list) and value else str(value).partition(".")[0]
    elif name == "Fn::Sub":
        text = value[0] if isinstance(value, list) and value else value
        yield from _names(str(text))
