"""Origins that nobody knows before deployment, and that both sides name alike.

A parameter or an import has one value on both sides. So an origin stands for it, and what a page
of that origin may do is compared like that of any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import (
    CorsConfiguration,
    FunctionUrl,
    HttpApi,
    Integration,
    RestApi,
    Route,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.model import Door, Text

StandIns = dict[str, str]
"""The expression of a value, by the origin that stands for it."""

_Headers = tuple[tuple[str, "Text"], ...] | Unresolved


def with_stand_ins(
    before: Door | None, after: Door | None
) -> tuple[Door | None, Door | None, StandIns]:
    """Return both sides with an origin in the place of each unknown one that both name.

    Args:
        before: front door before the change; None for none.
        after: front door after it; None for none.
    """
    shared = set(_unknown(before)) & set(_unknown(after))
    origins = {
        value: f"https://value-{at}.corsgate.example"
        for at, value in enumerate(sorted(shared, key=lambda each: each.expression), start=1)
    }
    if not origins:
        return before, after, {}
    named = {origin: value.expression for value, origin in origins.items()}
    return _replaced(before, origins), _replaced(after, origins), named


def _unknown(door: Door | None) -> Iterator[Unresolved]:
    if isinstance(door, HttpApi | FunctionUrl) and isinstance(door.cors, CorsConfiguration):
        entries = door.cors.allow_origins
        every = entries if isinstance(entries, tuple) else (entries,)
        yield from (each for each in every if isinstance(each, Unresolved))
    if isinstance(door, RestApi):
        parts = [each.headers for each in door.gateway_responses]
        for route in door.routes:
            responses = route.integration.responses if route.integration else ()
            parts += [each.headers for each in responses]
        for headers in parts:
            yield from (
                value
                for name, value in (headers if isinstance(headers, tuple) else ())
                if name.lower() == ALLOW_ORIGIN.lower() and isinstance(value, Unresolved)
            )


def _replaced(door: Door | None, origins: Mapping[Unresolved, str]) -> Door | None:
    if isinstance(door, HttpApi | FunctionUrl) and isinstance(door.cors, CorsConfiguration):
        entries = door.cors.allow_origins
        if isinstance(entries, Unresolved):
            new: tuple[Text, ...] | Unresolved = (
                (origins[entries],) if entries in origins else entries
            )
        else:
            new = tuple(
                origins.get(each, each) if isinstance(each, Unresolved) else each
                for each in entries
            )
        return replace(door, cors=replace(door.cors, allow_origins=new))
    if isinstance(door, RestApi):
        return replace(
            door,
            routes=tuple(_in_route(route, origins) for route in door.routes),
            gateway_responses=tuple(
                replace(each, headers=_in_headers(each.headers, origins))
                for each in door.gateway_responses
            ),
        )
    return door


def _in_route(route: Route, origins: Mapping[Unresolved, str]) -> Route:
    integration = route.integration
    if not isinstance(integration, Integration) or not integration.responses:
        return route
    responses = tuple(
        replace(each, headers=_in_headers(each.headers, origins)) for each in integration.responses
    )
    return replace(route, integration=replace(integration, responses=responses))


def _in_headers(headers: _Headers, origins: Mapping[Unresolved, str]) -> _Headers:
    """Put a static mapping expression in the place of an unknown one."""
    if isinstance(headers, Unresolved):
        return headers
    return tuple(
        (name, f"'{origins[value]}'")
        if name.lower() == ALLOW_ORIGIN.lower()
        and isinstance(value, Unresolved)
        and value in origins
        else (name, value)
        for name, value in headers
    )
