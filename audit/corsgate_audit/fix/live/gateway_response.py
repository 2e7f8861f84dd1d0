"""A gateway response of a REST API; None where nobody has customised it.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.live.values import Call, Step
from corsgate_audit.gateway.error_types import OWN_STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.fix.live.values import Address, State

KIND = "gateway_response"
SERVICE = "apigateway"
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
_OWN_TEMPLATES = {"application/json": '{"message":$context.error.messageString}'}


class GatewayResponse:
    """The item."""

    kind = KIND

    def read(self, account: Account, address: Address) -> State:
        """Read the response."""
        return state_of(account.apigateway.get_gateway_response(**address))  # type: ignore[arg-type]

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Put the response, which replaces it whole, or take the customisation away."""
        if self.same(now, target):
            return []
        if target is None:
            return [Step(Call(SERVICE, "delete_gateway_response", dict(address)), None)]
        return [Step(Call(SERVICE, "put_gateway_response", {**address, **target}), target)]

    def same(self, one: State, other: State) -> bool:
        """Compare status, headers and templates."""
        return one == other


def state_of(shape: Mapping[str, Any]) -> State:
    """Return the state of a gateway response.

    Args:
        shape: gateway response as GetGatewayResponse answers it.
    """
    if shape.get("defaultResponse") is True:
        return None
    state = {
        name: shape[name]
        for name in ("statusCode", "responseParameters", "responseTemplates")
        if shape.get(name)
    }
    if state.get("statusCode") == str(OWN_STATUS.get(str(shape.get("responseType")))):
        del state["statusCode"]
    if state.get("responseTemplates") == _OWN_TEMPLATES:
        del state["responseTemplates"]
    return state
