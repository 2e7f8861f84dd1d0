"""``http`` events: a REST API with its methods and preflights.

Source: https://www.serverless.com/framework/docs/providers/aws/events/apigateway; the rules are
those of ``lib/plugins/aws/package/compile/events/api-gateway``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.serverless import naming
from corsgate_audit.collect.serverless.authorizers import authorization
from corsgate_audit.collect.serverless.rendering import (
    DEFAULT_HEADERS,
    joined,
    mapping,
    quoted,
    united,
)
from corsgate_audit.collect.shapes import show
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.serverless.events import HttpEvent
    from corsgate_audit.collect.serverless.rendering import Rendered

_EVERY: Final = "DELETE,GET,HEAD,PATCH,POST,PUT"
_STATUSES: Final[Mapping[str, str]] = {
    "200": "",
    "400": r"[\s\S]*\[400\][\s\S]*",
    "401": r"[\s\S]*\[401\][\s\S]*",
    "403": r"[\s\S]*\[403\][\s\S]*",
    "404": r"[\s\S]*\[404\][\s\S]*",
    "422": r"[\s\S]*\[422\][\s\S]*",
    "500": r"[\s\S]*(Process\s?exited\s?before\s?completing\s?request|\[500\])[\s\S]*",
    "502": r"[\s\S]*\[502\][\s\S]*",
    "504": r"([\s\S]*\[504\][\s\S]*)|(.*Task timed out after \d+\.\d+ seconds$)",
}
"""Status codes of a Lambda integration: ``api-gateway/lib/validate.js``."""


def render_rest(made: Rendered, events: Sequence[HttpEvent]) -> None:
    """Render the REST API of a service.

    Args:
        made: resources of the template.
        events: all ``http`` events.
    """
    if not events:
        return
    gateway = mapping(made.provider.get("apiGateway"))
    api = gateway.get("restApiId")
    if api is None:
        api = {"Ref": naming.REST_API}
        name = made.provider.get("apiName") or made.api_name(gateway)
        policy = gateway.get("resourcePolicy") or made.provider.get("resourcePolicy")
        properties = {
            "Name": name,
            "BinaryMediaTypes": gateway.get("binaryMediaTypes"),
            "Policy": None if not policy else {"Version": "2012-10-17", "Statement": policy},
        }
        made.add(naming.REST_API, "AWS::ApiGateway::RestApi", properties, ("provider",))
    paths = _Paths(made, gateway, api)
    _preflights(made, events, paths)
    for event in events:
        _method(made, event, paths)
    methods = [each for each in made.resources if each.startswith("ApiGatewayMethod")]
    deployment = made.add(
        naming.DEPLOYMENT,
        "AWS::ApiGateway::Deployment",
        {"RestApiId": api, "StageName": gateway.get("stage") or made.stage},
        ("provider",),
    )
    deployment["DependsOn"] = methods


@dataclass(slots=True)
class _Paths:
    """The paths of a REST API, each a resource that is added once."""

    made: Rendered
    gateway: Mapping[str, Any]
    api: object

    def of(self, path: str, at: Sequence[str]) -> object:
        """Refer to the resource of a path."""
        if not path:
            root = self.gateway.get("restApiRootResourceId")
            return root or {"Fn::GetAtt": [naming.REST_API, "RootResourceId"]}
        given = mapping(self.gateway.get("restApiResources"))
        if path in given or f"/{path}" in given:
            return given.get(path) or given.get(f"/{path}")
        logical_id = naming.resource(path)
        if logical_id not in self.made.resources:
            parent, _, part = path.rpartition("/")
            properties = {
                "ParentId": self.of(parent, at),
                "PathPart": part,
                "RestApiId": self.api,
            }
            self.made.add(logical_id, "AWS::ApiGateway::Resource", properties, at)
        return {"Ref": logical_id}


def _preflights(made: Rendered, events: Sequence[HttpEvent], paths: _Paths) -> None:
    """Render OPTIONS for each path of which an event has ``cors``.

    The settings of a path's events are united; its origin is the last one's.
    """
    merged: dict[str, dict[str, object]] = {}
    places: dict[str, tuple[str, ...]] = {}
    for event in events:
        given = event.settings.get("cors")
        if isinstance(given, Unresolved):
            merged[event.path] = {"unknown": given}
            places.setdefault(event.path, (*event.at, "cors"))
        if not given or isinstance(given, Unresolved):
            continue
        own, before = cors_of(event), merged.get(event.path, {})
        united_settings = {
            name: united(own.get(name), before.get(name))
            for name in ("headers", "methods", "origins")
        }
        merged[event.path] = {
            **before,
            **united_settings,
            "origin": own.get("origin"),
            "allowCredentials": before.get("allowCredentials") or own.get("allowCredentials"),
            **{name: own[name] for name in ("maxAge", "cacheControl") if own.get(name)},
        }
        places.setdefault(event.path, (*event.at, "cors"))
    for path, cors in merged.items():
        _preflight(made, path, cors, paths, places[path])


def cors_of(event: HttpEvent) -> dict[str, object]:
    """Return the settings that ``cors`` of an event stands for.

    Args:
        event: event whose ``cors`` is true or a map.
    """
    given = event.settings.get("cors")
    settings = given if isinstance(given, dict) else {}
    cors: dict[str, object] = {"origin": None if settings.get("origins") else "*", **settings}
    cors["headers"] = settings.get("headers") or list(DEFAULT_HEADERS)
    is_map = isinstance(given, dict)
    methods = settings.get("methods") if is_map and "methods" in settings else ["OPTIONS"]
    own = ["OPTIONS", event.method]
    cors["methods"] = united(methods, own)
    cors["allowCredentials"] = settings.get("allowCredentials") or False
    return cors


def _preflight(
    made: Rendered,
    path: str,
    cors: Mapping[str, object],
    paths: _Paths,
    at: tuple[str, ...],
) -> None:
    unknown = cors.get("unknown")
    headers: dict[str, object] = {}
    origins = cors.get("origins")
    if not isinstance(unknown, Unresolved):
        headers, origins = _headers(cors)
    parameters: object = {f"method.response.header.{name}": text for name, text in headers.items()}
    declared: object = {f"method.response.header.{name}": True for name in headers}
    if isinstance(unknown, Unresolved):
        parameters = declared = unknown
    response = {
        "StatusCode": "200",
        "ResponseParameters": parameters,
        "ResponseTemplates": {"application/json": _reflection(origins)},
    }
    properties = {
        "AuthorizationType": "NONE",
        "HttpMethod": "OPTIONS",
        "MethodResponses": [{"StatusCode": "200", "ResponseParameters": declared}],
        "Integration": {
            "Type": "MOCK",
            "RequestTemplates": {"application/json": "{statusCode:200}"},
            "ContentHandling": "CONVERT_TO_TEXT",
            "IntegrationResponses": [response],
        },
        "ResourceId": paths.of(path, at),
        "RestApiId": paths.api,
    }
    made.add(naming.method(path, "options"), "AWS::ApiGateway::Method", properties, at)


def _headers(cors: Mapping[str, object]) -> tuple[dict[str, object], object]:
    """Write the headers of a preflight, and return the origins that it chooses from."""
    origin, origins = cors.get("origin"), cors.get("origins")
    if isinstance(origin, str) and "," in origin:
        origins = [each.strip() for each in origin.split(",")]
    if isinstance(origins, Unresolved):
        origin = origins
    elif isinstance(origins, list) and origins:
        origin = origins[0]
    methods = cors.get("methods")
    if isinstance(methods, list):
        methods = joined([_EVERY if each == "ANY" else each for each in methods])
    allowed = cors.get("headers")
    headers: dict[str, object] = {
        "Access-Control-Allow-Origin": quoted(origin),
        "Access-Control-Allow-Headers": joined(allowed) if isinstance(allowed, list) else allowed,
        "Access-Control-Allow-Methods": methods,
    }
    for name, setting in (
        ("Access-Control-Allow-Credentials", "allowCredentials"),
        ("Access-Control-Max-Age", "maxAge"),
        ("Cache-Control", "cacheControl"),
    ):
        if cors.get(setting):
            headers[name] = quoted(cors[setting])
    return headers, origins


def _reflection(origins: object) -> object:
    """Write the template that sends the page's origin back, where several are allowed."""
    if isinstance(origins, Unresolved):
        return origins
    if not isinstance(origins, list) or not origins:
        return ""
    unknown = next((each for each in origins if isinstance(each, Unresolved)), None)
    if unknown is not None:
        return Unresolved(show(unknown.expression), unknown.reason)
    patterns = [str(each).replace(".", "[.]").replace("*", ".+", 1) for each in origins]
    tests = " || ".join(f'$origin.matches("{pattern}")' for pattern in patterns)
    return (
        '#set($origin = $input.params("Origin"))\n'
        '#if($origin == "") #set($origin = $input.params("origin")) #end\n'
        f"#if({tests}) "
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end"
    )


