"""What differs of a front door, as arguments of Terraform's resources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.terraform.files import is_terraform
from corsgate_audit.collect.terraform.resources import (
    INTEGRATION,
    INTEGRATION_RESPONSE,
    METHOD,
    METHOD_RESPONSE,
)
from corsgate_audit.fix.difference import Part, PartKind
from corsgate_audit.fix.methods import RESPONSE_HEADER, is_asked_for_less
from corsgate_audit.fix.rendered.terraform import literal
from corsgate_audit.fix.repairs import SETTINGS, UnfixableError, group_of
from corsgate_audit.fix.terraform.lines import line_edits
from corsgate_audit.gateway import match_route
from corsgate_audit.model import HttpApi, Unresolved
from corsgate_audit.rules.requests import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from corsgate_audit.fix.terraform.lines import LineEdit
    from corsgate_audit.model import Door, Integration, IntegrationResponse, Location, Route

Resources = dict[str, dict[str, dict[str, Any]]]
"""Arguments by type and name, as Terraform's JSON syntax has them below ``resource``."""
_URL = "aws_lambda_function_url"
_ROUTE = "aws_apigatewayv2_route"
_GATEWAY_HEADER = "gatewayresponse.header."
_DEPENDS_ON = "depends_on"


def arguments_of(part: Part, api: Door, after: Door) -> Resources:
    """Return what is written into a configuration so that a part becomes what it shall be.

    Arguments that stay as they are are left out, but for those that say which method is meant.

    Args:
        part: part before and after its repair.
        api: front door before the repairs.
        after: front door with the repairs made.

    Raises:
        UnfixableError: no argument says it.

    Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
    """
    make = _MAKERS.get(part.kind)
    found = make(part, api, after) if make is not None and part.after is not None else {}
    if not found:
        message = "what differs is no argument that corsgate knows"
        raise UnfixableError(message)
    return found


def places_of(part: Part, api: Door) -> list[Location]:
    """Return where the resource of a part may stand.

    Args:
        part: part that changes.
        api: front door before the repairs.
    """
    before = getattr(part.before, "location", None)
    return [api.location] if before is None else [before, api.location]


def written_in_lines(
    resources: Resources, places: Iterable[Location], read: Callable[[str], bytes]
) -> tuple[str, tuple[LineEdit, ...]] | None:
    """Return a file and the edits that write arguments into it; None where no line says them.

    Args:
        resources: arguments by type and name.
        places: places that the resources may have.
        read: function that returns the content of a file of the configuration.

    Raises:
        TargetError: the file is not valid, or cannot be read.
    """
    listed = [(kind, each) for kind, named in resources.items() for each in named.items()]
    if len(listed) != 1:
        return None
    kind, (name, arguments) = listed[0]
    place = next((each for each in places if named_by(each) == (kind, name)), None)
    if place is None or place.line is None or not is_terraform(Path(place.source)):
        return None
    edits = line_edits(read(place.source), place, kind, arguments)
    return (place.source, edits) if edits else None


def named_by(location: Location) -> tuple[str, str]:
    """Return type and name of the resource that something was read from.

    Args:
        location: its place in the source.

    Example:
        >>> named_by(Location(source="plan.json", pointer="", logical_id='module.a.aws_x.b["c"]'))
        ('aws_x', 'b')
    """
    address = (location.logical_id or "").partition("[")[0]
    *_, kind, name = ("", "", *address.split("."))
    return kind, name


def _settings(part: Part, api: Door, _: Door) -> Resources:
    kind, name = named_by(api.location)
    values = {field: getattr(part.after, field) for field in SETTINGS.values()}
    given = {
        field: list(value) if isinstance(value, tuple) else value
        for field, value in values.items()
        if value not in ((), None, False)
    }
    return {kind: {name: {"cors" if kind == _URL else "cors_configuration": _known(given)}}}


def _error(part: Part, api: Door, _: Door) -> Resources:
    kind, name = named_by(api.location)
    headers = {f"{_GATEWAY_HEADER}{header}": value for header, value in part.after.headers}
    own = part.after.response_type
    label = named_by(part.before.location)[1] if part.before else f"{name}_{own.lower()}"
    place = {} if part.before else {"rest_api_id": f"${{{kind}.{name}.id}}", "response_type": own}
    parameters = {"response_parameters": literal(_known(headers))}
    return {"aws_api_gateway_gateway_response": {label: {**place, **parameters}}}


def _deployment(part: Part, _: Door, __: Door) -> Resources:
    kind, name = named_by(part.after.location)
    return {kind: {name: {_DEPENDS_ON: list(part.after.after)}}}


