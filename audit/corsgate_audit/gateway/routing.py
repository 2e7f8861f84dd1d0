"""Which route of an API a request reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api, Route

ANY = "ANY"
_ANY_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
"""Those that API Gateway serves; https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"""

DEFAULT_ROUTE = "$default"

_LITERAL, _VARIABLE, _GREEDY, _DEFAULT = range(4)
_Rank = tuple[int, ...]


def match_route(api: Api, method: str, path: str) -> Route | None:
    """Return the route that a request reaches; None where the gateway itself answers.

    Among the routes that have the method, a literal segment wins over a variable one, that over
    ``{proxy+}``, that over ``$default``; ``ANY`` stands back behind the method itself only on the
    same path. So ``OPTIONS /items`` reaches ``OPTIONS /{proxy+}`` if ``/items`` has only ``GET``.

    Args:
        api: any.
        method: upper-case.
        path: path as the request has it, without stage and query string: ``/items/1``.

    Example:
        >>> match_route(api, "PUT", "/items/1").path
        '/items/{id}'

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
        for HTTP APIs. For REST APIs the tests of localstack/localstack that were run against AWS,
        ``TestApigatewayRouting``; they take a slash at the end for nothing.
    """
    fitting = [
        ((rank, route.method == ANY), route)
        for rank, route in tree_of(api).leading(_segments(api.front_door, path))
        if route.method == method or (route.method == ANY and method in _ANY_METHODS)
    ]
    return min(fitting, key=lambda each: each[0])[1] if fitting else None


def _segments(front_door: FrontDoor, path: str) -> list[str]:
    if path == DEFAULT_ROUTE:
        return [path]
    trimmed = path.rstrip("/") if front_door is FrontDoor.REST_API else path
    return trimmed.removeprefix("/").split("/")


class RouteTree:
    """The routes of an API by the segments of their paths.

    A list would be walked for every request: of an API with thousands of routes, for thousands.

    Args:
        front_door: front door of the API.
        routes: all of them.
    """

    def __init__(self, front_door: FrontDoor, routes: tuple[Route, ...]) -> None:
        self._root = _Node()
        self._defaults: list[Route] = []
        for route in routes:
            if route.path == DEFAULT_ROUTE:
                self._defaults.append(route)
            else:
                self._root.add(_segments(front_door, route.path), route)

    def leading(self, segments: list[str]) -> Iterator[tuple[_Rank, Route]]:
        """Yield the routes whose path matches, with how specific each is: less is more.

        Args:
            segments: segments of the path of a request.
        """
        yield from self._root.leading(segments)
        for route in self._defaults:
            yield (_DEFAULT,), route


class _Node:
    """What routes have in common that begin with the same segments."""

    __slots__ = ("ending", "greedy", "literals", "variable")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.variable: _Node | None = None
        self.greedy: list[Route] = []
        self.ending: list[Route] = []

    def add(self, segments: list[str], route: Route) -> None:
        """Put a route where its path leads; in a loop, since a document may hold any path."""
        node = self
        for segment in segments:
            if segment.endswith("+}"):
                node.greedy.append(route)
                return
            node = node._below(segment)
        node.ending.append(route)

    def _below(self, segment: str) -> _Node:
        """Return the node of a segment, a new one where there is none."""
        if not (segment.startswith("{") and segment.endswith("}")):
            return self.literals.setdefault(segment, _Node())
        if self.variable is None:
            self.variable = _Node()
        return self.variable

    def leading(self, segments: list[str]) -> Iterator[tuple[_Rank, Route]]:
        """Yield the routes that match a path."""
        last = len(segments)
        left: list[tuple[_Node, _Rank]] = [(self, ())]
        while left:
            node, rank = left.pop()
            at = len(rank)
            if at == last:
                yield from ((rank, route) for route in node.ending)
                continue
            first = segments[at]
            if first or at + 1 < last:  # a greedy variable takes at least one character
                yield from (((*rank, _GREEDY), route) for route in node.greedy)
            if node.variable and first:
                left.append((node.variable, (*rank, _VARIABLE)))
            if literal := node.literals.get(unquote(first)):
                left.append((literal, (*rank, _LITERAL)))


_KEPT = 4
"""Trees of APIs at once: rules ask about one API, and a distribution about those behind it."""
_trees: dict[int, tuple[tuple[Route, ...], RouteTree]] = {}


def tree_of(api: Api) -> RouteTree:
    """Return the tree of an API's routes; those of the last few APIs are kept.

    They are kept by identity: to hash or compare thousands of routes takes longer than to walk
    them. The routes are kept too, so that no other can take their place in memory.

    Args:
        api: any.
    """
    known = _trees.get(id(api.routes))
    if known is not None:
        return known[1]
    tree = RouteTree(api.front_door, api.routes)
    if len(api.routes) >= _WORTH_KEEPING:
        while len(_trees) >= _KEPT:
            del _trees[next(iter(_trees))]
        _trees[id(api.routes)] = api.routes, tree
    return tree


_WORTH_KEEPING = 8


def path_parameters(route: Route, path: str) -> dict[str, str]:
    """Return the values of a route's path variables.

    Args:
        route: route that `match_route` returned for the path.
        path: path of the request.

    Example:
        >>> path_parameters(route, "/items/1")
        {'id': '1'}
    """
    segments = path.removeprefix("/").split("/")
    found = {}
    for index, part in enumerate(route.path.removeprefix("/").split("/")):
        if part.endswith("+}"):
            found[part[1:-2]] = unquote("/".join(segments[index:]))
        elif part.startswith("{"):
            found[part[1:-1]] = unquote(segments[index])
    return found
