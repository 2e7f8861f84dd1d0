"""Brings CloudFormation's properties into the shapes of API Gateway's REST API calls.

CloudFormation writes ``AuthorizationType`` where the API has ``authorizationType``, and lists where
the API has maps by status. Only the names of settings change their case: those of headers and
content types are values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.shapes import Shape


def settings(properties: Mapping[str, object]) -> dict[str, object]:
    """Write the names of settings as the API does; links become `Unresolved`."""
    return {name[:1].lower() + name[1:]: without_links(value) for name, value in properties.items()}


def method_shape(properties: Mapping[str, object]) -> Shape:
    """Write an ``AWS::ApiGateway::Method`` as GetResources answers it.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-method.html
    """
    shape = settings(properties)
    shape["methodResponses"] = _each(shape.get("methodResponses"))
    integration = shape.pop("integration", None)
    if isinstance(integration, dict):
        integration = settings(integration)
        integration["integrationResponses"] = _each(integration.get("integrationResponses"))
    shape["methodIntegration"] = integration
    return shape


def _each(parts: object) -> object:
    """Write the names of settings in each part of a list as the API does."""
    if not isinstance(parts, list):
        return parts
    return [settings(part) if isinstance(part, dict) else part for part in parts]


def plain(properties: Mapping[str, object]) -> Shape:
    """Keep the names, as ``AWS::ApiGatewayV2`` has the API's own; links become `Unresolved`."""
    return {name: without_links(value) for name, value in properties.items()}


def written(value: object) -> str:
    """Write a text that only names something: its expression stands in where it is unresolved."""
    value = without_links(value)
    return value.expression if isinstance(value, Unresolved) else str(value)
