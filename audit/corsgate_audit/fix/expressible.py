"""What the writer of a source can express: whether a change of the model can be written at all.

There is no table of rules here. A rule's repair changes the model; where that was read decides
whether anything can write the change there, and `corsgate_audit.fix.weighing` whether somebody has
to think about it first. Writers ask the same question before they write.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, CORS_RESPONSE_HEADERS, OPTIONS, VARY
from corsgate_audit.collect.terraform.files import JSON_SUFFIXES, SUFFIXES
from corsgate_audit.fix.difference import Part, PartKind
from corsgate_audit.fix.permission import follows_policy
from corsgate_audit.gateway import match_route
from corsgate_audit.model import HttpApi, Location, Unresolved
from corsgate_audit.model.editing import without_override
from corsgate_audit.rules.requests import path_of
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from corsgate_audit.model import Door, Integration, IntegrationResponse, Route

_ACCOUNT = "aws"
_OF_PLAN = ("/planned_values/", "/values/")
_WRITTEN: tuple[list[str], ...] = ([], ["Globals"], ["Resources"], ["info"])
"""Where front doors stand in the files that are written: documents and templates."""
_OF_FUNCTION = (
    "what answers there is a function, which follows the policy in its environment or in its code"
)
_PERMISSION = (
    "it takes a resource of its own: an AWS::Lambda::Permission for the principal "
    "apigateway.amazonaws.com"
)
_NO_WRITER = "what differs is no CORS setting, and nothing that corsgate writes there"
_OF_METHOD = frozenset(
    {
        "authorization",
        "authorizer",
        "api_key_required",
        "validates_request",
        "needs_body",
        "integration",
        "responses",
    }
)
_OF_INTEGRATION = frozenset(
    {
        "passthrough_behavior",
        "content_handling",
        "request_templates",
        "responses",
        "unpermitted",
        "function_policy",
        "gateway_owns",
    }
)
"""Fields of the model that writers set, or that have a reason of their own for not being set."""
_SAM_MEMBERS = CORS_RESPONSE_HEADERS - {VARY.lower(), "access-control-expose-headers"}
"""The headers of preflights that SAM's ``Cors`` has members for."""


def why_not(target: Door, part: Part) -> str | None:
    """Say why no writer can express a change, without a final period; None where one can.

    Args:
        target: front door as it was collected.
        part: part of the front door that changes.
    """
    return next(_reasons(target, part), None)


def _reasons(target: Door, part: Part) -> Iterator[str]:
    location = target.location
    if location.source != _ACCOUNT and location.pointer.split("/")[1:2] not in _WRITTEN:
        yield _of_source(location)
    if is_generated(location):
        yield "it stands in a template that the CDK generates: change the app"
    place = getattr(part.before, "location", None)
    if isinstance(place, Location) and place.source != location.source:
        yield f"it stands in {place.source!r}: fix that file"
    if part.kind in {PartKind.PREFLIGHT, PartKind.METHOD}:
        # What a policy renders is written whole, whatever was there.
        yield from () if follows_policy(part) else _of_method(part)
    elif part.kind is PartKind.SETTINGS and isinstance(part.before, Unresolved):
        yield f"its settings could not be read: {part.before.reason}"
    elif part.kind is PartKind.BEHAVIOR:
        yield from _of_behavior(part)
    elif part.kind is PartKind.ROUTE:
        yield from _of_route(target, part)
    elif part.kind is PartKind.OTHER:
        yield _NO_WRITER


def _of_source(location: Location) -> str:
    """Say what is read there and never written."""
    if location.pointer.startswith(_OF_PLAN):
        return "it stands in a plan that Terraform generates: change its configuration"
    if location.source.endswith((*SUFFIXES, *JSON_SUFFIXES)):
        return "it stands in a configuration of Terraform: change the arguments there"
    return "corsgate writes CloudFormation, SAM and OpenAPI, and no file of this kind"


