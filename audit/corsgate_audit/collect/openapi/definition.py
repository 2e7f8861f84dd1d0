"""What a document defines of an API, whether it is a target itself or the body of a resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.collect.openapi import http, rest
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import (
    Coverage,
    CoverageState,
    FrontDoor,
    GatewayResponse,
    Location,
    Route,
    Unresolved,
)

if TYPE_CHECKING:
    from corsgate_audit.collect.openapi.document import OpenApi
    from corsgate_audit.model import CorsConfiguration, ResourcePolicy, Text, Texts

SERVICE = "openapi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a document defines.

    Args:
        name: name that an import gives the API.
        routes: routes in the document's order.
        gateway_responses: REST only.
        binary_media_types: REST only.
        resource_policy: REST only.
        cors: HTTP APIs only.
        unread: the parts that could not be read.
    """

    name: Text
    routes: tuple[Route, ...]
    gateway_responses: tuple[GatewayResponse, ...] = ()
    binary_media_types: Texts = ()
    resource_policy: ResourcePolicy | Unresolved | None = None
    cors: CorsConfiguration | Unresolved | None = None
    unread: tuple[Coverage, ...] = ()


NOTHING = Definition(name=shapes.text(None), routes=())
"""What no document defines: not even a name."""


def define(document: OpenApi, kind: FrontDoor) -> Definition:
    """Read what a document defines of an API.

    Args:
        document: document of the API.
        kind: REST or HTTP API.
    """
    is_rest = kind is FrontDoor.REST_API
    routes = list(rest.routes(document) if is_rest else http.routes(document))
    responses = list(rest.gateway_responses(document)) if is_rest else []
    return Definition(
        name=_name(document),
        routes=tuple(part for part in routes if isinstance(part, Route)),
        gateway_responses=tuple(part for part in responses if isinstance(part, GatewayResponse)),
        binary_media_types=rest.binary_media_types(document) if is_rest else (),
        resource_policy=rest.resource_policy(document) if is_rest else None,
        cors=None if is_rest else http.cors(document),
        unread=tuple(_unread(*part) for part in (*routes, *responses) if isinstance(part, tuple)),
    )


def _name(document: OpenApi) -> Text:
    info = shapes.child(document.content, "info") or {}
    if isinstance(info, Unresolved):
        return info
    return shapes.text(without_links(info.get("title") or ""))


def _unread(location: Location, why: Unresolved) -> Coverage:
    """Say which part of a document could not be read."""
    return Coverage(
        service=SERVICE,
        resource=f"{location.source}#{location.pointer}",
        state=CoverageState.UNRESOLVED,
        reason=f"{why.expression}: {why.reason}",
    )
