"""What decides about one method of a REST API: an API of three routes in the place of thousands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.rules.preflights import narrowed, resources

if TYPE_CHECKING:
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource

_last: list[tuple[tuple[Route, ...], dict[tuple[str, str], Resource]]] = []
"""The API that was asked about last: a rule asks about all the methods of one after the other."""


def around(api: RestApi, route: Route) -> RestApi:
    """Return an API with a method, and what answers its preflights, alone.

    A rule that fixes or breaks an API for each of its findings would otherwise do so for all of
    its routes, each time.

    Args:
        api: API with the method.
        route: Method of the API; of an ``OPTIONS`` method, all methods stay for which it answers.
    """
    if not _last or _last[0][0] is not api.routes:
        _last[:] = [(api.routes, _indexed(api))]
    resource = _last[0][1].get((route.path, route.method))
    if resource is None:
        return replace(api, routes=(route,))
    if route.method == OPTIONS:
        return narrowed(api, resource)
    options = () if resource.options is None else (resource.options,)
    return replace(api, routes=(*options, route))


def _indexed(api: RestApi) -> dict[tuple[str, str], Resource]:
    """Sort the resources by the methods that they hold."""
    found: dict[tuple[str, str], Resource] = {}
    for resource in resources(api):
        own = () if resource.options is None else (resource.options,)
        for route in (*own, *resource.routes):
            found[route.path, route.method] = resource
    return found
