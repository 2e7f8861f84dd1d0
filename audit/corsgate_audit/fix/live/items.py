"""The kinds of items by name, and how a call reaches AWS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.live.cors_settings import FunctionUrlCors, HttpApiCors
from corsgate_audit.fix.live.gateway_response import GatewayResponse
from corsgate_audit.fix.live.rest_method import RestMethod
from corsgate_audit.fix.live.stage import MADE, Stage, made_deployment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.fix.live.values import Address, Call, Item

_KINDS: tuple[Item, ...] = (
    RestMethod(),
    GatewayResponse(),
    HttpApiCors(),
    FunctionUrlCors(),
    Stage(),
)
ITEMS: Mapping[str, Item] = {item.kind: item for item in _KINDS}


def perform(account: Account, address: Address, call: Call) -> None:
    """Make a call.

    Args:
        account: whose item it is about.
        address: of the item.
        call: to be made.

    Raises:
        ClientError: AWS refuses.
    """
    client: Any = {
        "apigateway": account.apigateway,
        "apigatewayv2": account.apigatewayv2,
        "lambda": account.lambda_,
    }[call.service]
    arguments = call.arguments
    if call.operation == "update_stage" and f'"{MADE}"' in json.dumps(arguments):
        made = made_deployment(account, address)
        arguments = json.loads(json.dumps(arguments).replace(f'"{MADE}"', json.dumps(made)))
    getattr(client, call.operation)(**arguments)
