"""Function URLs in a template: ``AWS::Lambda::Url``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.collect.function_url import read_function_url
from corsgate_audit.collect.template.api_shapes import plain
from corsgate_audit.collect.template.function_policy import (
    function_behind,
    owners_behind,
    policy_behind,
    with_code,
)
from corsgate_audit.collect.template.links import properties_of
from corsgate_audit.collect.template.values import LATER, without_links
from corsgate_audit.model import Coverage, CoverageState, FunctionUrl, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Text

URL = "AWS::Lambda::Url"


def read_function_urls(resources: Sequence[Resource]) -> Iterator[FunctionUrl | Coverage]:
    """Read all function URLs: each is a front door with one route for all paths and methods.

    Args:
        resources: resources of a template and those nested in it.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-url.html
    """
    for url in resources:
        if url.type != URL:
            continue
        properties = url.properties
        if isinstance(properties, Unresolved):
            yield url.covered(CoverageState.UNRESOLVED, properties.reason)
            continue
        yield url.covered(CoverageState.SCANNED)
        yield _read(url, properties)


def _read(url: Resource, properties: Mapping[str, object]) -> FunctionUrl:
    """Read one function URL."""
    target = properties.get("TargetFunctionArn")
    url_read = read_function_url(
        plain(properties),
        name=_name(target, properties.get("Qualifier")),
        function_policy=policy_behind(target),
        gateway_owns=owners_behind(target),
        location=url.location,
    )
    made = with_code(url_read.integration, target)
    return url_read if made is None else replace(url_read, integration=made)


def _name(target: object, qualifier: object) -> Text:
    """Name the function with its alias."""
    name, alias = _function_name(target), without_links(qualifier)
    if alias is None or isinstance(name, Unresolved):
        return name
    return alias if isinstance(alias, Unresolved) else f"{name}:{alias}"


def _function_name(target: object) -> Text:
    """Name the function; CloudFormation makes a name up where the template has none."""
    function = function_behind(target)
    if function is None:
        return shapes.text(without_links(target))
    name = properties_of(function).get("FunctionName")
    if name is None:
        return Unresolved(function.logical_id, f"the function's name is {LATER}")
    return shapes.text(without_links(name))
