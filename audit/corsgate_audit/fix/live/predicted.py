"""An API as it would be with some changes made, so that the rules can judge a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import http, rest
from corsgate_audit.collect.routes import in_order
from corsgate_audit.fix.live import behavior, cors_settings, gateway_response, rest_method
from corsgate_audit.model import Distribution, FunctionUrl, HttpApi, RestApi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.fix.live.snapshot import Snapshot
    from corsgate_audit.fix.live.values import Change
    from corsgate_audit.model import Door


def predicted(api: Door, snapshot: Snapshot, changes: Sequence[Change]) -> Door:
    """Return the API with changes made.

    Args:
        api: front door as the audit read it.
        snapshot: all of the API as AWS answers it, which names its resources by their ids.
        changes: changes to assume as made; those of stages change nothing here.
    """
    for change in changes:
        match api:
            case RestApi() if change.kind == rest_method.KIND:
                api = _with_method(api, snapshot, change)
            case RestApi() if change.kind == gateway_response.KIND:
                api = _with_error(api, change)
            case HttpApi() | FunctionUrl() if change.kind in _SETTINGS:
                api = replace(api, cors=http.read_cors(change.after))
            case Distribution() if change.kind == behavior.KIND:
                api = _with_behavior(api, change)
    return api


_SETTINGS = frozenset({cors_settings.HTTP_API, cors_settings.FUNCTION_URL})


def _with_behavior(api: Distribution, change: Change) -> Distribution:
    if change.after is None:
        return api
    behaviors = tuple(
        replace(each, allowed_methods=tuple(change.after["Items"]))
        if each.path_pattern == change.address["PathPattern"]
        else each
        for each in api.behaviors
    )
    return replace(api, behaviors=behaviors)


def _with_method(api: RestApi, snapshot: Snapshot, change: Change) -> RestApi:
    ids = {each["id"]: each["path"] for each in snapshot["resources"]}
    path, method = ids[change.address["resourceId"]], change.address["httpMethod"]
    end = f"/resources/{change.address['resourceId']}/methods/{method}"
    made = rest.read_route(
        change.after or {},
        path=path,
        method=method,
        authorizer=None,
        function_policy=None,
        location=replace(api.location, pointer="GetResources", arn=f"{api.location.arn}{end}"),
    )
    others = (route for route in api.routes if (route.path, route.method) != (path, method))
    return replace(api, routes=in_order((*others, made)))


def _with_error(api: RestApi, change: Change) -> RestApi:
    kind = change.address["responseType"]
    location = replace(
        api.location,
        pointer="GetGatewayResponses",
        arn=f"{api.location.arn}/gatewayresponses/{kind}",
    )
    made = rest.read_gateway_response({**(change.after or {}), "responseType": kind}, location)
    others = (each for each in api.gateway_responses if each.response_type != kind)
    responses = sorted((*others, made), key=lambda each: each.response_type)
    return replace(api, gateway_responses=tuple(responses))
