"""Custom domain names that a template leads to its APIs, with their base paths.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-basepathmapping.html
and https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-apimapping.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.template.api_shapes import written
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.values import Link, without_links
from corsgate_audit.model import DomainName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.collect.template.stack import Resource

_MAPPINGS: Final = {
    "AWS::ApiGateway::BasePathMapping": ("RestApiId", "BasePath"),
    "AWS::ApiGatewayV2::ApiMapping": ("ApiId", "ApiMappingKey"),
}
_WHOLE: Final = "(none)"
"""What API Gateway calls a base path that is empty."""


def domain_names(api: Resource, resources: Iterable[Resource]) -> tuple[DomainName, ...]:
    """Return the names that lead to an API; a mapping whose path is not known is left out.

    Args:
        api: API of a template.
        resources: resources of the template and those nested in it.
    """
    mappings = (each for each in resources if each.type in _MAPPINGS)
    return tuple(name for each in mappings for name in _of(each, api))


def _of(mapping: Resource, api: Resource) -> Iterator[DomainName]:
    naming, path = _MAPPINGS[mapping.type]
    properties = properties_of(mapping)
    # Either type of mapping may lead to either type of API.
    base_path = without_links(properties.get(path)) or ""
    if linked(properties.get(naming), api.type) is api and isinstance(base_path, str):
        yield DomainName(
            name=_named(properties.get("DomainName"), "DomainName").lower(),
            base_path="" if base_path == _WHOLE else base_path.strip("/"),
            stage=_named(properties.get("Stage"), "StageName"),
        )


def _named(value: object, own: str) -> str:
    """Return a name: as it is written, or that of the resource that it refers to."""
    if isinstance(value, Link) and own in properties_of(value.resource):
        return _named(properties_of(value.resource)[own], "")
    return "" if value is None else written(value)
