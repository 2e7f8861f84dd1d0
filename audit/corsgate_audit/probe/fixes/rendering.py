"""Fixes as code: by `corsgate render` where it has the form, and else from a template."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate.render import RenderError, function_url, gateway_responses, http_api
from corsgate_audit.fix.rendered.forms import Form, render
from corsgate_audit.fix.rendered.wanted import Wanted
from corsgate_audit.fix.text.styles import Style
from corsgate_audit.fix.text.writers import YamlWriter
from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from corsgate import CorsPolicy


class Fix(NamedTuple):
    """What to change in one tool.

    Args:
        tool: slug of it.
        language: language of the code, as Markdown names it.
        code: code with the origins, methods and headers of this request.
    """

    tool: str
    language: str
    code: str


class Wish(NamedTuple):
    """What a fix is rendered for.

    Args:
        policy: policy that it writes.
        front_door: front door that the policy is for.
        method: method of the request.
        path: path of the request, as the API knows it.
        url: URL that the page should call.
        named: headers that the page should not send.
    """

    policy: CorsPolicy
    front_door: FrontDoor
    method: str
    path: str
    url: str
    named: tuple[str, ...] = ()


_MERGE = (
    "# Merge the CORS part into your template; your names, ids and AuthType stay as they are.\n"
)


def by_render(form: Form, language: str, wish: Wish) -> str:
    """Render a fix as `corsgate render` prints it.

    Args:
        form: form of the tool.
        language: language of the code.
        wish: what it is for.

    Raises:
        RenderError: the policy cannot be expressed there.
    """
    several = len(wish.policy.allow_origins) > 1
    wanted = Wanted(policy=wish.policy, error_origin="reflect" if several else None, path=wish.path)
    text = render(form, wish.front_door, wanted)
    return text if language == "json" else f"{_MERGE}{text}"


def by_template(name: str, wish: Wish) -> str:
    """Render a fix from a template of the folder ``templates``.

    Args:
        name: name of the template's file.
        wish: what it is for.
    """
    policy = wish.policy
    values = {
        "policy": policy,
        "wish": wish,
        "method": wish.method,
        "code": policy_code,
        "quoted": lambda values: json.dumps(list(values)),
        "any_origin": policy.allow_origins == ("*",),
    }
    return _environment().get_template(name).render(values).strip() + "\n"


def policy_code(policy: CorsPolicy) -> str:
    """Write a policy as the call that makes it, one field a line.

    Args:
        policy: policy to write.
    """
    fields = json.loads(policy.to_json())
    fields.pop("version")
    lines = (f"    {name}={_literal(value)}," for name, value in fields.items())
    return "\n".join(("CorsPolicy(", *lines, ")"))


def serverless(wish: Wish) -> str:
    """Render a fix for ``serverless.yml``.

    Args:
        wish: what it is for.

    Raises:
        RenderError: the front door cannot express the policy.

    Source: https://www.serverless.com/framework/docs/providers/aws/events/apigateway#enabling-cors
    """
    makers = {FrontDoor.HTTP_API: _serverless_http, FrontDoor.FUNCTION_URL: _serverless_url}
    content = makers.get(wish.front_door, _serverless_rest)(wish)
    lines = YamlWriter(Style()).block(content, 0)
    return "".join(f"{line}\n" for line in ("# serverless.yml", *lines))


def _serverless_rest(wish: Wish) -> dict[str, Any]:
    policy = wish.policy
    cors: dict[str, Any] = {
        "origins": list(policy.allow_origins),
        "headers": list(policy.allow_headers),
        "allowCredentials": policy.allow_credentials,
    }
    several = len(policy.allow_origins) > 1
    errors = gateway_responses(policy, error_origin="reflect" if several else None)
    event = {"http": {"path": wish.path, "method": wish.method.lower(), "cors": cors}}
    resources = {
        f"GatewayResponse{kind.title().replace('_', '')}": {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {"RestApiId": {"Ref": "ApiGatewayRestApi"}, **properties},
        }
        for kind, properties in errors.items()
    }
    return {
        "functions": {"FUNCTION": {"events": [event]}},
        "resources": {"Resources": resources},
    }


def _serverless_http(wish: Wish) -> dict[str, Any]:
    names = {
        "AllowOrigins": "allowedOrigins",
        "AllowMethods": "allowedMethods",
        "AllowHeaders": "allowedHeaders",
        "ExposeHeaders": "exposedResponseHeaders",
        "AllowCredentials": "allowCredentials",
        "MaxAge": "maxAge",
    }
    return {"provider": {"httpApi": {"cors": _renamed(http_api(wish.policy), names)}}}


def _serverless_url(wish: Wish) -> dict[str, Any]:
    names = {
        "AllowOrigins": "allowedOrigins",
        "AllowMethods": "allowedMethods",
        "AllowHeaders": "allowedHeaders",
        "ExposeHeaders": "exposedResponseHeaders",
        "AllowCredentials": "allowCredentials",
        "MaxAge": "maxAge",
    }
    cors = _renamed(function_url(wish.policy), names)
    return {"functions": {"FUNCTION": {"url": {"cors": cors}}}}


def _renamed(settings: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names[name]: value for name, value in settings.items()}


def _literal(value: object) -> str:
    return str(value) if isinstance(value, bool) else json.dumps(value)


@cache
def _environment() -> Environment:
    # Here, since only an exchange that is blocked needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("corsgate_audit.probe", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - code, no HTML; of a server's own words only tokens get here
        keep_trailing_newline=True,
    )


__all__ = ["Fix", "RenderError", "Wish", "by_render", "by_template", "policy_code", "serverless"]
