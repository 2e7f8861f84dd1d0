"""Circles that the CDK makes of an API which deploys itself and has routes in another stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import RestApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aws_cdk import Stack
    from aws_cdk.aws_apigateway import IRestApi

    from ._census import Census
    from ._route import Route

_WAY_OUT = (
    "give the API deploy=False and put an aws_apigateway.Deployment, and a Stage, into a stack "
    "that depends on both; or let {stack!r} import the API with "
    "RestApi.from_rest_api_attributes and deploy it anew"
)


class CircleError(ValueError):
    """A circle that the CDK would report in its own words, before any validation is asked."""


def check_circles(
    api: IRestApi, routes: Iterable[Route], census: Census, *, consolidated: bool
) -> list[str]:
    """Find what no order of deployments can resolve.

    The API's own deployment waits for each method that is added to the API itself. A method in
    another stack needs the API, and what permits API Gateway to call its function needs the stage.

    Args:
        api: the API.
        routes: its routes.
        census: the app.
        consolidated: the functions' permissions are for the whole API, and name no stage.

    Returns:
        A sentence for each nested stack that would wait for itself.

    Raises:
        CircleError: two stacks would wait for each other.
    """
    if not (census.has_stacks and isinstance(api, RestApi) and api.latest_deployment):
        return []
    home = census.home(api)
    problems: list[str] = []
    for stack, route in _first_in_each_stack(api, routes, census):
        name = f"the route {route.http_method} {_path(route)}"
        way_out = _WAY_OUT.format(stack=stack.node.path)
        circle = (
            f"{api.node.path!r} deploys itself, and its deployment waits for {name} in the stack "
            f"{stack.node.path!r}, which in turn needs the API; {way_out}"
        )
        if stack.nested_stack_parent is None or home not in list(outer_stacks(stack)):
            raise CircleError(circle)
        if route.permissions and not consolidated:
            problems.append(f"{circle}; or write consolidate_permissions=True")
    return problems


def outer_stacks(stack: Stack) -> Iterator[Stack]:
    """Yield the stacks in whose templates a nested stack is, from the inside.

    Args:
        stack: stack that is not among them.
    """
    outer = stack.nested_stack_parent
    while outer is not None:
        yield outer
        outer = outer.nested_stack_parent


def _first_in_each_stack(
    api: RestApi, routes: Iterable[Route], census: Census
) -> Iterator[tuple[Stack, Route]]:
    seen = {(census.home(api), permitted) for permitted in (False, True)}
    for route in routes:
        kind = (census.home(route.settings), bool(route.permissions))
        if kind not in seen and route.method is not None and route.method.resource.api is api:
            seen.add(kind)
            yield kind[0], route


def _path(route: Route) -> str:
    return "" if route.method is None else route.method.resource.path
