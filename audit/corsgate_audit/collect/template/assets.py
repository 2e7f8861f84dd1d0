"""Finds the files that the CDK lists as assets of a stack.

Source: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.template.stack import Resource

_PATH, _PROPERTY = "aws:asset:path", "aws:asset:property"
_TEMPLATE, _ASSETS = ".template.json", ".assets.json"


def read_asset(resource: Resource, name: str | None = None) -> Path | None:
    """Find the asset whose path the CDK CLI writes beside a resource.

    Args:
        resource: resource that the asset is for.
        name: name of the property that it is for; None for whichever.
    """
    asset = resource.metadata.get(_PATH)
    if not isinstance(asset, str) or (name and resource.metadata.get(_PROPERTY) != name):
        return None
    return resource.scope.document.path.parent / asset


def asset_named(resource: Resource, written: str) -> Path | None:
    """Find an asset in the list of the outermost stack's, as an app has it without the CDK CLI.

    Args:
        resource: resource that the asset is for.
        written: the address or key that the resource has of it, in which its hash stands.
    """
    outermost = resource.scope
    while outermost.parent is not None:
        outermost = outermost.parent
    template = outermost.document.path
    listing = template.with_name(template.name.replace(_TEMPLATE, _ASSETS))
    if listing == template:
        return None
    try:
        files = outermost.resolver.included(listing).content.get("files")
    except TargetError:
        return None  # what the asset is for is then reported as not read
    named = (files[key] for key in files if key in written) if isinstance(files, dict) else ()
    sources = (each.get("source") for each in named if isinstance(each, dict))
    paths = (each.get("path") for each in sources if isinstance(each, dict))
    return next((template.parent / path for path in paths if isinstance(path, str)), None)
