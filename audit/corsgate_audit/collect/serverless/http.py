"""``httpApi`` events: an HTTP API with its routes and CORS settings.

Source: https://www.serverless.com/framework/docs/providers/aws/events/http-api; the rules are
those of ``lib/plugins/aws/package/compile/events/http-api.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.serverless import naming
from corsgate_audit.collect.serverless.events import method_and_path
from corsgate_audit.collect.serverless.rendering import (
    DEFAULT_HEADERS,
    listed,
    mapping,
    united,
)
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.collect.serverless.rendering import Rendered

_EVERY = ("GET", "POST", "PUT", "PATCH", "OPTIONS", "HEAD", "DELETE")
_TIMEOUT = 30_000  # milliseconds
_AT = ("provider", "httpApi")


class _Route:
    """One ``httpApi`` event."""

    def __init__(self, function: str, given: object, at: tuple[str, ...]) -> None:
        given_method, self.path = method_and_path(given)
        if given == "*":
            self.path = "*"
        self.function = function
        self.authorizer = mapping(given).get("authorizer")
        self.at = at
        verb: object = "ANY" if given_method in (None, "*") else given_method
        self.method: object = verb.upper() if isinstance(verb, str) else verb

    @property
    def is_known(self) -> bool:
        """Whether its path and method are."""
        return isinstance(self.path, str) and isinstance(self.method, str)

    @property
    def key(self) -> str:
        """The route's key; that of the default route is ``*``."""
        return "*" if self.path == "*" else f"{self.method} {self.path}"


def render_http(made: Rendered, functions: Mapping[str, Any]) -> None:
    """Render the HTTP API of a service.

    Args:
        made: resources of the template.
        functions: functions by name.
    """
    routes = list(_routes(made, functions))
    if not routes:
        return
    settings = mapping(made.provider.get("httpApi"))
    api: object = settings.get("id")
    if api is None:
        api = {"Ref": naming.HTTP_API}
        properties = {
            "Name": settings.get("name") or made.api_name(settings),
            "ProtocolType": "HTTP",
            "CorsConfiguration": _cors(settings.get("cors"), routes),
        }
        made.add(naming.HTTP_API, "AWS::ApiGatewayV2::Api", properties, _AT)
        stage = {"ApiId": api, "StageName": "$default"}
        made.add(naming.STAGE, "AWS::ApiGatewayV2::Stage", stage, _AT)
    _authorizers(made, settings, api)
    for route in routes:
        if route.is_known:
            _route(made, route, api, settings)


def _routes(made: Rendered, functions: Mapping[str, Any]) -> Iterator[_Route]:
    for name, function in functions.items():
        for number, event in enumerate(listed(mapping(function).get("events"))):
            given = mapping(event).get("httpApi")
            if given is not None:
                at = (*made.functions[name], "events", str(number), "httpApi")
                yield _Route(name, given, at)


def _cors(given: object, routes: Sequence[_Route]) -> object:
    """Write the CORS settings. Without methods they are those of the routes."""
    if isinstance(given, Unresolved) or not given:
        return given or None
    settings = mapping(given)
    methods = settings.get("allowedMethods")
    exposed = settings.get("exposedResponseHeaders")
    made = {
        "AllowCredentials": settings.get("allowCredentials") or None,
        "AllowHeaders": united(settings.get("allowedHeaders") or list(DEFAULT_HEADERS)),
        "AllowMethods": united(methods) if methods else _methods(routes),
        "AllowOrigins": united(settings.get("allowedOrigins") or ["*"]),
        "ExposeHeaders": united(exposed) if exposed else None,
        "MaxAge": settings.get("maxAge"),
    }
    return {name: value for name, value in made.items() if value is not None}


def _methods(routes: Sequence[_Route]) -> object:
    unknown = next((each.method for each in routes if isinstance(each.method, Unresolved)), None)
    if unknown is not None:
        return unknown
    own = [list(_EVERY) if each.method == "ANY" else [each.method] for each in routes]
    return united(["OPTIONS"], *own)


def _authorizers(made: Rendered, settings: Mapping[str, Any], api: object) -> None:
    for name, authorizer in mapping(settings.get("authorizers")).items():
        config = mapping(authorizer)
        is_request = config.get("type") == "request"
        source = config.get("identitySource")
        function = config.get("functionName")
        arn = config.get("functionArn") or (made.target(str(function)) if function else None)
        properties = {
            "ApiId": api,
            "Name": config.get("name") or name,
            "IdentitySource": source if isinstance(source, list) else [source] if source else [],
            "AuthorizerType": "REQUEST" if is_request else "JWT",
            "AuthorizerPayloadFormatVersion": (config.get("payloadVersion") or "2.0")
            if is_request
            else None,
            "AuthorizerUri": made.invocation(arn) if arn is not None else None,
            "AuthorizerResultTtlInSeconds": config.get("resultTtlInSeconds"),
            "EnableSimpleResponses": config.get("enableSimpleResponses"),
        }
        at = (*_AT, "authorizers", str(name))
        made.add(_authorizer_id(str(name)), "AWS::ApiGatewayV2::Authorizer", properties, at)


def _authorizer_id(name: str) -> str:
    return f"HttpApiAuthorizer{naming.normal(name)}"


def _route(made: Rendered, route: _Route, api: object, settings: Mapping[str, Any]) -> None:
    function = mapping(mapping(made.service.get("functions")).get(route.function))
    integration = f"HttpApiIntegration{naming.normal(route.function)}"
    if integration not in made.resources:
        own = mapping(function.get("httpApi")).get("payload")
        properties: dict[str, object] = {
            "ApiId": api,
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": made.target(route.function),
            "PayloadFormatVersion": own or settings.get("payload") or "2.0",
            "TimeoutInMillis": _TIMEOUT,
        }
        made.add(integration, "AWS::ApiGatewayV2::Integration", properties, route.at)
        made.permit(route.function, "LambdaPermissionHttpApi", route.at)
    is_default = route.key == "*"
    logical_id = naming.DEFAULT_ROUTE if is_default else naming.route(route.key)
    properties = {
        "ApiId": api,
        "RouteKey": "$default" if is_default else route.key,
        "Target": {"Fn::Join": ["/", ["integrations", {"Ref": integration}]]},
        **_authorization(route.authorizer, settings),
    }
    made.add(logical_id, "AWS::ApiGatewayV2::Route", properties, route.at)


def _authorization(given: object, settings: Mapping[str, Any]) -> dict[str, object]:
    if isinstance(given, Unresolved):
        return {"AuthorizationType": given}
    if not given:
        return {}
    authorizer = given if isinstance(given, dict) else {"name": given}
    name = str(authorizer.get("name"))
    kind = authorizer.get("type")
    declared = mapping(mapping(settings.get("authorizers")).get(name)).get("type")
    if str(kind or declared).lower() == "aws_iam":
        return {"AuthorizationType": "AWS_IAM"}
    is_request = str(kind or declared).lower() == "request"
    return {
        "AuthorizationType": "CUSTOM" if is_request else "JWT",
        "AuthorizerId": authorizer.get("id") or {"Ref": _authorizer_id(name)},
    }
