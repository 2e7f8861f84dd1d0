"""The routes of a REST API, as its CORS depends on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import CfnMethod
from aws_cdk.aws_lambda import CfnPermission

from corsgate.names import OPTIONS

from ._functions import Handover, unreachable
from ._needed_headers import needed_headers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_apigateway import IResource, Method

    from corsgate import CorsPolicy

_LAMBDA = ":lambda:path/"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of a resource.

    Args:
        http_method: upper-case; ``ANY`` for all.
        method: the construct.
        settings: the CloudFormation resource inside it.
        permissions: of the method to invoke functions; one for the whole API is not among them.
    """

    http_method: str
    method: Method
    settings: CfnMethod
    permissions: tuple[CfnPermission, ...]


@dataclass(slots=True)
class ResourceRoutes:
    """The routes of one resource.

    Args:
        resource: that they are on.
        path: as API Gateway has it, ``/items/{id}``.
        routes: all but OPTIONS.
        options: a hand-written OPTIONS route.
    """

    resource: IResource
    path: str
    routes: list[Route] = field(default_factory=list)
    options: Route | None = None

    def methods(self) -> list[str]:
        """Return the methods in alphabetical order."""
        return sorted(route.http_method for route in self.routes)

    def headers(self) -> list[str]:
        """Return the request headers that authorizers, API keys and required parameters need."""
        return sorted({name for route in self.routes for name in needed_headers(route.settings)})


def routes_by_resource(methods: Iterable[Method]) -> list[ResourceRoutes]:
    """Group methods by their resource, sorted by path.

    Args:
        methods: of one API, in any order.
    """
    grouped: dict[str, list[tuple[Method, IResource]]] = defaultdict(list)
    for method in methods:
        resource = method.resource
        grouped[resource.path].append((method, resource))
    return [_resource_routes(path, grouped[path]) for path in sorted(grouped)]


def hand_to_functions(found: ResourceRoutes, policy: CorsPolicy, handover: Handover) -> list[str]:
    """Give the policy to the functions behind the routes of a resource.

    Args:
        found: the resource and its routes, with integrations of any kind.
        policy: of the resource.
        handover: to the functions of the API.

    Returns:
        A sentence for each function that cannot take it.
    """
    routes = [*found.routes, *filter(None, [found.options])]
    return [problem for route in routes for problem in _hand_over(route, policy, handover)]


def _hand_over(route: Route, policy: CorsPolicy, handover: Handover) -> list[str]:
    # The permission that the CDK puts below a method names the function, and is read fifty times
    # faster than the integration, whose every part crosses from JavaScript to Python.
    for permission in route.permissions:
        if handover.behind(permission.function_name, permission):
            return handover.hand(permission.function_name, permission, policy) or []
    uri = _lambda_uri(route)
    problems = [] if uri is None else handover.hand(uri, route.method, policy)
    if problems is None:
        return [unreachable(f"{route.http_method} {route.method.resource.path}")]
    return problems


def _lambda_uri(route: Route) -> str | None:
    integration = route.settings.integration
    uri = integration.uri if isinstance(integration, CfnMethod.IntegrationProperty) else None
    resolved = str(route.settings.stack.resolve(uri))
    return uri if _LAMBDA in resolved else None


def _resource_routes(path: str, methods: list[tuple[Method, IResource]]) -> ResourceRoutes:
    found = ResourceRoutes(methods[0][1], path)
    for method, _ in methods:
        route = _route(method)
        if route.http_method == OPTIONS:
            found.options = route
        else:
            found.routes.append(route)
    return found


def _route(method: Method) -> Route:
    children = method.node.children
    (settings,) = (each for each in children if isinstance(each, CfnMethod))
    permissions = tuple(each for each in children if isinstance(each, CfnPermission))
    return Route(method.http_method.upper(), method, settings, permissions)


def settings_of(method: Method) -> CfnMethod:
    """Return the CloudFormation resource inside a method."""
    (settings,) = (each for each in method.node.children if isinstance(each, CfnMethod))
    return settings
