"""The routes of a REST API, as its CORS depends on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import CfnMethod, Method
from aws_cdk.aws_lambda import CfnPermission

from corsgate.names import OPTIONS

from ._functions import functions_behind, hand_to_all, unreachable
from ._needed_headers import needed_headers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_apigateway import IResource
    from aws_cdk.aws_lambda import CfnFunction

    from corsgate import CorsPolicy

    from ._own_policies import OwnPolicies

_LAMBDA = ":lambda:path/"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of a resource.

    Args:
        http_method: upper-case; ``ANY`` for all.
        method: the construct.
        settings: the CloudFormation resource inside it.
    """

    http_method: str
    method: Method
    settings: CfnMethod


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
    grouped: dict[str, list[Method]] = defaultdict(list)
    for method in methods:
        grouped[method.resource.path].append(method)
    return [_resource_routes(path, grouped[path]) for path in sorted(grouped)]


def hand_to_functions(
    found: ResourceRoutes, policy: CorsPolicy, own_policies: OwnPolicies
) -> list[str]:
    """Give the policy to the functions behind the routes of a resource.

    Args:
        found: the resource and its routes, with integrations of any kind.
        policy: of the resource.
        own_policies: the functions to leave alone.

    Returns:
        A sentence for each function that cannot take it.
    """
    routes = [*found.routes, *filter(None, [found.options])]
    return [problem for route in routes for problem in _hand_over(route, policy, own_policies)]


def _hand_over(route: Route, policy: CorsPolicy, own_policies: OwnPolicies) -> list[str]:
    functions = _permitted(route)
    if not functions:
        uri = _lambda_uri(route)
        if uri is None or own_policies.include_imported(uri, route.method):
            return []
        functions = functions_behind(uri, route.method)
        if not functions:
            return [unreachable(f"{route.http_method} {route.method.resource.path}")]
    return hand_to_all(functions, policy, own_policies)


def _permitted(route: Route) -> list[CfnFunction]:
    """Find the function by the permission that the CDK puts below the method.

    It is read fifty times faster than the integration, whose every part crosses from JavaScript to
    Python.
    """
    children = route.method.node.children
    names = {each.function_name for each in children if isinstance(each, CfnPermission)}
    return [function for name in names for function in functions_behind(name, route.method)]


def _lambda_uri(route: Route) -> str | None:
    integration = route.settings.integration
    uri = integration.uri if isinstance(integration, CfnMethod.IntegrationProperty) else None
    resolved = str(route.settings.stack.resolve(uri))
    return uri if _LAMBDA in resolved else None


def _resource_routes(path: str, methods: list[Method]) -> ResourceRoutes:
    found = ResourceRoutes(methods[0].resource, path)
    for method in methods:
        route = Route(method.http_method.upper(), method, settings_of(method))
        if route.http_method == OPTIONS:
            found.options = route
        else:
            found.routes.append(route)
    return found


def settings_of(method: Method) -> CfnMethod:
    """Return the CloudFormation resource inside a method."""
    settings = method.node.default_child
    if not isinstance(settings, CfnMethod):
        message = f"{method.node.path!r} has no CfnMethod; its default child is {settings!r}"
        raise TypeError(message)
    return settings
