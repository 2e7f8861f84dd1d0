"""What a policy asks for, as states of items, rendered by `corsgate.render` as for constructs."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from corsgate.render import gateway_responses, mock_preflight
from corsgate_audit.fix.live.rest_method import state_of
from corsgate_audit.fix.methods import (
    RESPONSE_HEADER,
    Form,
    integration_fields,
    integrations_of,
    is_asked_for_less,
    response_fields,
)
from corsgate_audit.fix.repairs import SETTINGS
from corsgate_audit.model import CorsConfiguration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate import CorsPolicy
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.live.values import State
    from corsgate_audit.fix.repairs import ErrorOrigin
    from corsgate_audit.model import Integration

_HEADER = "gatewayresponse.header."
LIVE = Form(
    integration="methodIntegration",
    type="type",
    passthrough="passthroughBehavior",
    content="contentHandling",
    request="requestTemplates",
    parameters="responseParameters",
    templates="responseTemplates",
    upper=True,
)


def preflight(policy: CorsPolicy, methods: Iterable[str], headers: Iterable[str]) -> dict[str, Any]:
    """Return the OPTIONS method of a resource.

    Args:
        policy: policy that the API is to follow.
        methods: names of the methods that the resource has, in upper case.
        headers: request headers that the resource's authorizers and API keys need.
    """
    rendered = mock_preflight(policy, methods=methods, headers=headers)
    integration = _camel(rendered["Integration"])
    integration["integrationResponses"] = _by_status(
        rendered["Integration"]["IntegrationResponses"]
    )
    method = {
        "httpMethod": rendered["HttpMethod"],
        "authorizationType": rendered["AuthorizationType"],
        "apiKeyRequired": rendered["ApiKeyRequired"],
        "methodIntegration": integration,
        "methodResponses": _by_status(rendered["MethodResponses"]),
    }
    return state_of(method, "")


def error_response(
    policy: CorsPolicy, kind: str, before: State, error_origin: ErrorOrigin
) -> State:
    """Return a gateway response with the policy's headers, and all else as it is.

    Args:
        policy: policy that the API is to follow.
        kind: response type: ``DEFAULT_4XX``, ``UNAUTHORIZED`` …
        before: state of the gateway response as it is; None where AWS's default answers.
        error_origin: see `corsgate.render.gateway_responses`.

    Raises:
        RenderError: the policy has several origins, and nobody chose what an error names.
    """
    rendered = gateway_responses(policy, error_origin=error_origin)
    family = kind if kind in rendered else "DEFAULT_4XX"  # they differ in nothing but their names
    headers: dict[str, str] = rendered[family]["ResponseParameters"]
    replaced = {name.lower() for name in headers} | {f"{_HEADER}access-control-allow-origin"}
    old = (before or {}).get("responseParameters", {})
    kept = {name: value for name, value in old.items() if name.lower() not in replaced}
    return {**(before or {}), "responseParameters": {**kept, **headers}}


def with_headers(before: State, part: Part) -> State:
    """Return a gateway response with the headers that differ.

    Args:
        before: state of the gateway response as it is; None where AWS's default answers.
        part: the gateway response before and after its repair.
    """
    present = dict((before or {}).get("responseParameters", {}))
    old = dict(_pairs(part.before.headers) if part.before else ())
    for name, value in _pairs(part.after.headers):
        if old.get(name) == value:
            continue
        known = next((e for e in present if e.lower() == f"{_HEADER}{name}".lower()), None)
        present[known or f"{_HEADER}{name}"] = value
    return {**(before or {}), "responseParameters": present}


def _pairs(headers: object) -> tuple[tuple[str, Any], ...]:
    return headers if isinstance(headers, tuple) else ()


def method(before: dict[str, Any], part: Part) -> State:
    """Return a method with what differs.

    Args:
        before: state of the method as it is.
        part: the method before and after its repair.

    Raises:
        UnfixableError: the change cannot be made there.
    """
    state = copy.deepcopy(before)
    if part.before.authorization != part.after.authorization:
        state["authorizationType"] = part.after.authorization
        for name in ("authorizerId", "authorizationScopes"):
            state.pop(name, None)
    if part.before.api_key_required != part.after.api_key_required:
        state["apiKeyRequired"] = part.after.api_key_required
    if is_asked_for_less(part):
        state.pop("requestValidatorId", None)
    old, new = integrations_of(part.before, part.after)
    if old is not None and new is not None:
        integration = state[LIVE.integration]
        for each in integration_fields(LIVE, old, new):
            integration[each.names[-1]] = each.value
        integration["integrationResponses"] = _answers(integration, old, new)
    declared = state.setdefault("methodResponses", {})
    for each in part.after.responses:
        body = declared.setdefault(str(each.status_code), {"statusCode": str(each.status_code)})
        known = {name.lower() for name in body.get("responseParameters", {})}
        names = [f"{RESPONSE_HEADER}{name}" for name in each.headers]
        lacking = {name: True for name in names if name.lower() not in known}
        if lacking:
            body["responseParameters"] = {**body.get("responseParameters", {}), **lacking}
    return state_of(state, "")


def _answers(
    integration: dict[str, Any], old: Integration, new: Integration
) -> dict[str, dict[str, Any]]:
    present = integration.get("integrationResponses", {})
    known = {str(each.status_code): each for each in old.responses}
    written = {}
    for each in new.responses:
        status = str(each.status_code)
        body = {"statusCode": status, **present.get(status, {})}
        if status not in known or known[status].selection_pattern != each.selection_pattern:
            body.pop("selectionPattern", None)
            if each.selection_pattern is not None:
                body["selectionPattern"] = each.selection_pattern
        written[status] = response_fields(LIVE, body, known.get(status), each)
    return written


def settings(before: State, part: Part) -> State:
    """Return settings with what differs.

    Args:
        before: CORS settings as they are; None where there are none.
        part: the settings before and after their repair.
    """
    old = part.before or CorsConfiguration()
    state = dict(before or {})
    for name, field in SETTINGS.items():
        value = getattr(part.after, field)
        if getattr(old, field) == value:
            continue
        if value in ((), None, False):
            state.pop(name, None)
        else:
            state[name] = list(value) if isinstance(value, tuple) else value
    return state


def _by_status(responses: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {each["StatusCode"]: _camel(each) for each in responses}


def _camel(properties: dict[str, Any]) -> dict[str, Any]:
    """Write CloudFormation's names as the API has them."""
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}
