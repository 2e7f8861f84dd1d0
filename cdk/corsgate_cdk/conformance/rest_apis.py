"""REST APIs whose methods are those of the cases, as CloudFormation has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Fn

from corsgate_audit.verify.questions import Front
from corsgate_cdk.conformance.resources import add
from corsgate_cdk.conformance.rest_parts import (
    SETTINGS,
    STAGE_SETTINGS,
    add_functions,
    document,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import CfnResource, Stack

    from corsgate_audit.verify.cases import Case, Exhibit

STAGE = "v1"
_REGIONAL = {"Types": ["REGIONAL"]}
"""An edge-optimized API, which is the default, changes the case of header names before they arrive:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html"""


def rest_apis(stack: Stack, fronts: Mapping[Front, Sequence[Case]]) -> Mapping[Front, str]:
    """Add the REST APIs of a stack, and return where they answer.

    Args:
        stack: stack to add them to.
        fronts: their cases.
    """
    add_functions(stack, fronts)
    return {
        front: rest_api(stack, front, [each for case in cases for each in case.exhibits])
        for front, cases in fronts.items()
    }


def rest_api(stack: Stack, front: str, exhibits: Sequence[Exhibit]) -> str:
    """Add a REST API, and return where it answers.

    Args:
        stack: stack to add it to.
        front: logical id of the API, with which those of its parts begin.
        exhibits: its methods.
    """
    is_document = front == Front.OPENAPI
    settings = {"Body": document(exhibits)} if is_document else SETTINGS.get(front, {})
    name = f"{stack.stack_name}-{front}"
    api = add(
        stack,
        front,
        "ApiGateway::RestApi",
        Name=name,
        EndpointConfiguration=_REGIONAL,
        **settings,
    )
    parts = list(parts_of(stack, front, api))
    methods = [] if is_document else _methods(stack, front, api, exhibits)
    deployment = add(stack, f"{front}Deployment", "ApiGateway::Deployment", RestApiId=api.ref)
    for each in (*parts, *methods):
        deployment.add_dependency(each)
    add(
        stack,
        f"{front}Stage",
        "ApiGateway::Stage",
        RestApiId=api.ref,
        DeploymentId=deployment.ref,
        StageName=STAGE,
        **STAGE_SETTINGS.get(front, {}),
    )
    return f"https://{api.ref}.execute-api.{stack.region}.{stack.url_suffix}/{STAGE}"


def _methods(
    stack: Stack, front: str, api: CfnResource, exhibits: Sequence[Exhibit]
) -> list[CfnResource]:
    paths: dict[str, str] = {"": Fn.get_att(front, "RootResourceId").to_string()}
    return [
        _method(stack, f"{front}Method{number}", api, _resource(stack, api, each.path, paths), each)
        for number, each in enumerate(exhibits)
    ]


def _resource(stack: Stack, api: CfnResource, path: str, paths: dict[str, str]) -> str:
    """Return the id of the resource of a path, which is added together with those above it."""
    path = path.rstrip("/")
    if path not in paths:
        above, _, name = path.rpartition("/")
        parent = _resource(stack, api, above, paths)
        paths[path] = add(
            stack,
            f"{api.node.id}Path{len(paths)}",
            "ApiGateway::Resource",
            RestApiId=api.ref,
            ParentId=parent,
            PathPart=name,
        ).ref
    return paths[path]


def _method(
    stack: Stack, name: str, api: CfnResource, resource: str, exhibit: Exhibit
) -> CfnResource:
    return add(
        stack,
        name,
        "ApiGateway::Method",
        RestApiId=api.ref,
        ResourceId=resource,
        HttpMethod=exhibit.method,
        **exhibit.properties,
    )
