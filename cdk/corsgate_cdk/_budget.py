"""How much of what CloudFormation and API Gateway allow an API uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aws_cdk import Annotations, CfnResource, NestedStack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from constructs import Construct, IConstruct

MOST_RESOURCES = 500
"""In one template: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""
MOST_BYTES = 1_000_000
"""Of one template, from the same page, and as the CDK counts a megabyte."""
MOST_API_RESOURCES = 300
"""Of one API, unless AWS has raised it for the account.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""


def note_resources(api: Construct, nodes: Iterable[IConstruct]) -> None:
    """Say in a synthesis note how many resources the template has.

    Args:
        api: API that the note is on.
        nodes: nodes of its stack, as they are when the API is complete. What the CDK adds later,
            such as ``AWS::CDK::Metadata``, is not counted.
    """
    count = sum(isinstance(node, CfnResource) for node in nodes)
    nested = [node for node in nodes if isinstance(node, NestedStack)]
    # Of a nested stack, only what stands for it is in this template: that is no part of it.
    elsewhere = {each.node.path for stack in nested for each in _resources_in(stack)}
    Annotations.of(api).add_info(
        f"{api.node.path}: the template of its stack has {count - len(elsewhere)} of "
        f"{MOST_RESOURCES} resources"
    )


def _resources_in(stack: NestedStack) -> Iterator[CfnResource]:
    return (node for node in stack.node.find_all() if isinstance(node, CfnResource))


def warn_of_api_resources(api: Construct, count: int) -> None:
    """Warn if a deployment would fail, unless AWS has raised the quota.

    Args:
        api: API that the warning is on.
        count: count of its resources: the segments of its paths.
    """
    if count > MOST_API_RESOURCES:
        Annotations.of(api).add_warning_v2(
            "corsgate:api-resources",
            f"{api.node.path}: the paths have {count} segments, each a resource of API Gateway, "
            f"whose default limit is {MOST_API_RESOURCES} in one API; use '{{proxy+}}' where one "
            "function serves several paths, ask AWS to raise 'Resources per API', or split the "
            "API in two",
        )


def size_problems(document: dict[str, Any]) -> list[str]:
    """Say that a document cannot be in a template, however that is written.

    Args:
        document: document that goes into the template.
    """
    size = len(json.dumps(document, separators=(",", ":")).encode())
    problem = (
        f"the OpenAPI document has {size} bytes, but a CloudFormation template allows "
        f"{MOST_BYTES}; list fewer origins (a pattern covers many), or split the API in two"
    )
    return [problem] if size > MOST_BYTES else []
