"""Routes of any front door: those that cannot be read, and the order of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Integration, Route

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.model import Location, Unresolved


def undecided(path: str, method: str, why: Unresolved, location: Location) -> Route:
    """Build a route of which nothing is known but its path and method.

    It stands in the model because leaving it out would be a judgement too: an ``OPTIONS`` that is
    left out reads as a missing preflight.
    """
    return Route(
        path=path,
        method=method.upper(),
        authorization=why,
        api_key_required=why,
        validates_request=why,
        needs_body=why,
        integration=Integration(type=why, passthrough_behavior=why),
        location=location,
    )


def in_order(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Sort routes by path, then method."""
    return tuple(sorted(routes, key=lambda route: (route.path, route.method)))
