"""Routes of an HTTP API that keep preflights from an authorizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.collect.template.http import ROUTE
from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import Assignment, Edit
from corsgate_audit.fix.template.resources_home import free_name
from corsgate_audit.fix.template.site import mapping_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.fix.template.site import Site
    from corsgate_audit.model import Route


def open_route_edit(site: Site, guard: Route) -> Edit:
    """Return the edit that adds routes for OPTIONS beside one with an authorizer.

    API Gateway answers the preflights of such a route by itself, as CORS is configured; the
    integration is the guarded route's.

    Args:
        site: an HTTP API.
        guard: the route whose authorizer refuses preflights.

    Raises:
        UnfixableError: the route is no resource of this file.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    logical_id = guard.location.logical_id or ""
    if site.at("Resources", logical_id, "Type") != ROUTE:
        message = (
            f"{guard.method} {guard.path} is no route resource of this file: add a route for "
            "OPTIONS without an authorizer where it is written"
        )
        raise UnfixableError(message)
    present = mapping_at(site, ("Resources", logical_id, "Properties"), logical_id)
    kept = {name: present[name] for name in ("ApiId", "Target") if name in present}
    sets: list[Assignment] = []
    for number, path in enumerate(_paths(guard)):
        key = {"RouteKey": f"{OPTIONS} {path}", "AuthorizationType": "NONE"}
        name = free_name(site, f"{logical_id}Options{'Root' * number}")
        sets.append(
            Assignment(
                names=("Resources", name),
                value={"Type": ROUTE, "Properties": {**kept, **key}},
                behind=sets[-1].names[-1] if sets else logical_id,
            )
        )
    return site.edit(
        f"add routes for OPTIONS beside {guard.method} {guard.path}",
        *sets,
        resource=site.ref(ROUTE, logical_id, path=guard.path, method=guard.method),
    )


def _paths(guard: Route) -> Sequence[str]:
    """Return the paths below a route; that of everything has a root, too."""
    return ("/{proxy+}", "/") if guard.path == "$default" else (guard.path,)
