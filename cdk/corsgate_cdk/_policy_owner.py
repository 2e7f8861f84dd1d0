"""A construct that brings a policy to a REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import RestApi
from constructs import Construct

from ._covered import overlapping
from ._references import referenced

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IRestApi

    from ._census import Census
    from ._routes import ResourceRoutes


class PolicyOwner(Construct):
    """Known by its class, so that those that bring one to the same API find each other.

    Attributes:
        api: API that has the policy, or that a part of belongs to.
        is_whole: the policy is for the whole API.
    """

    api: IRestApi
    is_whole: bool


def second_policy(scope: Construct, api: IRestApi, census: Census) -> str | None:
    """Say that an import of an API of this app has a policy beside that API's own.

    Args:
        scope: construct that brings the policy.
        api: API that it is for.
        census: the app.
    """
    if not census.has_stacks or not isinstance(scope, PolicyOwner) or isinstance(api, RestApi):
        return None
    for target in referenced(census.canonical(api.rest_api_id, api), api):
        defined = target.node.scope
        if isinstance(defined, RestApi) and (other := overlapping(defined)):
            return (
                f"add_cors: {api.node.path!r} is an import of {defined.node.path!r}, where "
                f"{other!r} has a policy; remove this call, because routes that are added to an "
                "import are seen, too"
            )
    return None


def left_to(
    scope: Construct, api: IRestApi, resources: list[ResourceRoutes], census: Census
) -> list[ResourceRoutes]:
    """Leave out what belongs to another policy for the same API, brought in another stack.

    Args:
        scope: construct that brings the policy.
        api: API that it is for.
        resources: resources of the API with routes.
        census: the app.
    """
    if not census.has_stacks or not isinstance(scope, PolicyOwner):
        return resources
    same = census.canonical(api.rest_api_id, api)
    others = {
        census.home(node)
        for node in census.nodes
        if isinstance(node, PolicyOwner)
        and node is not scope
        and census.canonical(node.api.rest_api_id, node.api) == same
    }
    left = others - {census.home(scope)}
    return [found for found in resources if census.home(found.owner) not in left]
