"""An HTTP API's routes and CORS settings in an OpenAPI document, in the shapes of AWS's API.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from corsgate_audit.collect import http, shapes
from corsgate_audit.collect.openapi.document import INTEGRATION, Operation
from corsgate_audit.collect.openapi.security import security_of
from corsgate_audit.collect.routes import undecided
from corsgate_audit.collect.template.function_policy import owners_behind, policy_behind, with_code
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import CorsConfiguration, Integration, Route, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.openapi.document import OpenApi
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Location

CORS = "x-amazon-apigateway-cors"


def routes(document: OpenApi) -> Iterator[Route | tuple[Location, Unresolved]]:
    """Read all routes.

    Args:
        document: document of an HTTP API.

    Yields:
        Each route, and for a path whose methods could not be read its location and why.
    """
    for operation in document.operations():
        yield _route(document, operation) if isinstance(operation, Operation) else operation


def _route(document: OpenApi, operation: Operation) -> Route:
    body = operation.body
    if isinstance(body, Unresolved):
        return undecided(operation.path, operation.method, body, operation.location)
    security = security_of(document, body, is_rest=False)
    is_default = operation.is_default
    return http.read_route(
        {"AuthorizationType": security.authorization},
        key=http.DEFAULT_ROUTE if is_default else f"{operation.method} {operation.path}",
        authorizer=security.authorizer,
        integration=_integration(document, body),
        location=operation.location,
    )


def _integration(document: OpenApi, body: Shape) -> Integration | None:
    """Read what a route targets."""
    if INTEGRATION not in body:
        return None
    integration = document.follow(body[INTEGRATION])
    if isinstance(integration, Unresolved):
        return Integration(type=integration)
    kind = shapes.text(without_links(integration.get("type")))
    shape = {
        "IntegrationType": kind.upper() if isinstance(kind, str) else kind,
        "IntegrationMethod": without_links(integration.get("httpMethod")),
        "PayloadFormatVersion": without_links(integration.get("payloadFormatVersion")),
        "TimeoutInMillis": without_links(integration.get("timeoutInMillis")),
        "CredentialsArn": without_links(integration.get("credentials")),
    }
    uri = integration.get("uri")
    made = http.read_integration(shape, policy_behind(uri), owners_behind(uri))
    return with_code(made, uri)


def cors(document: OpenApi) -> CorsConfiguration | Unresolved | None:
    """Read the CORS settings; None where the document has none.

    Args:
        document: document of an HTTP API.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-cors-configuration.html
    """
    settings = without_links(document.content.get(CORS))
    if not isinstance(settings, Mapping):
        return http.read_cors(settings)
    return http.read_cors({name[:1].upper() + name[1:]: part for name, part in settings.items()})
