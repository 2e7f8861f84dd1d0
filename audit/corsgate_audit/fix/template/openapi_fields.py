"""What differs of a REST API's method, as an operation of an OpenAPI document.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.methods import (
    Form,
    integration_fields,
    integrations_of,
    response_fields,
)
from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import ABSENT, Assignment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.fix.difference import Part
    from corsgate_audit.model import Integration, Route

OPENAPI = Form(
    integration="x-amazon-apigateway-integration",
    type="type",
    passthrough="passthroughBehavior",
    content="contentHandling",
    request="requestTemplates",
    parameters="responseParameters",
    templates="responseTemplates",
    upper=False,
)


_AUTH = "x-amazon-apigateway-auth"
_DEFAULT = "default"


def operation_fields(
    operation: Mapping[str, Any], part: Part, *, is_swagger: bool
) -> Iterator[Assignment]:
    """Yield what is written in an operation.

    Args:
        operation: operation as the document has it.
        part: the method before and after its repair.
        is_swagger: whether the document is one of Swagger 2.0.

    Raises:
        UnfixableError: the change cannot be written there.
    """
    before, after = part.before, part.after
    guards = (before.authorization, before.api_key_required)
    if guards != (after.authorization, after.api_key_required):
        yield Assignment(names=("security",), value=[])
        if _AUTH in operation:
            yield Assignment(names=(_AUTH,), value=ABSENT)
    old, new = integrations_of(before, after)
    if old is None or new is None:
        return
    for each in integration_fields(OPENAPI, old, new):
        yield Assignment(names=each.names, value=each.value, behind=each.behind)
    integration = operation.get(OPENAPI.integration) or {}
    if old.responses != new.responses:
        yield Assignment(
            names=(OPENAPI.integration, "responses"),
            value=_responses(integration.get("responses") or {}, old, new, before),
        )
    yield from _declaring(operation, before, after, is_swagger=is_swagger)


def _responses(
    present: Mapping[str, Any], old: Integration, new: Integration, route: Route
) -> dict[str, Any]:
    """Return integration responses by pattern, as the document has them, with what differs."""
    if not isinstance(present, dict):
        message = f"the responses of {route.method} {route.path} cannot be changed in place"
        raise UnfixableError(message)
    known = {each.selection_pattern or _DEFAULT: each for each in old.responses}
    written: dict[str, Any] = {}
    for each in new.responses:
        pattern = str(each.selection_pattern or _DEFAULT)
        body = {"statusCode": each.status_code, **(present.get(pattern) or {})}
        if str(body["statusCode"]) != str(each.status_code):
            body["statusCode"] = each.status_code
        written[pattern] = response_fields(OPENAPI, body, known.get(pattern), each)
    return {name: written[name] for name in (*(n for n in present if n in written), *written)}


def _declaring(
    operation: Mapping[str, Any], before: Route, after: Route, *, is_swagger: bool
) -> Iterator[Assignment]:
    """Declare the headers of responses that the document does not declare."""
    text = {"type": "string"} if is_swagger else {"schema": {"type": "string"}}
    responses = operation.get("responses") or {}
    declared = {str(each.status_code): each.headers for each in before.responses}
    for each in after.responses:
        status = str(each.status_code)
        known = {name.lower() for name in declared.get(status, ())}
        lacking = {name: text for name in each.headers if name.lower() not in known}
        if lacking or status not in declared:
            present = responses.get(status) or {"description": f"the answer {status}"}
            value = {**present, "headers": {**(present.get("headers") or {}), **lacking}}
            yield Assignment(names=("responses", status), value=value)
