"""Functions of a service, with their URLs.

Source: https://www.serverless.com/framework/docs/providers/aws/guide/functions; the rules are
those of ``lib/plugins/aws/package/compile/functions.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.serverless import naming
from corsgate_audit.collect.serverless.rendering import DEFAULT_HEADERS, mapping, united
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.serverless.rendering import Rendered

_RUNTIME, _TIMEOUT, _MEMORY = "nodejs20.x", 6, 1024
_URL_HEADERS = [each for each in DEFAULT_HEADERS if each != "X-Amz-User-Agent"]
_URL = (
    ("AllowHeaders", "allowedHeaders", _URL_HEADERS),
    ("AllowMethods", "allowedMethods", ["*"]),
    ("AllowOrigins", "allowedOrigins", ["*"]),
)


def render_functions(made: Rendered, functions: Mapping[str, Any]) -> None:
    """Render the functions, and their URLs.

    Args:
        made: resources of the template.
        functions: functions by name.
    """
    for name, given in functions.items():
        function, at = mapping(given), made.functions[name]
        image = function.get("image")
        variables = {
            **mapping(made.provider.get("environment")),
            **mapping(function.get("environment")),
        }
        properties = {
            "FunctionName": function.get("name") or f"{made.name}-{made.stage}-{name}",
            "Handler": None if image else function.get("handler"),
            "Runtime": None if image else function.get("runtime") or _default(made, "runtime"),
            "PackageType": "Image" if image else None,
            "Timeout": function.get("timeout") or made.provider.get("timeout") or _TIMEOUT,
            "MemorySize": function.get("memorySize") or _default(made, "memorySize"),
            "Environment": {"Variables": variables} if variables else None,
            # The framework packs the folder of the service.
            "Code": None if image else ".",
        }
        made.add(naming.function(name), "AWS::Lambda::Function", properties, at)
        if function.get("url"):
            _url(made, name, function["url"], (*at, "url"))


def _default(made: Rendered, name: str) -> object:
    default = {"runtime": _RUNTIME, "memorySize": _MEMORY}[name]
    return made.provider.get(name) or default


def _url(made: Rendered, name: str, given: object, at: tuple[str, ...]) -> None:
    settings = mapping(given)
    authorizer = settings.get("authorizer")
    kind = "AWS_IAM" if authorizer == "aws_iam" else "NONE"
    properties = {
        "AuthType": authorizer if isinstance(authorizer, Unresolved) else kind,
        "TargetFunctionArn": made.target(name),
        "Cors": _cors(settings.get("cors")),
    }
    made.add(f"{naming.function(name)}Url", "AWS::Lambda::Url", properties, at)
    if properties["AuthType"] == "NONE":
        made.permit(name, "LambdaPermissionFnUrl", at, principal="*")


def _cors(given: object) -> object:
    """Write the CORS settings: a list that is null is left out, an absent one has a default."""
    if isinstance(given, Unresolved) or not given:
        return given or None
    settings = mapping(given)
    made: dict[str, object] = {}
    for name, key, default in _URL:
        if settings.get(key):
            made[name] = united(settings[key])
        elif key not in settings or settings[key] is not None:
            made[name] = default
    if settings.get("allowCredentials"):
        made["AllowCredentials"] = settings["allowCredentials"]
    if settings.get("exposedResponseHeaders"):
        made["ExposeHeaders"] = united(settings["exposedResponseHeaders"])
    if settings.get("maxAge") is not None:
        made["MaxAge"] = settings["maxAge"]
    return made
