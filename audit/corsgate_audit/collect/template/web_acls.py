"""Web ACLs in front of the stages of a template: named, and not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.template.links import properties_of
from corsgate_audit.collect.template.values import Composite, Link
from corsgate_audit.collect.web_acls import UNJUDGED
from corsgate_audit.model import CoverageState, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Coverage

_ASSOCIATIONS = frozenset({"AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation"})
_API = "AWS::ApiGateway::"
_STAGE_ARN = "/restapis/"


def read_web_acls(resources: Sequence[Resource]) -> Iterator[Coverage]:
    """Name each web ACL that may answer in the place of a REST API's stage.

    Args:
        resources: resources of a template and those nested in it.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html
    """
    for resource in resources:
        if resource.type in _ASSOCIATIONS and _is_of_stage(
            properties_of(resource).get("ResourceArn")
        ):
            yield resource.covered(CoverageState.SKIPPED, UNJUDGED)


def _is_of_stage(value: object) -> bool:
    """Whether an ARN is a stage's; one that could not be resolved may be."""
    if isinstance(value, Composite):
        return any(map(_is_of_stage, value.parts))
    if isinstance(value, Link):
        return value.resource.type.startswith(_API)
    return isinstance(value, Unresolved) or _STAGE_ARN in str(value)
