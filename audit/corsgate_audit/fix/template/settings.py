"""The CORS settings of HTTP APIs and function URLs in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.openapi.http import CORS
from corsgate_audit.fix.repairs import SETTINGS, UnfixableError, settings_of_policy
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit
from corsgate_audit.fix.template.inherited import Inherited, is_map
from corsgate_audit.fix.template.site import names_of
from corsgate_audit.model import CorsConfiguration, FrontDoor, FunctionUrl, Unresolved

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.template.site import Site

_IMPLICIT = "ServerlessHttpApi"
_BODIES = {"AWS::ApiGatewayV2::Api": "Body", "AWS::Serverless::HttpApi": "DefinitionBody"}
_OF_API = "CorsConfiguration"
_URL, _SAM_URL = "AWS::Lambda::Url", "FunctionUrlConfig"
_KINDS = {
    FrontDoor.HTTP_API: "AWS::ApiGatewayV2::Api",
    FrontDoor.FUNCTION_URL: _URL,
}


def settings_edit(site: Site, part: Part, policy: CorsPolicy | None) -> Edit:
    """Return the edit that makes an API's settings what they shall be.

    Args:
        site: HTTP API or function URL in its file.
        part: the settings before and after their repair.
        policy: policy that the settings are to follow; None to write only what the repairs change.

    Raises:
        UnfixableError: there is none.
        RenderError: the front door cannot express the policy.
    """
    if isinstance(part.before, Unresolved):
        message = f"its settings could not be read: {part.before.reason}"
        raise UnfixableError(message)
    present = _present(site)
    after = settings_of_policy(site.api, policy) if policy else _changed(present, part)
    sets = _assignments(site, after)
    return site.edit(
        f"set {sets[0].names[-1]}",
        *sets,
        resource=site.ref(_KINDS[site.api.front_door]),
    )


def _changed(present: dict[str, Any], part: Part) -> dict[str, Any]:
    """Return settings as they are written, with what differs.

    Args:
        present: settings as the template has them, in CloudFormation's names.
        part: the settings before and after their repair.
    """
    before = part.before or CorsConfiguration()
    after = dict(present)
    for name, field in SETTINGS.items():
        old, new = getattr(before, field), getattr(part.after, field)
        if old == new:
            continue
        value = _list(present.get(name), old, new) if isinstance(new, tuple) else new
        if value in ([], None, False):
            after.pop(name, None)
        else:
            after[name] = value
    return after


def _list(written: object, old: object, new: tuple[Any, ...]) -> list[Any]:
    """Return a list with the entries that stay as they are written, which may be computed."""
    kept: dict[Any, Any] = {}
    if isinstance(written, list) and isinstance(old, tuple) and len(written) == len(old):
        kept = dict(zip(old, written, strict=True))
    return [kept.get(each, each) for each in new]


def _present(site: Site) -> dict[str, Any]:
    """Return the settings as they are written, in CloudFormation's names; empty for none."""
    inherited = _inherited(site)
    if inherited is not None:
        found = inherited[0].value(*inherited[1])
    else:
        names = _place(site)
        found = site.at(*names)
        if names[-1] == CORS and isinstance(found, dict):
            return {f"{name[0].upper()}{name[1:]}": value for name, value in found.items()}
    return found if is_map(found) else {}


def _assignments(site: Site, after: dict[str, Any]) -> list[Assignment]:
    """Write the settings where they are read: in ``Globals`` too, which SAM merges."""
    inherited = _inherited(site)
    if inherited is not None:
        return inherited[0].assignments(inherited[1], after)
    names = _place(site)
    value = after
    if names[-1] == CORS:
        value = {f"{name[0].lower()}{name[1:]}": each for name, each in after.items()}
    return [Assignment(names=names, value=value)]


def _inherited(site: Site) -> tuple[Inherited, tuple[str, ...]] | None:
    """Return the settings of a resource of SAM's; None for those of any other, or of a document."""
    if isinstance(site.api, FunctionUrl):
        names = names_of(site.api.location)
        function = names[1] if len(names) > 1 else ""
        if site.at("Resources", function, "Type") != "AWS::Serverless::Function":
            return None
        inherited = Inherited(content=site.content, section="Function", logical_id=function)
        return inherited, (_SAM_URL, "Cors")
    body = site.at("Resources", site.logical_id)
    if body is ABSENT and site.logical_id == _IMPLICIT:
        inherited = Inherited(content=site.content, section="HttpApi", logical_id=None)
        return inherited, (_OF_API,)
    is_sams = isinstance(body, dict) and body.get("Type") == "AWS::Serverless::HttpApi"
    if not is_sams or _place(site)[-1] == CORS:
        return None
    inherited = Inherited(content=site.content, section="HttpApi", logical_id=site.logical_id)
    return inherited, (_OF_API,)


def _place(site: Site) -> tuple[str, ...]:
    """Return the names that lead to settings which nothing is merged into."""
    if isinstance(site.api, FunctionUrl):
        return (*names_of(site.api.location), "Properties", "Cors")
    if "Resources" not in site.content:
        return (CORS,)
    kind = str(site.at("Resources", site.logical_id, "Type"))
    properties = ("Resources", site.logical_id, "Properties")
    document = (*properties, _BODIES.get(kind, "Body"), CORS)
    return document if site.at(*document) is not ABSENT else (*properties, _OF_API)
