"""Paths of a REST API that are alike: what a rule does not find on one is on none of them.

An API of three hundred paths has a handful of kinds of path. A rule asks whether there is a fault
on any, or whether all are in order: the same answer whether it looks at one of each kind or at all
of them. Where it finds something, it looks at all, to name each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from corsgate_audit.model import Location, RestApi
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corsgate_audit.model import Route, Target

_NOWHERE = Location(source="", pointer="")
_GREEDY = "+}"
_MENTIONS_PATH = "path"
# `/items/{id}`: a variable is what it is called in mappings; any other segment is like the next.
_plain_segments = re.compile(r"[^/{}]+(?![^/]*\})").sub


def one_of_each(target: Target) -> Target:
    """Return a REST API with one path of each kind, and any other target as it is.

    Args:
        target: the same object where a path may be answered by what stands on another, and where
            most paths differ.
    """
    return _sampled(_Itself(target)) if isinstance(target, RestApi) else target


@dataclass(frozen=True, slots=True, eq=False)
class _Itself:
    """A target as the object that it is: comparing all that it holds would take as long."""

    target: RestApi

    def __hash__(self) -> int:
        return id(self.target)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.target is self.target


@lru_cache(maxsize=16)
def _sampled(itself: _Itself) -> RestApi:
    api = itself.target
    if any(_GREEDY in route.path for route in api.routes):
        return api
    methods: dict[str, list[Hashable]] = {}
    for route in api.routes:
        methods.setdefault(route.path, []).append(kind_of(api, route))
    chosen = set({tuple(kinds): path for path, kinds in methods.items()}.values())
    routes = tuple(route for route in api.routes if route.path in chosen)
    return replace(api, routes=routes) if 2 * len(routes) <= len(api.routes) else api


def kind_of(api: RestApi, route: Route) -> Hashable:
    """Return what a route has in common with those that are answered as it is.

    Args:
        api: REST API of the route. With a resource policy, which names paths, each is a kind.
        route: route of the API.
    """
    made = route.integration
    is_named = api.resource_policy is not None or (made and _MENTIONS_PATH in repr(made).lower())
    return (
        replace(route, path=route.path if is_named else "", location=_NOWHERE),
        _plain_segments("x", route.path),
        made and made.code and made.code.location,
        # How a location ends says who has written a method: SAM's `Cors`, a construct of the CDK.
        route.location.source,
        is_written_by_sam(route),
        (route.location.construct or "").rpartition("/")[2],
    )
