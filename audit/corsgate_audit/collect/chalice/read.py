"""Reads the application of a Chalice project: a REST API with its preflights.

Source: https://aws.github.io/chalice/topics/routing.html and
https://aws.github.io/chalice/api.html#CORSConfig; what is rendered of it was looked up in
``chalice/deploy/swagger.py`` of version 1.34, and compared with templates that it packaged.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.chalice.blueprints import (
    Module,
    blueprints_in,
    parsed,
    registered_blueprints,
)
from corsgate_audit.collect.chalice.headers import headers_of
from corsgate_audit.collect.chalice.kind import CONFIG
from corsgate_audit.collect.chalice.lines import RouteLines
from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.document import Document, read_document
from corsgate_audit.collect.template.read import read_template
from corsgate_audit.model import Collection, Coverage, CoverageState, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach

SERVICE: Final = "chalice"
_BINARY: Final = (
    "application/octet-stream",
    "application/x-tar",
    "application/zip",
    "audio/basic",
    "audio/ogg",
    "audio/mp4",
    "audio/mpeg",
    "audio/wav",
    "audio/webm",
    "image/png",
    "image/jpg",
    "image/jpeg",
    "image/gif",
    "video/ogg",
    "video/mpeg",
    "video/webm",
)
"""Binary media types of every application that sets none."""
_LATER: Final = "it is known only when the program runs"
_NOT_FOUND: Final = "the blueprint was not found in the files of the application"
_AUTHORIZERS: Final[Mapping[str, str]] = {
    "IAMAuthorizer": "AWS_IAM",
    "CognitoUserPoolAuthorizer": "COGNITO_USER_POOLS",
    "CustomAuthorizer": "CUSTOM",
}
_OTHER: Final = re.compile(r"[^0-9A-Za-z]")


@dataclass(slots=True)
class _App:
    """What is read of an application.

    Args:
        path: path of its file.
        constants: what the module's names are bound to once.
    """

    path: Path
    constants: dict[str, ast.expr]
    resources: dict[str, dict[str, object]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    unread: list[tuple[Path, int, str]] = field(default_factory=list)
    cors: object = False

    def add(self, name: str, kind: str, properties: Mapping[str, object], line: int) -> None:
        """Add a resource of the template."""
        known = {key: value for key, value in properties.items() if value is not None}
        self.resources.setdefault(name, {"Type": kind, "Properties": known})
        if name not in self.lines:
            self.lines[name], self.sources[name] = line, str(self.path)

    def leave_out(self, line: int, reason: str) -> None:
        """Note what of its file is not determined."""
        self.unread.append((self.path, line, reason))

    def value(self, node: ast.expr | None) -> object:
        """Evaluate a literal, or a name that is bound to one."""
        seen = 0
        most = len(self.constants)
        while isinstance(node, ast.Name) and node.id in self.constants and seen < most:
            node, seen = self.constants[node.id], seen + 1
        if node is None:
            return None
        if isinstance(node, ast.Call):
            return node
        if isinstance(node, ast.List | ast.Tuple):
            return [self.value(each) for each in node.elts]
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return Unresolved(show(ast.unparse(node)), _LATER)


def read_chalice(path: Path, reach: Reach) -> Collection:
    """Read an application.

    Args:
        path: path of its ``app.py``.
        reach: what the target may lead to.

    Raises:
        TargetError: it cannot be read, or is not valid Python.
    """
    own = parsed(path, reach)
    tree = own.tree
    config = _config(path, reach)
    app = _App(path, _constants(tree))
    app.cors = _default_cors(app, tree)
    name = config.get("app_name")
    api = {"Name": name or path.parent.name, "BinaryMediaTypes": _binary_types(app, tree)}
    app.add("RestAPI", "AWS::ApiGateway::RestApi", api, 1)
    others = blueprints_in(tree)
    routes = [each for each in _routes(app, tree) if each.owner not in others]
    routes += _routes_of_blueprints(app, own, reach)
    for route in routes:
        _method(route)
    _preflights(routes)
    _rest(app, config)
    read = read_template(
        Document(
            path=path,
            content={"Resources": app.resources},
            positions=RouteLines(app.lines, app.sources),
            reach=reach,
        )
    )
    scanned = Coverage(service=SERVICE, resource=str(path), state=CoverageState.SCANNED)
    unread = [
        Coverage(
            service=SERVICE,
            resource=f"{file}#line {line}",
            state=CoverageState.UNRESOLVED,
            reason=reason,
        )
        for file, line, reason in sorted(app.unread, key=lambda each: each[1])
    ]
    return Collection(apis=read.apis, coverage=(scanned, *read.coverage[1:], *unread))


def _config(path: Path, reach: Reach) -> Mapping[str, Any]:
    return read_document(path.parent.joinpath(*CONFIG), reach).content


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what names of the module are bound to, where that is done once."""
    bound: dict[str, list[ast.expr]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    bound.setdefault(target.id, []).append(node.value)
    return {name: values[0] for name, values in bound.items() if len(values) == 1}


def _default_cors(app: _App, tree: ast.Module) -> object:
    """Return what ``app.api.cors`` is set to, which holds for routes that say nothing."""
    value = _of_api(tree, "cors")
    return False if value is None else app.value(value)


def _binary_types(app: _App, tree: ast.Module) -> object:
    """Return the binary media types: Chalice's own, or what ``app.api.binary_types`` is set to."""
    value = _of_api(tree, "binary_types")
    return list(_BINARY) if value is None else app.value(value)


def _of_api(tree: ast.Module, name: str) -> ast.expr | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(f".api.{name}"):
            return node.value
    return None


@dataclass(frozen=True, slots=True)
class _Route:
    app: _App
    owner: str
    path: object
    method: object
    settings: Mapping[str, object]
    cors: object
    line: int


def _routes(app: _App, tree: ast.Module) -> Iterator[_Route]:
    """Yield the routes: ``@app.route("/items", methods=["PUT"])``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else None
            if not (isinstance(decorator, ast.Call) and isinstance(called, ast.Attribute)):
                continue
            if called.attr != "route":
                continue
            keywords = {each.arg: each.value for each in decorator.keywords if each.arg}
            where = decorator.args[0] if decorator.args else keywords.get("path")
            methods = app.value(keywords.get("methods"))
            verbs = methods or ["GET"]
            settings = {name: app.value(value) for name, value in keywords.items()}
            cors = settings.get("cors")
            for verb in verbs if isinstance(verbs, list) else [verbs]:
                own = app.cors if cors is None else cors
                owner = ast.unparse(called.value)
                yield _Route(app, owner, app.value(where), verb, settings, own, decorator.lineno)


def _routes_of_blueprints(app: _App, own: Module, reach: Reach) -> Iterator[_Route]:
    """Yield the routes of the blueprints that are registered, each below its prefix."""
    for each in registered_blueprints(own, reach):
        if each.module is None:
            app.leave_out(each.line, _NOT_FOUND)
            continue
        prefix = app.value(each.prefix)
        # The resources are the application's; the constants are the module's own.
        within = replace(app, path=each.module.path, constants=_constants(each.module.tree))
        for route in _routes(within, each.module.tree):
            if route.owner == each.name:
                yield replace(route, path=_below(prefix, route.path))


def _below(prefix: object, path: object) -> object:
    """Put a path below a prefix, as ``Chalice._register_route`` does."""
    if prefix is None or isinstance(path, Unresolved):
        return path
    if not (isinstance(prefix, str) and isinstance(path, str)):
        return prefix
    return f"{prefix.rstrip('/')}/{path.strip('/')}".rstrip("/")


def _method(route: _Route) -> None:
    app = route.app
    if not (isinstance(route.path, str) and isinstance(route.method, str)):
        app.leave_out(route.line, f"a route's path or methods: {_LATER}")
        return
    authorizer = route.settings.get("authorizer")
    properties: dict[str, object] = {
        "RestApiId": {"Ref": "RestAPI"},
        "ResourceId": _resource(app, route.path, route.line),
        "HttpMethod": route.method.upper(),
        "ApiKeyRequired": route.settings.get("api_key_required") or False,
        "AuthorizationType": "NONE" if authorizer is None else _authorization(authorizer),
        "Integration": {
            "Type": "AWS_PROXY",
            "ContentHandling": "CONVERT_TO_TEXT",
            "IntegrationHttpMethod": "POST",
            "Uri": {"Fn::GetAtt": ["APIHandler", "Arn"]},
            "IntegrationResponses": [{"StatusCode": "200"}],
        },
        "MethodResponses": [{"StatusCode": "200"}],
    }
    if properties["AuthorizationType"] in ("COGNITO_USER_POOLS", "CUSTOM"):
        properties["AuthorizerId"] = _authorizer(app, authorizer, route.line)
    name = _logical_id(route.path, route.method)
    app.add(name, "AWS::ApiGateway::Method", properties, route.line)


def _authorization(authorizer: object) -> object:
    if isinstance(authorizer, ast.Call):
        kind = ast.unparse(authorizer.func).rpartition(".")[2]
        return _AUTHORIZERS.get(kind, Unresolved(show(ast.unparse(authorizer)), _LATER))
    # A function that @app.authorizer decorates.
    return "CUSTOM"


def _authorizer(app: _App, authorizer: object, line: int) -> object:
    is_pool = isinstance(authorizer, ast.Call) and "Cognito" in ast.unparse(authorizer.func)
    keywords = {}
    if isinstance(authorizer, ast.Call):
        keywords = {each.arg: app.value(each.value) for each in authorizer.keywords}
        arguments = [app.value(each) for each in authorizer.args]
        keywords.setdefault("name", arguments[0] if arguments else "authorizer")
    name = str(keywords.get("name", "authorizer"))
    header = keywords.get("header") or "Authorization"
    logical_id = f"Authorizer{_OTHER.sub('', name)}"
    properties = {
        "RestApiId": {"Ref": "RestAPI"},
        "Name": name,
        "Type": "COGNITO_USER_POOLS" if is_pool else "TOKEN",
        "IdentitySource": header
        if isinstance(header, Unresolved)
        else f"method.request.header.{header}",
    }
    app.add(logical_id, "AWS::ApiGateway::Authorizer", properties, line)
    return {"Ref": logical_id}


def _resource(app: _App, path: str, line: int) -> object:
    """Refer to the resource of a path; those above it are added too."""
    parts = [part for part in path.split("/") if part]
    if not parts:
        return {"Fn::GetAtt": ["RestAPI", "RootResourceId"]}
    above, own = "/".join(parts[:-1]), "/".join(parts)
    name = f"Path{_logical_id(own, '')}"
    properties = {
        "RestApiId": {"Ref": "RestAPI"},
        "ParentId": _resource(app, above, line),
        "PathPart": parts[-1],
    }
    app.add(name, "AWS::ApiGateway::Resource", properties, line)
    return {"Ref": name}


def _logical_id(path: str, method: str) -> str:
    """Name a resource; paths that differ have names that differ."""
    marks = "".join(c if c.isascii() and c.isalnum() else f"x{ord(c):x}" for c in path.strip("/"))
    return f"{method.title()}{marks or 'Root'}"


def _preflights(routes: list[_Route]) -> None:
    """Add OPTIONS for each path of which a route has CORS, with the methods of those that do."""
    by_path: dict[str, list[_Route]] = {}
    for route in routes:
        is_known = isinstance(route.path, str) and isinstance(route.method, str)
        if is_known and route.cors is not False and route.cors is not None:
            by_path.setdefault(str(route.path), []).append(route)
    for path, own in by_path.items():
        methods = [*dict.fromkeys(str(each.method).upper() for each in own), "OPTIONS"]
        app = own[-1].app
        headers = headers_of(own[-1].cors, app.value)
        parameters: object = Unresolved("cors", _LATER)
        declared: object = parameters
        if headers is not None:
            headers["Access-Control-Allow-Methods"] = f"'{','.join(methods)}'"
            parameters = {f"method.response.header.{key}": each for key, each in headers.items()}
            declared = {f"method.response.header.{key}": True for key in headers}
        response = {"StatusCode": "200", "ResponseParameters": parameters}
        properties = {
            "RestApiId": {"Ref": "RestAPI"},
            "ResourceId": _resource(app, path, own[0].line),
            "HttpMethod": "OPTIONS",
            "AuthorizationType": "NONE",
            "MethodResponses": [{"StatusCode": "200", "ResponseParameters": declared}],
            "Integration": {
                "Type": "MOCK",
                "RequestTemplates": {"application/json": '{"statusCode": 200}'},
                "PassthroughBehavior": "WHEN_NO_MATCH",
                "ContentHandling": "CONVERT_TO_TEXT",
                "IntegrationResponses": [response],
            },
        }
        name = _logical_id(path, "OPTIONS")
        own[0].app.add(name, "AWS::ApiGateway::Method", properties, own[0].line)


def _rest(app: _App, config: Mapping[str, Any]) -> None:
    """Add the function, its permission and the deployment."""
    api = {"Ref": "RestAPI"}
    methods = [name for name, each in app.resources.items() if str(each["Type"]).endswith("Method")]
    stage = config.get("api_gateway_stage") or "api"
    app.add("APIHandler", "AWS::Lambda::Function", {"Handler": "app.app"}, 1)
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": "APIHandler"},
        "Principal": "apigateway.amazonaws.com",
    }
    app.add("APIHandlerInvokePermission", "AWS::Lambda::Permission", permission, 1)
    deployment = {"RestApiId": api, "StageName": stage}
    app.add("Deployment", "AWS::ApiGateway::Deployment", deployment, 1)
    app.resources["Deployment"]["DependsOn"] = methods
