"""Which kind of API a document describes, where nothing around it says so.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from corsgate_audit.collect.openapi.document import INTEGRATION, Operation
from corsgate_audit.collect.openapi.http import CORS
from corsgate_audit.collect.openapi.security import AUTHORIZER
from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.openapi.document import OpenApi
    from corsgate_audit.collect.shapes import Shape

_EXTENSION = "x-amazon-apigateway-"
_REST_ONLY = frozenset(
    _EXTENSION + name
    for name in (
        "api-key-source",
        "binary-media-types",
        "documentation",
        "endpoint-configuration",
        "gateway-responses",
        "minimum-compression-size",
        "policy",
        "request-validator",
        "request-validators",
    )
)
_HTTP_ONLY = frozenset({CORS, f"{_EXTENSION}importexport-version"})
_INTEGRATION_REST_ONLY = frozenset(
    {"cacheKeyParameters", "contentHandling", "passthroughBehavior", "requestTemplates"}
)
_TYPES = {
    **dict.fromkeys(("aws", "http", "mock"), FrontDoor.REST_API),
    **dict.fromkeys(("token", "cognito_user_pools"), FrontDoor.REST_API),
    "jwt": FrontDoor.HTTP_API,
}


def is_for_api_gateway(value: object) -> bool:
    """Report whether a document has any of API Gateway's extensions."""
    if isinstance(value, Mapping):
        return any(name.startswith(_EXTENSION) for name in value) or any(
            map(is_for_api_gateway, value.values())
        )
    return isinstance(value, list) and any(map(is_for_api_gateway, value))


def front_doors(document: OpenApi) -> frozenset[FrontDoor]:
    """Say which kind of API a document is for.

    Args:
        document: document with API Gateway's extensions.

    Returns:
        One kind; both where it has marks of each, so that nobody can tell.
    """
    found = frozenset(_marks(document))
    if found:
        return found
    # An HTTP API cannot do without the version of the payload.
    versions = any("payloadFormatVersion" in part for part in _integrations(document))
    return frozenset({FrontDoor.HTTP_API if versions else FrontDoor.REST_API})


def _marks(document: OpenApi) -> Iterator[FrontDoor]:
    """Find what only one kind of API has."""
    content = document.content
    if document.is_swagger or _REST_ONLY & content.keys():
        yield FrontDoor.REST_API
    if _HTTP_ONLY & content.keys():
        yield FrontDoor.HTTP_API
    for operation in document.operations():
        if isinstance(operation, Operation) and operation.is_default:
            yield FrontDoor.HTTP_API
    for part in _integrations(document):
        if _INTEGRATION_REST_ONLY & part.keys():
            yield FrontDoor.REST_API
        yield from _of_type(part)
    for part in _authorizers(document):
        yield from _of_type(part)


def _of_type(part: Shape) -> Iterator[FrontDoor]:
    kind = _TYPES.get(str(part.get("type")).lower())
    if kind is not None:
        yield kind


def _integrations(document: OpenApi) -> Iterator[Shape]:
    for operation in document.operations():
        body = operation.body if isinstance(operation, Operation) else None
        part = document.follow(body.get(INTEGRATION)) if isinstance(body, Mapping) else None
        if isinstance(part, Mapping):
            yield part


def _authorizers(document: OpenApi) -> Iterator[Shape]:
    components = document.content.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    for scheme in schemes.values() if isinstance(schemes, Mapping) else ():
        part = scheme.get(AUTHORIZER) if isinstance(scheme, Mapping) else None
        if isinstance(part, Mapping):
            yield part
