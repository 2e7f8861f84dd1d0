"""Finds the templates of nested stacks and joins them to the one that nests them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.sam.expand import expand, kept_reference
from corsgate_audit.collect.template.assets import asset_named, read_asset
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.resolver import scope_of
from corsgate_audit.model import CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.template.stack import Resource, Scope
    from corsgate_audit.model import Coverage

NESTED_STACK = "AWS::CloudFormation::Stack"
MAX_NESTED = 200
"""Nested stacks of one template: some that nest each other twice would be endlessly many."""


def join_nested(scope: Scope) -> Iterator[Coverage]:
    """Read all nested stacks into `Scope.children`.

    Args:
        scope: scope of the outermost template.

    Yields:
        What was read, and what could not be.
    """
    pending, count = [scope], 0
    while pending:
        parent = pending.pop()
        for resource in parent.resources.values():
            if resource.type != NESTED_STACK or resource.exists is False:
                continue
            count += 1
            problem = (
                _join(resource)
                if count <= MAX_NESTED
                else f"more than {MAX_NESTED} stacks are nested"
            )
            yield resource.covered(
                CoverageState.FAILED if problem else CoverageState.SCANNED, problem
            )
            pending.extend(parent.children[key] for key in (resource.logical_id,) if not problem)


def _join(resource: Resource) -> str | None:
    """Read one nested stack; say why not."""
    path = nested_path(resource)
    if path is None:
        return "the nested stack's template is not a local file, and was not read"
    if resource.scope.is_within(path):
        return f"{str(path)!r} is nested in itself"
    try:
        document = expand(read_document(path, resource.scope.document.reach), _known(resource))
    except TargetError as error:
        return f"the nested stack's template was not read: {error}"
    document.reach.join(path)
    resource.scope.children[resource.logical_id] = scope_of(
        document,
        pseudo={k: v for k, v in resource.scope.pseudo.items() if k != "AWS::StackName"},
        arguments=_arguments(resource),
        parent=resource.scope,
    )
    return None


def nested_path(resource: Resource) -> Path | None:
    """Find the file of a nested stack's template: a CDK asset, or a path beside the parent.

    The CDK CLI writes the asset's path beside the resource; an app that is synthesised without it
    only lists its assets in a file of their own.

    Source: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
    """
    asset = read_asset(resource)
    if asset is not None:
        return asset
    # Only this property: the others can ask for outputs of stacks that are not joined yet.
    written = resource.raw_property("TemplateURL")
    url = resource.scope.resolver.resolve(written)
    is_local = isinstance(url, str) and "://" not in url
    folder = resource.scope.document.path.parent
    return folder / str(url) if is_local else asset_named(resource, str(written))


def _known(resource: Resource) -> Mapping[str, object]:
    """Take the arguments for SAM's translator: what is no plain value stays a reference.

    None is resolved here: it can ask for outputs of stacks that are not joined yet.
    """
    return {
        name: value if isinstance(value, str | int) else kept_reference(name)
        for name, value in _arguments(resource).items()
    }


def _arguments(resource: Resource) -> Mapping[str, object]:
    """Take the nested stack's parameters as the parent writes them."""
    given = resource.raw_property("Parameters")
    return given if isinstance(given, dict) else {}
