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


_MERGE = "# Merge the CORS part into yours: your names, ids and authorization stay as they are.\n"
_DEPLOY = {
    Form.CLOUDFORMATION: (
        "# Then deploy the stage: a new AWS::ApiGateway::Deployment that DependsOn Preflight.\n"
    ),
    Form.HCL: (
        "# Then deploy the stage: the triggers of aws_api_gateway_deployment have to change, and\n"
        "# it depends_on aws_api_gateway_integration_response.preflight.\n"
    ),
}
"""What a REST API asks for; SAM does it by itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
"""

_READS = frozenset({"GET", "HEAD"})
FORWARDED = (
    ("GET", "HEAD", "OPTIONS"),
    ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"),
)
"""Lists of methods with OPTIONS that CloudFront takes; there are no others.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
"""

CACHING = ("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled")
FORWARDING = ("b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader")
"""Managed policies of CloudFront, by id and name; tests/audit/collect checks the ids.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
"""


def by_render(form: Form, wish: Wish) -> str:
    """Render a fix as `corsgate render` prints it.

    Args:
        form: form of the tool.
        wish: what it is for.

    Raises:
        RenderError: the policy cannot be expressed there.
    """
    several = len(wish.policy.allow_origins) > 1
    wanted = Wanted(policy=wish.policy, error_origin="reflect" if several else None, path=wish.path)
    deploy = _DEPLOY.get(form, "") if wish.front_door is FrontDoor.REST_API else ""
    return f"{_MERGE}{deploy}{render(form, wish.front_door, wanted)}"


def by_template(name: str, wish: Wish, **words: str) -> str:
    """Render a fix from a template of the folder ``templates``.

    Args:
        name: name of the template's file.
        wish: what it is for.
        words: what differs between tools that share a template.
    """
    policy = wish.policy
    reads_only = _READS.issuperset(policy.allow_methods)
    values = {
        "scope": "this",
        "indent": "",
        "reads_only": reads_only,
        "forwarded": FORWARDED[0 if reads_only else 1],
        "caching": CACHING,
        "forwarding": FORWARDING,
        "policy": policy,
        "wish": wish,
        "method": wish.method,
        "code": policy_code,
        "quoted": lambda values: json.dumps(list(values)),
        "any_origin": policy.allow_origins == ("*",),
        **words,
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


def serverless_cloudfront(wish: Wish) -> str:
    """Render a fix for a distribution among the resources of ``serverless.yml``.

    Args:
        wish: what it is for.

    Source: https://www.serverless.com/framework/docs/providers/aws/guide/resources
    """
    text = by_template("cloudfront.yaml.j2", wish, indent="  ")
    return text.replace("  Resources:\n", "resources:\n  Resources:\n", 1)


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


__all__ = [
    "Fix",
    "RenderError",
    "Wish",
    "by_render",
    "by_template",
    "policy_code",
    "serverless",
    "serverless_cloudfront",
]
