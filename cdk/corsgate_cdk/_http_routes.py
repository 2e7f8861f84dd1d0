"""The routes of an HTTP API that a preflight meets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from aws_cdk import Names
from aws_cdk.aws_apigatewayv2 import CfnRoute

from corsgate.names import OPTIONS

from ._http_parts import HttpRoutePart
from ._linters import excuse_open_route

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constructs import Construct, IConstruct

    from ._census import Census

DEFAULT = "$default"

_ANY = "ANY"
_TOKEN = "${Token["  # noqa: S105 - the CDK's mark of a value that only a deployment knows
_EVERY_PATH = ("/", "/{proxy+}")
"""What ``$default`` stands for: a greedy parameter takes one segment at least."""


class Paths:
    """The routes of an HTTP API by path and method.

    Args:
        routes: routes of one API; one whose key is a token cannot be determined, and is left out.
    """

    def __init__(self, routes: Iterable[HttpRoutePart]) -> None:
        self._routes: dict[str, dict[str, HttpRoutePart]] = defaultdict(dict)
        for route in routes:
            if _TOKEN not in route.route_key:
                method, path = _parts(route.route_key)
                self._routes[path][method] = route

    def without_preflight(self, *, in_handler: bool) -> dict[str, HttpRoutePart]:
        """Find the paths whose preflights would not be answered.

        Args:
            in_handler: the functions answer, so that each path needs a route that takes OPTIONS.
                Otherwise the API answers wherever no route with an authorizer takes OPTIONS.

        Returns:
            A route by the path that needs an open OPTIONS route.
        """
        found: dict[str, HttpRoutePart] = {}
        for path, methods in sorted(self._routes.items()):
            catching = methods.get(OPTIONS) or methods.get(_ANY)
            if catching is None and not in_handler:
                continue
            if catching is None or (OPTIONS not in methods and not catching.is_open):
                route = catching or methods[min(methods)]
                found.update(dict.fromkeys(_EVERY_PATH if path == DEFAULT else (path,), route))
        return {path: route for path, route in found.items() if not self._takes_options(path)}

    def closed_options(self) -> list[str]:
        """Say which hand-written OPTIONS routes refuse preflights."""
        return [
            f"the hand-written route OPTIONS {path} has authorization_type "
            f"{methods[OPTIONS].authorization_type!r}, which rejects preflights, because they "
            "carry no credentials; remove the authorization, or remove the route"
            for path, methods in sorted(self._routes.items())
            if OPTIONS in methods and not methods[OPTIONS].is_open
        ]

    def _takes_options(self, path: str) -> bool:
        return OPTIONS in self._routes.get(path, {})


def add_open_options(
    api: IConstruct, path: str, beside: HttpRoutePart, census: Census
) -> HttpRoutePart:
    """Add an OPTIONS route without an authorizer, in the stack of the route that needs it.

    It has the integration of the route beside it, because HTTP APIs have no MOCK integration. API
    Gateway answers the preflight itself where the API has CORS settings; not verified on AWS is
    that it never asks the integration.

    Args:
        api: the API.
        path: path of the route.
        beside: a route of the same path, or ``$default``.
        census: the app.

    Returns:
        The route.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    scope, name = api, f"CorsOptions{path}"
    if census.has_stacks and census.home(beside.settings) is not census.home(api):
        scope, name = census.home(beside.settings), f"{Names.node_unique_id(api.node)}{name}"
    properties = {
        "apiId": beside.properties["apiId"],
        "routeKey": f"{OPTIONS} {path}",
        "authorizationType": "NONE",
        "target": beside.properties.get("target"),
    }
    added = CfnRoute(
        cast("Construct", scope),
        name,
        api_id=properties["apiId"],
        route_key=properties["routeKey"],
        authorization_type=properties["authorizationType"],
        target=properties["target"],
    )
    excuse_open_route(added)
    return HttpRoutePart(added, properties)


def _parts(route_key: str) -> tuple[str, str]:
    method, _, path = route_key.partition(" ")
    return (_ANY, DEFAULT) if route_key == DEFAULT else (method, path)
