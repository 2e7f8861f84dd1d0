"""What a policy asks for, as states of items, rendered by `corsgate.render` as for constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.render import function_url, gateway_responses, http_api, mock_preflight
from corsgate_audit.fix.live.rest_method import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate import CorsPolicy
    from corsgate_audit.fix.live.values import State
    from corsgate_audit.fix.repairs import ErrorOrigin

_HEADER = "gatewayresponse.header."


def preflight(policy: CorsPolicy, methods: Iterable[str], headers: Iterable[str]) -> dict[str, Any]:
    """Return the OPTIONS method of a resource.

    Args:
        policy: of the API.
        methods: that the resource has.
        headers: that its authorizers and API keys need.
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
        policy: of the API.
        kind: ``DEFAULT_4XX``, ``UNAUTHORIZED`` …
        before: as it is.
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


def http_settings(policy: CorsPolicy) -> State:
    """Return the settings of an HTTP API.

    Raises:
        RenderError: an HTTP API cannot express the policy.
    """
    return http_api(policy)


def url_settings(policy: CorsPolicy) -> State:
    """Return the settings of a function URL.

    Raises:
        RenderError: a function URL cannot express the policy.
    """
    return function_url(policy)


def _by_status(responses: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {each["StatusCode"]: _camel(each) for each in responses}


def _camel(properties: dict[str, Any]) -> dict[str, Any]:
    """Write CloudFormation's names as the API has them."""
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}
