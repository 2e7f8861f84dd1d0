"""The error responses of a REST API: ours, and those that people have customised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk.aws_apigateway import CfnGatewayResponse, ResponseType

from corsgate.names import ALLOW_ORIGIN

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import RestApi

_PREFIX = "gatewayresponse.header."
_IDS = {"DEFAULT_4XX": "CorsDefault4xx", "DEFAULT_5XX": "CorsDefault5xx"}


def answer_errors(api: RestApi, rendered: dict[str, dict[str, Any]]) -> None:
    """Give every error response of an API the headers.

    A type that somebody has customised takes nothing from the defaults any more: its headers are
    added to it. One that names an ``Access-Control-Allow-Origin`` itself is left as it is.

    Args:
        api: complete but for this.
        rendered: as `corsgate.render.gateway_responses` returns it.
    """
    present = _customised(api)
    for response_type, properties in rendered.items():
        if response_type not in present:
            _add(api, response_type, properties["ResponseParameters"])
    parameters = next(iter(rendered.values()))["ResponseParameters"]
    for responses in present.values():
        for response in responses:
            _complete(response, parameters)


def _customised(api: RestApi) -> dict[str, list[CfnGatewayResponse]]:
    found: dict[str, list[CfnGatewayResponse]] = {}
    for node in api.stack.node.find_all():
        if isinstance(node, CfnGatewayResponse) and node.rest_api_id == api.rest_api_id:
            found.setdefault(node.response_type, []).append(node)
    return found


def _add(api: RestApi, response_type: str, parameters: dict[str, str]) -> None:
    api.add_gateway_response(
        _IDS[response_type],
        type=ResponseType.of(response_type),
        response_headers={name.removeprefix(_PREFIX): value for name, value in parameters.items()},
    )


def _complete(response: CfnGatewayResponse, parameters: dict[str, str]) -> None:
    present = response.response_parameters
    names = {name.lower() for name in present} if isinstance(present, dict) else set()
    if f"{_PREFIX}{ALLOW_ORIGIN}".lower() in names:
        return
    missing = {name: value for name, value in parameters.items() if name.lower() not in names}
    response.add_override("Properties", {"ResponseParameters": missing})
