"""The CORS settings of HTTP APIs and function URLs in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.render import function_url, http_api
from corsgate_audit.collect.openapi.http import CORS
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit, IncurableError
from corsgate_audit.fix.template.site import headers_of, names_of
from corsgate_audit.fix.weighing import weigh_settings
from corsgate_audit.model import FrontDoor, FunctionUrl, HttpApi, Unresolved, settings_of

if TYPE_CHECKING:
    from corsgate_audit.fix.template.site import Site

_IMPLICIT = "ServerlessHttpApi"
_BODIES = {"AWS::ApiGatewayV2::Api": "Body", "AWS::Serverless::HttpApi": "DefinitionBody"}
_URL, _SAM_URL = "AWS::Lambda::Url", "FunctionUrlConfig"
_KINDS = {
    FrontDoor.HTTP_API: "AWS::ApiGatewayV2::Api",
    FrontDoor.FUNCTION_URL: _URL,
}


def settings_edit(site: Site) -> Edit:
    """Return the edit that makes an API's settings what the policy asks for.

    Args:
        site: an HTTP API or a function URL.

    Raises:
        IncurableError: there is none.
        RenderError: the front door cannot express the policy.
    """
    before = settings_of(site.api)
    if isinstance(before, Unresolved):
        message = f"its settings could not be read: {before.reason}"
        raise IncurableError(message)
    is_url = isinstance(site.api, FunctionUrl)
    names = _url_place(site) if is_url else _http_place(site)
    after = _rendered(site)
    value = {_camel(name): each for name, each in after.items()} if names[-1] == CORS else after
    edit = site.edit(
        f"set {names[-1]}",
        Assignment(names=names, value=value),
        resource=site.ref(_KINDS[site.api.front_door]),
    )
    assert isinstance(site.api, HttpApi | FunctionUrl)  # noqa: S101 - only these have settings
    return edit.because(weigh_settings(site.api, after))


def _rendered(site: Site) -> dict[str, Any]:
    """Render the effective policy: with the headers that authorizers need."""
    policy = site.choices.policy.for_route(headers=headers_of(site.routes))
    is_url = isinstance(site.api, FunctionUrl)
    return function_url(policy) if is_url else http_api(policy)


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def _url_place(site: Site) -> tuple[str, ...]:
    names = names_of(site.api.location)
    if names[-1:] == (_SAM_URL,):
        return (*names, "Cors")
    return (*names, "Properties", "Cors")


def _http_place(site: Site) -> tuple[str, ...]:
    if "Resources" not in site.content:
        return (CORS,)
    logical_id = site.logical_id
    body = site.at("Resources", logical_id)
    if body is ABSENT and logical_id == _IMPLICIT:
        return ("Globals", "HttpApi", "CorsConfiguration")
    kind = str(body.get("Type")) if isinstance(body, dict) else ""
    properties = ("Resources", logical_id, "Properties")
    document = (*properties, _BODIES.get(kind, "Body"))
    if site.at(*document, CORS) is not ABSENT:
        return (*document, CORS)
    return (*properties, "CorsConfiguration")
