"""An HTTP API's routes, authorizers and CORS settings, from the shapes of AWS's API.

CloudFormation's property names are the same ones.
Shapes: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.model import Authorizer, CorsConfiguration, Integration, Route, Unresolved

if TYPE_CHECKING:
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Location, Text

DEFAULT_ROUTE = "$default"
NOT_SUBJECT = "WebSocket APIs are not subject to CORS"
_HEADER = "$request.header."


def route_key(key: str) -> tuple[str, str]:
    """Split a route key into path and method.

    Example:
        >>> route_key("GET /items"), route_key("$default")
        (('/items', 'GET'), ('$default', 'ANY'))

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """
    method, separator, path = key.partition(" ")
    return (path.strip(), method.upper()) if separator else (key, "ANY")


def read_route(
    shape: Shape,
    *,
    key: str,
    authorizer: Authorizer | None,
    integration: Integration | None,
    location: Location,
) -> Route:
    """Read one route.

    Args:
        shape: a route as GetRoutes answers it.
        key: its route key.
        authorizer: authorizer that the route names, read by `read_authorizer`.
        integration: integration that the route targets, read by `read_integration`.
        location: location of the route.
    """
    path, method = route_key(key)
    return Route(
        path=path,
        method=method,
        authorization=shapes.text(shape.get("AuthorizationType") or "NONE"),
        authorizer=authorizer,
        integration=integration,
        location=location,
    )


def read_integration(
    shape: Shape, function_policy: Text | None, gateway_owns: Text | None
) -> Integration:
    """Read an integration; an HTTP API has neither templates nor integration responses.

    Args:
        shape: an integration as GetIntegrations answers it.
        function_policy: see `Integration`.
        gateway_owns: see `Integration`.
    """
    return Integration(
        type=shapes.text(shape.get("IntegrationType")),
        function_policy=function_policy,
        gateway_owns=gateway_owns,
        http_method=_written(shape.get("IntegrationMethod")),
        payload_format=shapes.text(shape.get("PayloadFormatVersion") or "1.0"),
        timeout_ms=_whole_number(shape.get("TimeoutInMillis")),
        has_role=bool(shape.get("CredentialsArn")),
    )


def _written(value: object) -> str:
    return value.upper() if isinstance(value, str) else ""


def _whole_number(value: object) -> int | None:
    read = shapes.number(value)
    return read if isinstance(read, int) else None


def read_authorizer(shape: Shape) -> Authorizer:
    """Read an authorizer as GetAuthorizers answers it.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
    """
    sources = shapes.texts(shape.get("IdentitySource"))
    unread = (
        sources
        if isinstance(sources, Unresolved)
        else next((source for source in sources if isinstance(source, Unresolved)), None)
    )
    return Authorizer(
        name=shapes.text(shape.get("Name")),
        type=shapes.text(shape.get("AuthorizerType")),
        identity_headers=unread or tuple(_headers(sources)),
        identity_sources=tuple(
            each
            for each in (sources if isinstance(sources, tuple) else ())
            if isinstance(each, str)
        ),
        ttl=_whole_number(shape.get("AuthorizerResultTtlInSeconds")),
        payload_format=str(shape.get("AuthorizerPayloadFormatVersion") or "1.0"),
        simple_responses=shapes.flag(shape.get("EnableSimpleResponses")) is True,
        uri=shapes.optional_text(shape.get("AuthorizerUri")),
    )


def _headers(sources: object) -> list[str]:
    """Take the header names out of identity sources, in lower case."""
    return [
        source[len(_HEADER) :].lower()
        for source in (sources if isinstance(sources, tuple) else ())
        if isinstance(source, str) and source.startswith(_HEADER)
    ]


def read_cors(value: object) -> CorsConfiguration | Unresolved | None:
    """Read the CORS settings of an HTTP API or a function URL; None where there are none.

    Settings that are all empty are settings all the same.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    settings = shapes.child({"Cors": value}, "Cors")
    if settings is None or isinstance(settings, Unresolved):
        return settings
    return CorsConfiguration(
        allow_origins=shapes.texts(settings.get("AllowOrigins")),
        allow_methods=shapes.texts(settings.get("AllowMethods")),
        allow_headers=shapes.texts(settings.get("AllowHeaders")),
        expose_headers=shapes.texts(settings.get("ExposeHeaders")),
        allow_credentials=shapes.flag(settings.get("AllowCredentials")),
        max_age=shapes.number(settings.get("MaxAge")),
    )
