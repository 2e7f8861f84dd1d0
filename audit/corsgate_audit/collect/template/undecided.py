"""Routes whose condition the template alone cannot decide."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from corsgate_audit.collect.routes import undecided
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Route


def decided_routes(api: Resource, found: Iterable[tuple[Resource, Route]]) -> Iterator[Route]:
    """Replace a route that may not exist, or exists twice, by one that is undecided.

    Args:
        api: a route that has its condition exists wherever the API does.
        found: routes, each with the resource that it was read from.
    """
    by_key: dict[tuple[str, str], list[tuple[Resource, Route]]] = defaultdict(list)
    for resource, route in found:
        by_key[route.path, route.method].append((resource, route))
    for (path, method), candidates in by_key.items():
        resource, route = candidates[0]
        why = resource.exists
        if len(candidates) > 1:
            ids = ", ".join(candidate.logical_id for candidate, _ in candidates)
            why = Unresolved(ids, f"the template declares {method} {path} more than once")
        if isinstance(why, Unresolved) and not (
            len(candidates) == 1 and resource.shares_condition(api)
        ):
            yield undecided(path, method, why, route.location)
        else:
            yield route
