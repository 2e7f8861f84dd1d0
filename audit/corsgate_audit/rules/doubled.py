"""Functions that answer CORS behind a front door that answers it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.gateway.backend import owned_by_gateway, parsed_policy
from corsgate_audit.model import CorsConfiguration, Unresolved
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl, HttpApi, Route


class Writers(NamedTuple):
    """The routes whose function answers CORS itself, and what keeps others from being told."""

    routes: tuple[Route, ...]
    unknown: tuple[Undecided, ...]


def second_writers(api: HttpApi | FunctionUrl, kind: str) -> Writers:
    """Find the functions that write CORS headers where the front door is set to write them.

    Args:
        api: an HTTP API or a function URL.
        kind: as ``CORSGATE_GATEWAY_OWNS`` names its front door.
    """
    if not isinstance(api.cors, CorsConfiguration):
        return Writers((), ())
    told = [(route, _writes(route, kind)) for route in api.routes]
    return Writers(
        routes=tuple(route for route, writes in told if writes is True),
        unknown=tuple(_undecided(told)),
    )


def _writes(route: Route, kind: str) -> bool | Unresolved:
    integration = route.integration
    if integration is None or integration.function_policy is None:
        return False
    owned = owned_by_gateway(integration, kind)
    if isinstance(owned, Unresolved) or owned:
        return owned if isinstance(owned, Unresolved) else False
    text = integration.function_policy
    policy = text if isinstance(text, Unresolved) else parsed_policy(text)
    return policy if isinstance(policy, Unresolved) else True


def _undecided(told: list[tuple[Route, bool | Unresolved]]) -> Iterator[Undecided]:
    for route, writes in told:
        if isinstance(writes, Unresolved):
            yield Undecided(subject=subject_of(route), value=writes)
