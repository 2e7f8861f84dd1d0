"""Which route of an API a request reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        path: as the request has it, without stage and query string: ``/items/1``.

    Example:
        >>> match_route(api, "PUT", "/items/1").path
        '/items/{id}'

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
        for HTTP APIs. For REST APIs the tests of localstack/localstack that were run against AWS,
        ``TestApigatewayRouting``; they take a slash at the end for nothing.
    """
    fitting = [
        ((rank, route.method == ANY), route)
        for rank, route in _ranked(api, path)
        if route.method == method or (route.method == ANY and method in _ANY_METHODS)
    ]
    return min(fitting, key=lambda each: each[0])[1] if fitting else None


def _ranked(api: Api, path: str) -> Iterator[tuple[_Rank, Route]]:
    """Yield the routes whose path matches, with how specific each is: less is more."""
    segments = _segments(api, path)
    for route in api.routes:
        rank = _rank(_segments(api, route.path), segments)
        if rank is not None:
            yield rank, route


def _segments(api: Api, path: str) -> list[str]:
    if path == DEFAULT_ROUTE:
        return [path]
    trimmed = path.rstrip("/") if api.front_door is FrontDoor.REST_API else path
    return trimmed.removeprefix("/").split("/")


def _rank(pattern: Sequence[str], segments: Sequence[str]) -> _Rank | None:
    """Return the kinds of a path's segments; None where it does not match."""
    if list(pattern) == [DEFAULT_ROUTE]:
        return (_DEFAULT,)
    ranks: list[int] = []
    for index, part in enumerate(pattern):
        # A greedy variable takes at least one character.
        if part.endswith("+}"):
            return (*ranks, _GREEDY) if "/".join(segments[index:]) else None
        if index >= len(segments):
            return None
        kind = _kind(part, segments[index])
        if kind is None:
            return None
        ranks.append(kind)
    return tuple(ranks) if len(pattern) == len(segments) else None


def _kind(part: str, segment: str) -> int | None:
    if part.startswith("{") and part.endswith("}"):
        return _VARIABLE if segment else None
    return _LITERAL if part == unquote(segment) else None


def path_parameters(route: Route, path: str) -> dict[str, str]:
    """Return the values of a route's path variables.

    Args:
        route: that `match_route` returned for the path.
        path: of the request.

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
