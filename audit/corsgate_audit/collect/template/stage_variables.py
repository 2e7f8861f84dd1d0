"""The variables of an API's stages, which mappings, addresses and functions' events have.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html#cfn-apigateway-stage-variables
and https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html#cfn-apigatewayv2-stage-stagevariables
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.collect.template.api_shapes import written
from corsgate_audit.collect.template.links import properties_of
from corsgate_audit.collect.template.values import without_links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import StageVariables


def stage_variables(stages: Iterable[Resource]) -> tuple[StageVariables, ...]:
    """Read the variables of stages, each with the name of its stage.

    Args:
        stages: stages, and deployments, each of which may make one.
    """
    found: dict[str, StageVariables] = {}
    for stage in stages:
        properties = properties_of(stage)
        name = properties.get("StageName")
        described = properties.get("StageDescription")
        of_deployment = described.get("Variables") if isinstance(described, dict) else None
        value = properties.get("Variables") or properties.get("StageVariables") or of_deployment
        if name is not None and value is not None:
            found[written(name)] = (written(name), shapes.pairs(without_links(value)))
    return tuple(found.values())
