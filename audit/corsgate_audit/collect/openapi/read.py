"""Reads an OpenAPI document that is a target itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect.openapi.definition import SERVICE, define
from corsgate_audit.collect.openapi.document import DocumentPlace, OpenApi
from corsgate_audit.collect.openapi.marks import front_doors
from corsgate_audit.collect.routes import in_order
from corsgate_audit.collect.template.resolver import scope_of
from corsgate_audit.model import Collection, Coverage, CoverageState, FrontDoor, HttpApi, RestApi

if TYPE_CHECKING:
    from corsgate_audit.collect.openapi.definition import Definition
    from corsgate_audit.collect.template.document import Document

NOT_FOR_API_GATEWAY = (
    "an OpenAPI document without API Gateway's extensions: it does not describe an AWS API"
)
_BOTH = (
    "it has extensions of REST APIs and of HTTP APIs; which of them it is imported as is "
    "undetermined"
)


def read_openapi(document: Document) -> Collection:
    """Read a document.

    Args:
        document: document of which `is_openapi` and `is_for_api_gateway` are true.
    """
    # Intrinsic functions stand in a document that a template includes.
    resolve = scope_of(document).resolver.resolve
    content = {name: resolve(part) for name, part in document.content.items()}
    openapi = OpenApi(content, DocumentPlace(document))
    kinds = front_doors(openapi)
    if len(kinds) > 1:
        return Collection(coverage=(_covered(document, CoverageState.UNRESOLVED, _BOTH),))
    read = _read_as(openapi, *kinds)
    return replace(read, coverage=(*read.coverage, *document.reach.left_out()))


def _read_as(document: OpenApi, kind: FrontDoor) -> Collection:
    definition = define(document, kind)
    scanned = _covered(document.place.file, CoverageState.SCANNED)
    return Collection(
        apis=(_api(document, kind, definition),), coverage=(scanned, *definition.unread)
    )


def _api(document: OpenApi, kind: FrontDoor, definition: Definition) -> RestApi | HttpApi:
    location = document.place.location("info")
    if kind is FrontDoor.HTTP_API:
        return HttpApi(
            name=definition.name,
            routes=in_order(definition.routes),
            cors=definition.cors,
            location=location,
        )
    return RestApi(
        name=definition.name,
        binary_media_types=definition.binary_media_types,
        routes=in_order(definition.routes),
        gateway_responses=tuple(
            sorted(definition.gateway_responses, key=lambda response: response.response_type)
        ),
        resource_policy=definition.resource_policy,
        location=location,
    )


def _covered(document: Document, state: CoverageState, reason: str | None = None) -> Coverage:
    return Coverage(service=SERVICE, resource=str(document.path), state=state, reason=reason)
