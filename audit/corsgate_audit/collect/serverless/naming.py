"""Logical ids that the framework gives to what it renders.

``resources`` of a ``serverless.yml`` refer to them, and change what has them. Source:
https://www.serverless.com/framework/docs/providers/aws/guide/resources and the framework's
``lib/plugins/aws/lib/naming.js``.
"""

from __future__ import annotations

import re

REST_API, HTTP_API, STAGE = "ApiGatewayRestApi", "HttpApi", "HttpApiStage"
DEPLOYMENT, DEFAULT_ROUTE = "ApiGatewayDeployment", "HttpApiRouteDefault"
_PARAMETER = re.compile(r"\{(.*)\}")
_OTHER = re.compile(r"[^0-9A-Za-z]")


def normal(name: str) -> str:
    """Write a name of the service as a part of a logical id.

    Args:
        name: name of a function or an authorizer.
    """
    made = name.replace("-", "Dash").replace("_", "Underscore")
    return made[:1].upper() + made[1:]


def normal_path(path: str) -> str:
    """Write a path as a part of a logical id: ``items/{id}`` is ``ItemsIdVar``.

    Args:
        path: path with or without a slash at its ends.
    """
    return "".join(_normal_part(part) for part in path.split("/"))


def _normal_part(part: str) -> str:
    made = (part[:1].upper() + part[1:].lower()).replace("-", "Dash")
    made = _OTHER.sub("", _PARAMETER.sub(r"\1Var", made))
    return made[:1].upper() + made[1:]


def function(name: str) -> str:
    """Name the resource of a function."""
    return f"{normal(name)}LambdaFunction"


def method(path: str, name: str) -> str:
    """Name the resource of a method of a REST API."""
    return f"ApiGatewayMethod{normal_path(path)}{name[:1].upper()}{name[1:].lower()}"


def resource(path: str) -> str:
    """Name the resource of a path of a REST API."""
    return f"ApiGatewayResource{normal_path(path)}"


def route(key: str) -> str:
    """Name the resource of a route of an HTTP API: ``GET /items`` is ``GetItems``."""
    return f"HttpApiRoute{normal_path(key)}"