def _of_behavior(part: Part) -> Iterator[str]:
    methods = part.after.allowed_methods
    if replace(part.before, allowed_methods=methods) != part.after:
        yield (
            "what differs is in the behavior's policies, which other behaviors may use too: "
            "change those"
        )


def _of_route(target: Door, part: Part) -> Iterator[str]:
    if part.before is not None:
        yield _OF_FUNCTION
        return
    if target.location.source == _ACCOUNT:
        yield "corsgate adds no routes to an API in an account: fix its template"
        return
    assert isinstance(target, HttpApi)  # noqa: S101 - only these have such parts
    guard = match_route(target, OPTIONS, path_of(part.key[0]))
    at = guard.location if guard else target.location
    if guard is None or at.pointer != f"/Resources/{at.logical_id}":
        told = f"{guard.method} {guard.path}" if guard else part.key[0]
        yield (
            f"{told} is no route resource of this file: add a route for OPTIONS without an "
            "authorizer where it is written"
        )


def is_generated(location: Location) -> bool:
    """Whether a location is in a template that ``cdk synth`` writes.

    Args:
        location: location of a front door.
    """
    return location.construct is not None and location.source.endswith(".template.json")


def _of_method(part: Part) -> Iterator[str]:
    before, after = part.before, part.after
    if before is None:
        return
    old, new = before.integration, after.integration
    if old is not None and new is not None:
        if old.unpermitted != new.unpermitted:
            yield _PERMISSION
        told = (old.function_policy, old.gateway_owns)
        if told != (new.function_policy, new.gateway_owns):
            yield _OF_FUNCTION
        if part.kind is PartKind.METHOD and not all(map(_keeps_body, old.responses, new.responses)):
            yield (
                "a mapping of a response names one origin, and several are allowed: let the "
                "backend answer, with a proxy integration and @cors, or set the header in the "
                "response template"
            )
        if _without(old, _OF_INTEGRATION) != _without(new, _OF_INTEGRATION):
            yield f"{before.method} {before.path} would have to be answered by something else"
    if _without(before, _OF_METHOD) != _without(after, _OF_METHOD):
        yield _NO_WRITER
    if is_written_by_sam(before):
        yield from _of_sam(part)


def _without(part: Route | Integration, names: frozenset[str]) -> list[object]:
    return [getattr(part, each.name) for each in fields(part) if each.name not in names]


def _keeps_body(old: IntegrationResponse, new: IntegrationResponse) -> bool:
    """Whether templates stay but for a value in quotes, or for what they override."""
    kept = without_override(old.templates, ALLOW_ORIGIN)
    return new.templates in (old.templates, kept) or _unquoted(old) == _unquoted(new)


def _unquoted(response: IntegrationResponse) -> list[str]:
    templates = response.templates if isinstance(response.templates, tuple) else ()
    return [re.sub(r"'[^']*'|\"[^\"]*\"", "", str(text)) for _, text in templates]


def _of_sam(part: Part) -> Iterator[str]:
    """Say what differs of a preflight that SAM writes from ``Cors`` and has no member for."""
    path = part.key[0]
    before, after = headers_of_preflight(part.before), headers_of_preflight(part.after)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name) and name not in _SAM_MEMBERS:
            yield f"SAM writes OPTIONS {path}, and has no setting for {name}"
    if _rest(part.before) != _rest(part.after):
        yield f"SAM writes OPTIONS {path}, and has no setting for what differs"


def headers_of_preflight(route: Route | None) -> dict[str, Any]:
    """Return the headers that a preflight maps, by their names in lower case.

    Args:
        route: an ``OPTIONS`` method; None for none.
    """
    responses = route.integration.responses if route and route.integration else ()
    every = [each.headers for each in responses if isinstance(each.headers, tuple)]
    return {name.lower(): value for headers in every for name, value in headers}


def _rest(route: Route) -> tuple[object, ...]:
    """Return what of a preflight is neither a header nor a guard."""
    found = route.integration
    if found is None:
        return ()
    responses = [
        (each.status_code, each.templates, each.content_handling) for each in found.responses
    ]
    return (found.type, found.passthrough_behavior, found.content_handling, responses)
