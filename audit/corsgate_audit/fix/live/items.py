"""The kinds of items by name, and how a call reaches AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.live import behavior, stage
from corsgate_audit.fix.live.behavior import BehaviorMethods
from corsgate_audit.fix.live.cors_settings import FunctionUrlCors, HttpApiCors
from corsgate_audit.fix.live.gateway_response import GatewayResponse
from corsgate_audit.fix.live.rest_method import RestMethod
from corsgate_audit.fix.live.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.fix.live.values import Address, Call, Change, Clients, Item, State

_KINDS: tuple[Item[Any], ...] = (
    RestMethod(),
    GatewayResponse(),
    HttpApiCors(),
    FunctionUrlCors(),
    Stage(),
    BehaviorMethods(),
)
ITEMS: Mapping[str, Item[Any]] = {item.kind: item for item in _KINDS}


def perform(account: Clients, address: Address, call: Call) -> None:
    """Make a call.

    Args:
        account: clients of the account and region that the item is in.
        address: parameters by which AWS's API names the item.
        call: call to make, as a plan or a saved run has it.

    Raises:
        ClientError: AWS refuses.
    """
    arguments = _arguments(account, address, call)
    getattr(account.client(call.service), call.operation)(**arguments)


def _arguments(account: Any, address: Address, call: Call) -> dict[str, Any]:  # noqa: ANN401 - as the item has it
    """Add what nobody can know before the call is made."""
    if call.operation == "update_stage":
        return stage.completed(account, address, call.arguments)
    if call.operation == "update_distribution":
        return behavior.completed(account, call.arguments)
    return call.arguments


def ways_of(change: Change) -> list[State]:
    """Return all states that an item can have in a run and in its rollback."""
    return [*on_the_way(change), *_on_the_way_back(change)]


def on_the_way(change: Change) -> list[State]:
    """Return the states that an item has while its change is made, the first and last included."""
    steps = ITEMS[change.kind].steps(change.address, change.before, change.after)
    return [change.before, *(step.then for step in steps)]


def _on_the_way_back(change: Change) -> list[State]:
    """Return those that an item has while a rollback is under way, from wherever it began."""
    steps = ITEMS[change.kind].steps
    return [
        step.then
        for state in on_the_way(change)
        for step in steps(change.address, state, change.before)
    ]