def _route(part: Part, api: Door, _: Door) -> Resources:
    guard = (
        match_route(api, part.key[1], path_of(part.key[0])) if isinstance(api, HttpApi) else None
    )
    if part.before is not None or guard is None:
        message = "what answers there is a function, which no argument changes"
        raise UnfixableError(message)
    kind, name = named_by(guard.location)
    arguments = {
        "api_id": f"${{{kind}.{name}.api_id}}",
        "route_key": f"OPTIONS {part.key[0]}",
        "authorization_type": "NONE",
        "target": f"${{{kind}.{name}.target}}",
    }
    where = re.sub(r"\W+", "_", part.key[0]).strip("_")
    return {_ROUTE: {"_".join(filter(None, (name, "options", where))): arguments}}


def _method(part: Part, _: Door, after: Door) -> Resources:
    before: Route | None = part.before
    sibling = before or group_of(after, part).routes[0]
    kind, beside = named_by(sibling.location)
    name = beside if before else f"{beside}_options"
    place = {each: f"${{{kind}.{beside}.{each}}}" for each in ("rest_api_id", "resource_id")}
    own = {} if before else {**place, "http_method": part.after.method}
    method = {**own, **_differing(before, part.after, _OF_METHOD)}
    if before and before.authorizer and not part.after.authorizer:
        method["authorizer_id"] = None
    if before and is_asked_for_less(part):
        method["request_validator_id"] = None
    found: Resources = {METHOD: {name: method}} if method else {}
    same = {each: f"${{{METHOD}.{name}.{each}}}" for each in (*place, "http_method")}
    old, new = before.integration if before else None, part.after.integration
    integration = _differing(old, new, _OF_INTEGRATION) if new else {}
    if integration:
        found[INTEGRATION] = {name: {**same, **integration}}
    if before is None or before.responses != part.after.responses:
        found[METHOD_RESPONSE] = {
            _label(name, each.status_code, part.after.responses): {
                **same,
                "status_code": each.status_code,
                "response_parameters": {f"{RESPONSE_HEADER}{head}": True for head in each.headers},
            }
            for each in part.after.responses
        }
    if new and (old is None or old.responses != new.responses):
        found[INTEGRATION_RESPONSE] = {
            _label(name, each.status_code, new.responses): {
                **same,
                "status_code": each.status_code,
                **_differing(None, each, _OF_RESPONSE),
                **_unselected(old, each),
            }
            for each in new.responses
        }
    return found


def _unselected(old: Integration | None, new: IntegrationResponse) -> dict[str, None]:
    """Take the pattern from a response that is to answer whatever comes."""
    patterns = {each.status_code: each.selection_pattern for each in old.responses} if old else {}
    is_taken = new.selection_pattern is None and patterns.get(new.status_code) is not None
    return {"selection_pattern": None} if is_taken else {}


def _label(name: str, status: object, every: tuple[object, ...]) -> str:
    return name if len(every) == 1 else f"{name}_{status}"


def _pairs(value: Any) -> dict[str, Any]:  # noqa: ANN401 - pairs of the model
    return literal(_known(dict(value)))


def _mapped(value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return literal(_known({f"{RESPONSE_HEADER}{name}": each for name, each in value}))


def _same(value: Any) -> Any:  # noqa: ANN401 - any value of the model
    return value


Arguments = tuple[tuple[str, str, "Callable[[Any], Any]"], ...]
_OF_METHOD: Arguments = (
    ("authorization", "authorization", _same),
    ("api_key_required", "api_key_required", _same),
)
_OF_INTEGRATION: Arguments = (
    ("type", "type", _same),
    ("passthrough_behavior", "passthrough_behavior", _same),
    ("content_handling", "content_handling", _same),
    ("request_templates", "request_templates", _pairs),
)
_OF_RESPONSE: Arguments = (
    ("selection_pattern", "selection_pattern", _same),
    ("content_handling", "content_handling", _same),
    ("headers", "response_parameters", _mapped),
    ("templates", "response_templates", _pairs),
)
"""Fields of the model, the arguments that say them, and how."""


def _differing(old: object, new: object, arguments: Arguments) -> dict[str, Any]:
    found = {
        argument: write(getattr(new, field))
        for field, argument, write in arguments
        if (
            getattr(new, field) not in (None, ())
            if old is None
            else getattr(old, field) != getattr(new, field)
        )
    }
    return dict(_known(found))


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments that can be written.

    Raises:
        UnfixableError: a value is not known before deployment.
    """
    for value in values.values():
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, Unresolved):
                message = f"{each.expression} is not known before deployment"
                raise UnfixableError(message)
    return dict(values)


_MAKERS: Mapping[PartKind, Callable[[Part, Door, Door], Resources]] = {
    PartKind.PREFLIGHT: _method,
    PartKind.METHOD: _method,
    PartKind.ERROR: _error,
    PartKind.DEPLOYMENT: _deployment,
    PartKind.SETTINGS: _settings,
    PartKind.ROUTE: _route,
}
