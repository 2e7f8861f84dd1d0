"""The routes of a REST API by the resource that they are on."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from aws_cdk.aws_apigateway import CfnMethod, CfnResource, CfnRestApi, Resource

from corsgate.names import OPTIONS

from ._functions import Handover, unreachable
from ._needed_headers import needed_headers
from ._references import referenced
from .overrides import defined_resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_apigateway import IResource, IRestApi
    from constructs import Construct, IConstruct

    from corsgate import CorsPolicy

    from ._census import Census
    from ._route import Route

_BARE = (CfnResource, CfnRestApi)
_LAMBDA = ":lambda:path/"


@dataclass(slots=True)
class ResourceRoutes:
    """The routes of one resource.

    Args:
        key: key of the resource, the same whenever the app is synthesised.
        owner: construct below which its preflight belongs: the resource, in the stack that defines
            it.
        ids: id of the API and id of the resource, as the stack that defines them knows them.
        routes: all but OPTIONS.
        options: a hand-written OPTIONS route.
        known_by: constructs that stand for the same resource in other stacks.
    """

    key: str
    owner: Construct
    ids: tuple[str, str]
    routes: list[Route] = field(default_factory=list)
    options: Route | None = None
    known_by: list[IResource] = field(default_factory=list)

    @property
    def resource(self) -> IResource | None:
        """The CDK's construct; None for a bare CloudFormation resource."""
        found = self.owner
        return None if isinstance(found, (*_BARE, CfnMethod)) else cast("IResource", found)

    @property
    def path(self) -> str:
        """The path as API Gateway has it, ``/items/{id}``. A trip to JavaScript: for messages."""
        if self.resource is not None:
            return self.resource.path
        return _written_path(self.owner)

    def ids_at_home(self, census: Census) -> tuple[str, str]:
        """Return the ids as the stack of the resource itself knows them.

        Args:
            census: the app.
        """
        if census.has_stacks:
            home = census.home(self.owner)
            routes = [each for each in self.all_routes() if census.home(each.settings) is home]
        else:
            routes = self.all_routes()
        given = [(each.properties["restApiId"], each.properties["resourceId"]) for each in routes]
        return given[0] if given else self.ids

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

    def methods(self) -> list[str]:
        """Return the methods in alphabetical order."""
        return sorted({route.http_method for route in self.routes})

    def headers(self) -> list[str]:
        """Return the request headers that authorizers, API keys and required parameters need."""
        return sorted(
            {
                name
                for route in self.routes
                for name in needed_headers(route.properties, route.settings)
            }
        )


def _written_path(owner: IConstruct) -> str:
    """Return the path of a bare CloudFormation resource, as far as the template shows it."""
    if not isinstance(owner, CfnResource):
        return "/"
    above = next(iter(referenced(owner.parent_id, owner)), None)
    parent = "" if above is None else _written_path(above).rstrip("/")
    return f"{parent}/{owner.path_part}"


def routes_by_resource(
    routes: Iterable[Route], api: IRestApi, census: Census
) -> tuple[list[ResourceRoutes], list[str]]:
    """Group routes by their resource, in whichever stacks they are.

    Args:
        routes: routes of one API, in any order.
        api: the API.
        census: the app.

    Returns:
        The resources in the order of their keys, and a sentence for each whose preflight has no
        place.
    """
    grouped: dict[str, list[Route]] = defaultdict(list)
    for route in routes:
        grouped[census.canonical(route.properties["resourceId"], route.settings)].append(route)
    keys = [json.dumps(each, sort_keys=True) for each in api.stack.resolve(list(grouped))]
    api_id = census.canonical(api.rest_api_id, api)
    found: dict[str, ResourceRoutes] = {}
    problems: dict[str, str | None] = {}
    for (resource_id, of_one), short_key in zip(grouped.items(), keys, strict=True):
        owner = _owner(resource_id, of_one, api, census)
        # Logical ids repeat from stack to stack; and one resource, imported twice, has two objects.
        repeats = keys.count(short_key) > 1
        key = f"{short_key} {_path_or_node(owner)}" if repeats else short_key
        of_resource = found.setdefault(key, ResourceRoutes(key, owner, (api_id, resource_id)))
        of_resource.add(of_one)
        if census.has_stacks:
            of_resource.known_by += _others(of_one, owner)
            problems[key] = _place_problem(of_resource, of_one, api, census)
    without_place = {key for key, problem in problems.items() if problem}
    return (
        [found[key] for key in sorted(found) if key not in without_place],
        [problem for problem in problems.values() if problem],
    )


def _path_or_node(owner: Construct) -> str:
    return str(getattr(owner, "path", None) or owner.node.path)


def _owner(resource_id: str, routes: list[Route], api: IRestApi, census: Census) -> Construct:
    method, settings = routes[0].method, routes[0].settings
    resource = None if method is None else method.resource
    # One that this app defines lives where it is defined; an imported one is only a name for it.
    if resource is not None and (not census.has_stacks or isinstance(resource, Resource)):
        return cast("Construct", resource)
    defined = defined_resource(resource_id, settings, api)
    bare = [each for each in referenced(resource_id, settings) if isinstance(each, _BARE)]
    return cast("Construct", defined or next(iter(bare), None) or resource or settings)


def _others(routes: list[Route], owner: Construct) -> list[IResource]:
    methods = [route.method for route in routes if route.method is not None]
    resources = {each.resource.node.path: each.resource for each in methods}
    return [each for path, each in resources.items() if path != owner.node.path]


def _place_problem(
    found: ResourceRoutes, routes: list[Route], api: IRestApi, census: Census
) -> str | None:
    """Say that a resource is known by its id alone, and in several stacks.

    API Gateway has one OPTIONS method for a resource, which two stacks cannot both define.
    """
    homes = {census.home(route.settings).node.path: route for route in routes}
    if found.options is not None or census.home(found.owner).node.path not in homes:
        return None
    if len(homes) == 1 or referenced(found.ids[1], found.owner):
        return None
    first, second, *_ = sorted(homes)
    return (
        f"the resource {found.path} of {api.node.path!r} is defined outside this app, and the "
        f"stacks {first!r} and {second!r} both add routes to it; API Gateway has one OPTIONS "
        "method for a resource, so put these routes into one stack, or define the resource in this "
        "app"
    )


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
    problems = [] if uri is None else handover.hand(uri, route.settings, policy)
    if problems is None:
        return [unreachable(f"{route.http_method} {found.path}")]
    return problems


def _lambda_uri(route: Route) -> str | None:
    uri = route.integration.get("uri")
    resolved = str(route.settings.stack.resolve(uri))
    return uri if _LAMBDA in resolved else None
