"""Functions that answer CORS behind a front door that answers it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.gateway.backend import owned_by_gateway, parsed_policy
from corsgate_audit.gateway.function_code import writes_origin
from corsgate_audit.model import Unknowns, known
from corsgate_audit.model.editing import with_integration

if TYPE_CHECKING:
    from corsgate_audit.model import FunctionUrl, HttpApi, Route


def second_writers(api: HttpApi | FunctionUrl, kind: str) -> tuple[Route, ...]:
    """Return the routes whose function writes CORS headers where the front door writes them too.

    Args:
        api: API with CORS settings.
        kind: Front door as ``CORSGATE_GATEWAY_OWNS`` names it.

    Raises:
        UndeterminedError: there are none, or what some functions write is not known.
    """
    unknown = Unknowns()
    found = []
    for route in api.routes:
        with unknown.about(route):
            if _writes(route, kind):
                found.append(route)
    if not found:
        unknown.name_them()
    return tuple(found)


_DROPS = "http_api"  # it drops what a function writes: no page sees a difference


def left_to_gateway(route: Route, kind: str) -> Route:
    """Return a route whose function leaves CORS to its front door.

    Args:
        route: Route with any integration.
        kind: Front door as ``CORSGATE_GATEWAY_OWNS`` names it.
    """
    owners = route.integration.gateway_owns if route.integration else None
    others = owners.split(",") if isinstance(owners, str) and owners else []
    return with_integration(route, gateway_owns=",".join(dict.fromkeys([*others, kind])))


def _writes(route: Route, kind: str) -> bool:
    integration = route.integration
    if integration is None:
        return False
    if integration.function_policy is None:
        return kind != _DROPS and writes_origin(integration.code)
    if known(owned_by_gateway(integration, kind)):
        return False
    if integration.code is not None and integration.code.undetermined is None:
        return writes_origin(integration.code)
    known(parsed_policy(known(integration.function_policy)))
    return True
