"""One permission for each function, in place of two for each route."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from aws_cdk import Names
from aws_cdk.aws_lambda import CfnPermission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import Stack
    from aws_cdk.aws_apigateway import RestApi

    from ._census import Census
    from ._route import Route

_CALL = "lambda:InvokeFunction"
_INVOKER = "apigateway.amazonaws.com"


def consolidate(api: RestApi, routes: Iterable[Route], census: Census) -> None:
    """Let an API call each of its functions, whatever the route and the stage.

    The CDK gives each method a permission, and another for the console's test: a template holds
    fewer routes for it, and the policy of a function that serves many grows past 20,480 bytes.

    Args:
        api: API with routes, of which those that share a permission already stay as they are.
        routes: routes of the API.
        census: the app.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """
    functions: dict[tuple[Stack, str], None] = {}
    for route in routes:
        if route.method is None or not route.permissions:
            continue
        # In the stack of the route: a nested stack's functions are not known outside.
        stack = census.home(route.settings) if census.has_stacks else api.stack
        node = route.method.node
        for permission in route.permissions:
            functions[stack, permission.function_name] = None
            node.try_remove_child(permission.node.id)
    for stack, function_name in functions:
        _permit(api, stack, function_name)


def _permit(api: RestApi, stack: Stack, function_name: str) -> None:
    # A name of the function's own, so that the order of the routes does not change it.
    text = json.dumps(stack.resolve(function_name), sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    name = f"{Names.node_unique_id(api.node)}Permission{digest}"
    if stack.node.try_find_child(name) is not None:  # from an earlier synthesis of the same app
        return
    CfnPermission(
        stack,
        name,
        action=_CALL,
        function_name=function_name,
        principal=_INVOKER,
        source_arn=api.arn_for_execute_api(),
    )