def _method(made: Rendered, event: HttpEvent, paths: _Paths) -> None:
    settings = event.settings
    integration = _integration_type(settings)
    properties: dict[str, object] = {
        "HttpMethod": event.method,
        "RequestParameters": _required(settings),
        "ResourceId": paths.of(event.path, event.at),
        "RestApiId": paths.api,
        "ApiKeyRequired": settings.get("private") or False,
        **authorization(made, settings.get("authorizer"), event.at, paths.api),
        **_integration(made, event, integration),
    }
    logical_id = naming.method(event.path, event.method)
    before = made.resources.get(logical_id)
    if before is not None:
        # The framework merges: an OPTIONS of the service's own changes the preflight's integration.
        properties = _merged(mapping(before.get("Properties")), properties)
        made.origins.pop(logical_id)
    made.add(logical_id, "AWS::ApiGateway::Method", properties, event.at)


def _merged(before: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, object]:
    made = dict(before)
    for name, value in own.items():
        is_map = isinstance(value, dict) and isinstance(made.get(name), dict)
        if is_map:
            made[name] = _merged(made[name], value)
        elif not (isinstance(value, list) and not value):
            made[name] = value
    return made


def _integration_type(settings: Mapping[str, Any]) -> object:
    given = settings.get("integration")
    if isinstance(given, Unresolved):
        return given
    if given:
        written = str(given).upper().replace("-", "_", 1)
        return {"LAMBDA": "AWS", "LAMBDA_PROXY": "AWS_PROXY"}.get(written, written)
    return "AWS" if settings.get("async") else "AWS_PROXY"


