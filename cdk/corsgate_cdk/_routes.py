"""The routes of a REST API, as its CORS depends on them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_cdk.aws_apigateway import CfnMethod, Method, RestApi
from aws_cdk.aws_lambda import CfnPermission

from corsgate.names import OPTIONS

from ._functions import Handover, unreachable
from ._needed_headers import needed_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aws_cdk import Stack
    from aws_cdk.aws_apigateway import IResource, IRestApi
    from constructs import IConstruct

    from corsgate import CorsPolicy

_LAMBDA = ":lambda:path/"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of a resource.

    Args:
        http_method: upper-case; ``ANY`` for all.
        method: the construct.
        settings: the CloudFormation resource inside it.
        properties: properties of that resource, in the names of JavaScript. Read at once: each
            property of a construct that is asked for alone is a trip to JavaScript and back.
        permissions: permissions of the method to invoke functions; one for the whole API is not
            among them.
    """

    http_method: str
    method: Method
    settings: CfnMethod
    properties: Mapping[str, Any]
    permissions: tuple[CfnPermission, ...]

    @property
    def integration(self) -> Mapping[str, Any]:
        """What answers, empty where that is not known before the template is written."""
        found = self.properties.get("integration")
        return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class ResourceRoutes:
    """The routes of one resource.

    Args:
        key: key of the resource, the same whenever the app is synthesised.
        resource: resource that they are on.
        routes: all but OPTIONS.
        options: a hand-written OPTIONS route.
    """

    key: str
    resource: IResource
    routes: list[Route] = field(default_factory=list)
    options: Route | None = None

    @property
    def path(self) -> str:
        """The path as API Gateway has it, ``/items/{id}``. A trip to JavaScript: for messages."""
        return self.resource.path

    def add(self, routes: Iterable[Route]) -> None:
        """Add routes, of which one may be OPTIONS."""
        for route in routes:
            if route.http_method == OPTIONS:
                self.options = route
            else:
                self.routes.append(route)

    def all_routes(self) -> list[Route]:
        """Return the routes, a hand-written OPTIONS among them."""
        return [*self.routes, *filter(None, [self.options])]

    def any_property(self, name: str) -> str:
        """Return a property that is the same for all routes of the resource."""
        return str(self.routes[0].properties[name])

    def methods(self) -> list[str]:
        """Return the methods in alphabetical order."""
        return sorted(route.http_method for route in self.routes)

    def headers(self) -> list[str]:
        """Return the request headers that authorizers, API keys and required parameters need."""
        return sorted(
            {
                name
                for route in self.routes
                for name in needed_headers(route.properties, route.settings)
            }
        )


def look_around(api: IRestApi) -> tuple[list[IConstruct], list[Route]]:
    """Find the routes of an API, wherever in the app they are, and what else is there.

    Args:
        api: API of which an imported one has the routes of its stack only: it keeps no list.

    Returns:
        The constructs of the API's stack, or of the whole app if its routes are spread over
        stacks; and the routes.
    """
    nodes = api.stack.node.find_all()
    routes = routes_of(nodes, api.rest_api_id)
    if not isinstance(api, RestApi) or len(routes) >= len(api.methods):
        return nodes, routes
    nodes = api.node.root.node.find_all()
    return nodes, routes_of(nodes, api.rest_api_id)


def routes_of(nodes: Iterable[IConstruct], rest_api_id: str) -> list[Route]:
    """Find the routes of an API.

    Args:
        nodes: parents before their children, as the CDK lists them.
        rest_api_id: rest API id of the API.
    """
    found: list[Route] = []
    method: Method | None = None
    permissions: list[CfnPermission] = []
    for node in nodes:
        if isinstance(node, Method):
            method, permissions = node, []
        elif method is not None and isinstance(node, CfnPermission):
            permissions.append(node)
        elif method is not None and isinstance(node, CfnMethod):
            # All between a method and its resource is inside the method.
            properties = node._cfn_properties  # noqa: SLF001 - protected, and the only way to all
            if properties["restApiId"] == rest_api_id:
                http_method = properties["httpMethod"].upper()
                found.append(Route(http_method, method, node, properties, tuple(permissions)))
            method = None
    return found


def routes_by_resource(routes: Iterable[Route], stack: Stack) -> list[ResourceRoutes]:
    """Group routes by their resource.

    Args:
        routes: routes of one API, in any order.
        stack: stack of the API.

    Returns:
        The resources, in the order of their keys.
    """
    grouped: dict[str, list[Route]] = defaultdict(list)
    for route in routes:
        grouped[route.properties["resourceId"]].append(route)
    keys = [json.dumps(each, sort_keys=True) for each in stack.resolve(list(grouped))]
    found: dict[str, ResourceRoutes] = {}
    for of_one, short_key in zip(grouped.values(), keys, strict=True):
        resource = of_one[0].method.resource
        # Logical ids repeat from stack to stack; and one resource, imported twice, has two objects.
        key = short_key if keys.count(short_key) == 1 else f"{short_key} {resource.path}"
        found.setdefault(key, ResourceRoutes(key, resource)).add(of_one)
    return [found[key] for key in sorted(found)]


def hand_to_functions(found: ResourceRoutes, policy: CorsPolicy, handover: Handover) -> list[str]:
    """Give the policy to the functions behind the routes of a resource.

    Args:
        found: the resource and its routes, with integrations of any kind.
        policy: policy of the resource.
        handover: handover to the functions of the API.

    Returns:
        A sentence for each function that cannot take it.
    """
    problems: list[str] = []
    for route in found.all_routes():
        integrated = (route.integration.get("uri"), policy)
        # Routes that share an integration share its text, tokens and all.
        if integrated not in handover.served:
            refused = _hand_over(route, found, policy, handover)
            problems += refused
            if not refused:
                handover.served.add(integrated)
    return problems


def _hand_over(
    route: Route, found: ResourceRoutes, policy: CorsPolicy, handover: Handover
) -> list[str]:
    # The permission that the CDK puts below a method names the function, and is read fifty times
    # faster than the integration, whose every part crosses from JavaScript to Python.
    for permission in route.permissions:
        function_name = permission.function_name
        if handover.behind(function_name, permission):
            return handover.hand(function_name, permission, policy) or []
    uri = _lambda_uri(route)
    problems = [] if uri is None else handover.hand(uri, route.method, policy)
    if problems is None:
        return [unreachable(f"{route.http_method} {found.path}")]
    return problems


def _lambda_uri(route: Route) -> str | None:
    uri = route.integration.get("uri")
    resolved = str(route.settings.stack.resolve(uri))
    return uri if _LAMBDA in resolved else None
