"""Finds the templates of nested stacks and joins them to the one that nests them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.stack import Scope
from corsgate_audit.model import CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.template.document import Document
    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Coverage

NESTED_STACK = "AWS::CloudFormation::Stack"
_CDK_ASSET = "aws:asset:path"
_CDK_TEMPLATE, _CDK_ASSETS = ".template.json", ".assets.json"
MAX_NESTED = 200
"""Nested stacks of one template: some that nest each other twice would be endlessly many."""


def join_nested(scope: Scope) -> Iterator[Coverage]:
    """Read all nested stacks into `Scope.children`.

    Args:
        scope: of the outermost template.

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
        document = read_document(path)
    except TargetError as error:
        return f"the nested stack's template was not read: {error}"
    resource.scope.children[resource.logical_id] = Scope(
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
    folder = resource.scope.document.path.parent
    asset = resource.metadata.get(_CDK_ASSET)
    if isinstance(asset, str):
        return folder / asset
    # Only this property: the others can ask for outputs of stacks that are not joined yet.
    url = resource.scope.resolver.resolve(_property(resource, "TemplateURL"))
    is_local = isinstance(url, str) and "://" not in url
    return folder / str(url) if is_local else _listed_asset(resource)


def _listed_asset(resource: Resource) -> Path | None:
    """Find a nested stack's template in the CDK's list of the outermost stack's assets.

    Source: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
    """
    outermost = resource.scope
    while outermost.parent is not None:
        outermost = outermost.parent
    template = outermost.document.path
    listing = template.with_name(template.name.replace(_CDK_TEMPLATE, _CDK_ASSETS))
    if listing == template or not listing.is_file():
        return None
    try:
        files = read_document(listing).content.get("files")
    except TargetError:
        return None  # the stack is then reported as one whose template was not read
    url = str(_property(resource, "TemplateURL"))
    named = (files[key] for key in files if f"/{key}." in url) if isinstance(files, dict) else ()
    sources = (each.get("source") for each in named if isinstance(each, dict))
    paths = (each.get("path") for each in sources if isinstance(each, dict))
    return next((template.parent / path for path in paths if isinstance(path, str)), None)


def _arguments(resource: Resource) -> Mapping[str, object]:
    """Take the nested stack's parameters as the parent writes them."""
    given = _property(resource, "Parameters")
    return given if isinstance(given, dict) else {}


def _property(resource: Resource, name: str) -> object:
    """Take one property as the template writes it."""
    properties = resource.body.get("Properties")
    return properties.get(name) if isinstance(properties, dict) else None


def nested_files(document: Document) -> set[Path]:
    """List the files that a template nests, so that a folder does not read them twice."""
    scope = Scope(document)
    nested = (r for r in scope.resources.values() if r.type == NESTED_STACK)
    return {path.resolve() for path in map(nested_path, nested) if path is not None}
