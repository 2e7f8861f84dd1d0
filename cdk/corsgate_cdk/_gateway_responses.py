"""The error responses of a REST API: ours, and those that people have customised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk.aws_apigateway import CfnGatewayResponse, GatewayResponse, ResponseType

from corsgate.names import ALLOW_ORIGIN

from ._properties import escaped
from ._records import note, notes

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IRestApi
    from constructs import Construct, IConstruct

_PREFIX = "gatewayresponse.header."
_CLAIM = "error responses"
_OPTIONAL = "add_cors"
_IDS = {"DEFAULT_4XX": "CorsDefault4xx", "DEFAULT_5XX": "CorsDefault5xx"}


def claim_errors(caller: str, api: IRestApi) -> None:
    """Note whose the error responses of an API are, so that there is one policy for them.

    Args:
        caller: who adds them, as people write it.
        api: API that they belong to.

    Raises:
        ValueError: they are somebody else's.
    """
    for other in notes(api, _CLAIM):
        way_out = ", or write add_cors(..., error_responses=False)"
        message = taken(caller, api, other)
        raise ValueError(message + (way_out if _OPTIONAL in {caller, other} else ""))
    note(api, _CLAIM, caller)


def taken(caller: str, api: IRestApi, other: str) -> str:
    """Say that error responses have a policy already.

    Args:
        caller: who adds them, as people write it.
        api: API that they belong to.
        other: who has added them.
    """
    return (
        f"{caller}: the error responses of {api.node.path!r} have the headers from {other} "
        "already; keep one of the two"
    )


def answer_errors(
    scope: Construct,
    api: IRestApi,
    rendered: dict[str, dict[str, Any]],
    customised: list[CfnGatewayResponse],
) -> list[IConstruct]:
    """Give every error response of an API the headers.

    A type that somebody has customised takes nothing from the defaults any more: its headers are
    added to it. One that names an ``Access-Control-Allow-Origin`` itself is left as it is.

    Args:
        scope: scope of the responses that are added.
        api: complete but for this.
        rendered: as `corsgate.render.gateway_responses` returns it.
        customised: error responses that it has already.

    Returns:
        All error responses of the API, for a deployment to wait for.
    """
    present = {response.response_type for response in customised}
    added = [
        _add(scope, api, response_type, properties["ResponseParameters"])
        for response_type, properties in rendered.items()
        if response_type not in present
    ]
    parameters = next(iter(rendered.values()))["ResponseParameters"]
    for response in customised:
        _complete(response, parameters)
    return [*customised, *added]


def _add(
    scope: Construct, api: IRestApi, response_type: str, parameters: dict[str, str]
) -> GatewayResponse:
    taken_id = scope.node.try_find_child(_IDS[response_type]) is not None
    return GatewayResponse(
        scope,
        f"corsgate:{_IDS[response_type]}" if taken_id else _IDS[response_type],
        rest_api=api,
        type=ResponseType.of(response_type),
        response_headers={name.removeprefix(_PREFIX): value for name, value in parameters.items()},
    )


def _complete(response: CfnGatewayResponse, parameters: dict[str, str]) -> None:
    present = response.response_parameters
    names = {name.lower() for name in present} if isinstance(present, dict) else set()
    if f"{_PREFIX}{ALLOW_ORIGIN}".lower() in names:
        return
    missing = {name: value for name, value in parameters.items() if name.lower() not in names}
    for name, value in missing.items():
        response.add_property_override(f"ResponseParameters.{escaped(name)}", value)
