"""What differs of a REST API's method, as properties of ``AWS::ApiGateway::Method``.

Only what differs is written: a value that a template computes stays as it is, and so does what the
model has no place for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import ABSENT, Assignment
from corsgate_audit.fix.template.headers import RESPONSE_HEADER
from corsgate_audit.model import IntegrationResponse, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corsgate_audit.fix.difference import Part
    from corsgate_audit.model import Integration, MethodResponse, Route

    Pairs = tuple[tuple[str, Any], ...]

_NOTHING = IntegrationResponse(status_code="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one kind of source writes a method's integration.

    Args:
        integration: name of the integration in the method.
        passthrough: name of its passthrough behavior.
        content: name of the content handling, of the request and of a response.
        request: name of the request templates.
        parameters: name of a response's headers.
        templates: name of a response's templates.
        upper: enumerated values are written in capitals.
    """

    integration: str
    passthrough: str
    content: str
    request: str
    parameters: str
    templates: str
    upper: bool

    def enumerated(self, value: object) -> object:
        """Write one of AWS's enumerated values."""
        return value if self.upper or not isinstance(value, str) else value.lower()


CLOUDFORMATION = Form(
    integration="Integration",
    passthrough="PassthroughBehavior",
    content="ContentHandling",
    request="RequestTemplates",
    parameters="ResponseParameters",
    templates="ResponseTemplates",
    upper=True,
)
OPENAPI = Form(
    integration="x-amazon-apigateway-integration",
    passthrough="passthroughBehavior",
    content="contentHandling",
    request="requestTemplates",
    parameters="responseParameters",
    templates="responseTemplates",
    upper=False,
)


def method_fields(properties: Mapping[str, Any], part: Part) -> Iterator[Assignment]:
    """Yield what is written in a method's properties.

    Args:
        properties: as the template has them.
        part: a method that changes.

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
    old, new = integrations_of(before, after)
    if old is None or new is None:
        return
    yield from integration_fields(CLOUDFORMATION, old, new)
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


def integrations_of(before: Route, after: Route) -> tuple[Integration | None, Integration | None]:
    """Return both integrations.

    Args:
        before: a method as it is.
        after: the same, repaired.

    Raises:
        UnfixableError: they are of different types, or differ in what their function is told.
    """
    old, new = before.integration, after.integration
    if old is None or new is None:
        return old, new
    if old.type != new.type:
        message = f"{before.method} {before.path} would have to be answered by something else"
        raise UnfixableError(message)
    if (old.function_policy, old.gateway_owns) != (new.function_policy, new.gateway_owns):
        message = (
            f"what answers {before.method} {before.path} is a function, which follows the policy "
            "in its environment or in its code"
        )
        raise UnfixableError(message)
    return old, new


def integration_fields(form: Form, old: Integration, new: Integration) -> Iterator[Assignment]:
    """Yield what differs of an integration, but for its responses.

    Args:
        form: of the source.
        old: as it is.
        new: repaired.
    """
    at = form.integration
    type_name = "Type" if form.upper else "type"
    if old.passthrough_behavior != new.passthrough_behavior:
        value = form.enumerated(new.passthrough_behavior)
        yield Assignment(names=(at, form.passthrough), value=value, behind=type_name)
    if old.content_handling != new.content_handling:
        yield Assignment(names=(at, form.content), value=new.content_handling, behind=type_name)
    if old.request_templates != new.request_templates:
        value = dict(_known(new.request_templates))
        yield Assignment(names=(at, form.request), value=value)


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


def response_fields(
    form: Form, body: Mapping[str, Any], old: IntegrationResponse | None, new: IntegrationResponse
) -> dict[str, Any]:
    """Return an integration response as a source has it, with what differs.

    Args:
        form: of the source.
        body: as the source has it.
        old: as it was read; None where there is none.
        new: repaired.
    """
    old = old or _NOTHING
    written = dict(body)
    changes: list[tuple[str, Any, Any, str | None]] = [
        (form.content, old.content_handling, new.content_handling, None),
        (form.parameters, old.headers, new.headers, RESPONSE_HEADER),
        (form.templates, old.templates, new.templates, ""),
    ]
    for name, was, then, prefix in changes:
        if was == then:
            continue
        value = then if prefix is None else _pairs(written.get(name) or {}, was, then, prefix)
        if value in ({}, None):
            written.pop(name, None)
        else:
            written[name] = value
    return written


def _pairs(
    present: Mapping[str, Any], old: Pairs | Unresolved, new: Pairs | Unresolved, prefix: str
) -> dict[str, Any]:
    """Return headers or templates as a source has them, with what differs."""
    was, then = dict(_known(old)), dict(_known(new))
    folded = {name.lower(): name for name in then}
    written: dict[str, Any] = {}
    for name, value in present.items():
        bare = name[len(prefix) :] if name.lower().startswith(prefix) else None
        meant = folded.pop(bare.lower(), None) if bare is not None else None
        if bare is None or (meant is not None and was.get(bare) == then[meant]):
            written[name] = value
        elif meant is not None:
            written[name] = then[meant]
    return {**written, **{f"{prefix}{name}": then[name] for name in folded.values()}}


def _known(pairs: Pairs | Unresolved) -> Pairs:
    """Return pairs whose values can be written.

    Raises:
        UnfixableError: they cannot.
    """
    if isinstance(pairs, Unresolved):
        message = f"{pairs.expression} is not known before deployment"
        raise UnfixableError(message)
    return pairs


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
