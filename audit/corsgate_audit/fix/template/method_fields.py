"""What differs of a REST API's method, as properties of ``AWS::ApiGateway::Method``.

Only what differs is written: a value that a template computes stays as it is, and so does what the
model has no place for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.methods import (
    RESPONSE_HEADER,
    Form,
    integration_fields,
    integrations_of,
    is_asked_for_less,
    response_fields,
)
from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import ABSENT, Assignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corsgate_audit.fix.difference import Part
    from corsgate_audit.model import Integration, MethodResponse, Route

CLOUDFORMATION = Form(
    integration="Integration",
    type="Type",
    passthrough="PassthroughBehavior",
    content="ContentHandling",
    request="RequestTemplates",
    parameters="ResponseParameters",
    templates="ResponseTemplates",
    upper=True,
)


def method_fields(properties: Mapping[str, Any], part: Part) -> Iterator[Assignment]:
    """Yield what is written in a method's properties.

    Args:
        properties: properties of the method as the template has them.
        part: the method before and after its repair.

    Raises:
        UnfixableError: the change cannot be written there.
    """
    before, after = part.before, part.after
    if before.authorization != after.authorization:
        yield Assignment(names=("AuthorizationType",), value=after.authorization)
        for name in ("AuthorizerId", "AuthorizationScopes"):
            if name in properties:
                yield Assignment(names=(name,), value=ABSENT)
    if before.api_key_required != after.api_key_required:
        yield Assignment(names=("ApiKeyRequired",), value=after.api_key_required)
    if is_asked_for_less(part):
        yield Assignment(names=("RequestValidatorId",), value=ABSENT)
    old, new = integrations_of(before, after)
    if old is None or new is None:
        return
    for each in integration_fields(CLOUDFORMATION, old, new):
        yield Assignment(names=each.names, value=each.value, behind=each.behind)
    integration = properties.get(CLOUDFORMATION.integration) or {}
    if old.responses != new.responses:
        present = _listed(integration.get("IntegrationResponses"), before)
        yield Assignment(
            names=(CLOUDFORMATION.integration, "IntegrationResponses"),
            value=_responses(present, old, new),
        )
    if before.responses != after.responses:
        declared = _listed(properties.get("MethodResponses") or [], before)
        yield Assignment(names=("MethodResponses",), value=_declaring(declared, after.responses))


def _responses(
    present: Sequence[Mapping[str, Any]], old: Integration, new: Integration
) -> list[dict[str, Any]]:
    """Return integration responses as the template has them, with what differs."""
    given = {_key(each): each for each in present}
    known = {(str(each.status_code), each.selection_pattern): each for each in old.responses}
    written = []
    for each in new.responses:
        key = (str(each.status_code), each.selection_pattern)
        body = dict(given.get(key, {}))
        body.setdefault("StatusCode", each.status_code)
        if each.selection_pattern is not None:
            body.setdefault("SelectionPattern", each.selection_pattern)
        written.append(
            (_order(present, key), response_fields(CLOUDFORMATION, body, known.get(key), each))
        )
    return [body for _, body in sorted(written, key=lambda each: each[0])]


def _key(response: Mapping[str, Any]) -> tuple[str, Any]:
    return str(response.get("StatusCode")), response.get("SelectionPattern")


def _order(present: Sequence[Mapping[str, Any]], key: tuple[str, Any]) -> int:
    places = [at for at, each in enumerate(present) if _key(each) == key]
    return places[0] if places else len(present)


def _declaring(
    present: Sequence[Mapping[str, Any]], responses: Iterable[MethodResponse]
) -> list[dict[str, Any]]:
    """Declare what responses declare in those of the template, adding those that it lacks."""
    wanted = {str(each.status_code): each.headers for each in responses}
    given = {str(each.get("StatusCode")): each for each in present}
    every: list[Mapping[str, Any]] = [
        *present,
        *({"StatusCode": status} for status in wanted if status not in given),
    ]
    return [_declared(each, wanted.get(str(each.get("StatusCode")), ())) for each in every]


def _declared(response: Mapping[str, Any], headers: Iterable[str]) -> dict[str, Any]:
    present = response.get("ResponseParameters") or {}
    known = {name.lower() for name in present}
    names = [f"{RESPONSE_HEADER}{name}" for name in headers]
    lacking = {name: True for name in names if name.lower() not in known}
    return {**response, "ResponseParameters": {**present, **lacking}} if lacking else {**response}


def _listed(value: object, route: Route) -> list[dict[str, Any]]:
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value
    message = f"the responses of {route.method} {route.path} are written with an intrinsic function"
    raise UnfixableError(message)
