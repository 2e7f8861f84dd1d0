"""The CORS settings of HTTP APIs and function URLs in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.render import function_url, http_api
from corsgate_audit.collect.openapi.http import CORS
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit, IncurableError
from corsgate_audit.fix.template.inherited import Inherited
from corsgate_audit.fix.template.site import headers_of, names_of
from corsgate_audit.fix.weighing import weigh_settings
from corsgate_audit.model import FrontDoor, FunctionUrl, HttpApi, Unresolved, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.fix.template.site import Site

_IMPLICIT = "ServerlessHttpApi"
_BODIES = {"AWS::ApiGatewayV2::Api": "Body", "AWS::Serverless::HttpApi": "DefinitionBody"}
_OF_API = "CorsConfiguration"
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
    after = _rendered(site)
    sets = _assignments(site, after)
    edit = site.edit(
        f"set {sets[0].names[-1]}",
        *sets,
        resource=site.ref(_KINDS[site.api.front_door]),
    )
    assert isinstance(site.api, HttpApi | FunctionUrl)  # noqa: S101 - only these have settings
    return edit.because([*weigh_settings(site.api, after), *_also_changed(site, after)])


def _rendered(site: Site) -> dict[str, Any]:
    """Render the effective policy: with the headers that authorizers need."""
    policy = site.choices.policy.for_route(headers=headers_of(site.routes))
    is_url = isinstance(site.api, FunctionUrl)
    return function_url(policy) if is_url else http_api(policy)


def _assignments(site: Site, after: dict[str, Any]) -> list[Assignment]:
    """Write the settings where they are read: in ``Globals`` too, which SAM merges."""
    if isinstance(site.api, FunctionUrl):
        return _of_url(site, after)
    if "Resources" not in site.content:
        return [Assignment(names=(CORS,), value=_in_document(after))]
    logical_id = site.logical_id
    body = site.at("Resources", logical_id)
    kind = str(body.get("Type")) if isinstance(body, dict) else ""
    properties = ("Resources", logical_id, "Properties")
    document = (*properties, _BODIES.get(kind, "Body"))
    if site.at(*document, CORS) is not ABSENT:
        return [Assignment(names=(*document, CORS), value=_in_document(after))]
    if kind == "AWS::Serverless::HttpApi" or (body is ABSENT and logical_id == _IMPLICIT):
        own = None if body is ABSENT else logical_id
        inherited = Inherited(content=site.content, section="HttpApi", logical_id=own)
        return inherited.assignments((_OF_API,), after)
    return [Assignment(names=(*properties, _OF_API), value=after)]


def _also_changed(site: Site, after: dict[str, Any]) -> Iterator[str]:
    if site.logical_id == _IMPLICIT and site.at("Resources", _IMPLICIT) is ABSENT:
        inherited = Inherited(content=site.content, section="HttpApi", logical_id=None)
        yield from inherited.also_changed((_OF_API,), after)


def _of_url(site: Site, after: dict[str, Any]) -> list[Assignment]:
    names = names_of(site.api.location)
    function = names[1] if len(names) > 1 else ""
    if site.at("Resources", function, "Type") != "AWS::Serverless::Function":
        return [Assignment(names=(*names, "Properties", "Cors"), value=after)]
    inherited = Inherited(content=site.content, section="Function", logical_id=function)
    return inherited.assignments((_SAM_URL, "Cors"), after)


def _in_document(settings: dict[str, Any]) -> dict[str, Any]:
    """Write CloudFormation's names as the extension of OpenAPI has them."""
    return {name[0].lower() + name[1:]: value for name, value in settings.items()}