def _required(settings: Mapping[str, Any]) -> dict[str, object]:
    """Write the parameters that a request has to have."""
    parameters = mapping(mapping(settings.get("request")).get("parameters"))
    kinds = {"querystrings": "querystring", "paths": "path", "headers": "header"}
    return {
        f"method.request.{kinds[kind]}.{name}": mapping(value).get("required", value)
        for kind, given in parameters.items()
        if kind in kinds
        for name, value in mapping(given).items()
    }


def _integration(made: Rendered, event: HttpEvent, kind: object) -> dict[str, object]:
    request = mapping(event.settings.get("request"))
    is_web = kind in ("HTTP", "HTTP_PROXY")
    verb = request.get("method") or event.method if is_web else "POST"
    integration: dict[str, object] = {"Type": kind, "IntegrationHttpMethod": verb}
    if kind in ("AWS", "AWS_PROXY"):
        integration["Uri"] = made.invocation(made.target(event.function))
    elif request.get("uri"):
        integration["Uri"] = request["uri"]
    if kind not in ("AWS", "HTTP"):
        if kind == "MOCK":
            integration["IntegrationResponses"] = []
        return {"Integration": integration, "MethodResponses": []}
    responses, declared = _responses(event)
    integration["IntegrationResponses"] = responses
    integration["PassthroughBehavior"] = request.get("passThrough") or "NEVER"
    if kind == "AWS":
        integration["RequestTemplates"] = {
            "application/json": "{}",
            "application/x-www-form-urlencoded": "{}",
            **mapping(request.get("template")),
        }
    return {"Integration": integration, "MethodResponses": declared}


def _responses(event: HttpEvent) -> tuple[list[object], list[object]]:
    """Write the responses of an integration that is no proxy: all have the same headers."""
    response = mapping(event.settings.get("response"))
    headers: dict[str, object] = {}
    given = event.settings.get("cors")
    if isinstance(given, Unresolved):
        headers["Access-Control-Allow-Origin"] = given
    elif given:
        cors = cors_of(event)
        origins = cors.get("origins")
        several = origins if isinstance(origins, list) and origins else None
        headers["Access-Control-Allow-Origin"] = (
            joined(several) if several else quoted(cors.get("origin"))
        )
        if cors.get("allowCredentials"):
            headers["Access-Control-Allow-Credentials"] = "true"
    headers |= mapping(response.get("headers"))
    statuses = mapping(response.get("statusCodes")) or _STATUSES
    responses: list[object] = []
    declared: list[object] = []
    for status, config in statuses.items():
        own = {**headers, **mapping(mapping(config).get("headers"))}
        pattern = config if isinstance(config, str) else mapping(config).get("pattern") or ""
        parameters = {f"method.response.header.{name}": value for name, value in own.items()}
        responses.append(
            {
                "StatusCode": str(status),
                "SelectionPattern": pattern,
                "ResponseParameters": parameters,
            }
        )
        declared.append(
            {"StatusCode": str(status), "ResponseParameters": dict.fromkeys(parameters, True)}
        )
    return responses, declared
