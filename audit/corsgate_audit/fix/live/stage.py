"""Which deployment a stage of a REST API serves.

A deployment is made without naming a stage, and the stage is then pointed at it. Naming the stage
in CreateDeployment takes one call less, but a call whose answer is lost would be made twice, and
the way back is the same patch: the deployment that was served before is still there, with all that
was in it.

Sources:
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.live.values import Call, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.fix.live.values import Address, State

KIND = "stage"
SERVICE = "apigateway"
MADE = "$made"
"""Stands for the id of the deployment that this run makes, which nobody knows before."""


class Stage:
    """The item; its address has a mark that the description of the run's deployment carries."""

    kind = KIND

    def read(self, account: Account, address: Address) -> State:
        """Read what the stage serves, and whether this run's deployment is made."""
        api, stage = address["restApiId"], address["stageName"]
        served = account.apigateway.get_stage(restApiId=api, stageName=stage)["deploymentId"]
        made = made_deployment(account, address)
        return {"deployment": MADE if made and served == made else served, "made": bool(made)}

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Make the deployment where there is none, and point the stage at what it shall serve."""
        state, wanted = dict(now or {}), (target or {})["deployment"]
        steps = []
        if wanted == MADE and not state["made"]:
            state = {**state, "made": True}
            arguments = {"restApiId": address["restApiId"], "description": address["mark"]}
            steps.append(Step(Call(SERVICE, "create_deployment", arguments), dict(state)))
        if state["deployment"] != wanted:
            state = {**state, "deployment": wanted}
            steps.append(Step(_point(address, wanted), dict(state)))
        return steps

    def same(self, one: State, other: State) -> bool:
        """Compare what is served and what is made."""
        return one == other


def _point(address: Address, deployment: str) -> Call:
    patch = {"op": "replace", "path": "/deploymentId", "value": deployment}
    arguments = {
        "restApiId": address["restApiId"],
        "stageName": address["stageName"],
        "patchOperations": [patch],
    }
    return Call(SERVICE, "update_stage", arguments)


def completed(account: Account, address: Address, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what UpdateStage takes, with the id of the deployment that this run has made.

    Args:
        account: clients of the account and region that the API is in.
        address: address of the stage, with the ``mark`` that the run's deployments carry.
        arguments: arguments of the planned call.
    """
    whole: dict[str, Any] = dict(arguments)
    if f'"{MADE}"' in json.dumps(whole):
        made = made_deployment(account, address)
        whole = json.loads(json.dumps(whole).replace(f'"{MADE}"', json.dumps(made)))
    return whole


def made_deployment(account: Account, address: Address) -> str | None:
    """Find the deployment that this run has made.

    Args:
        account: clients of the account and region that the API is in.
        address: address of the stage, with the ``mark`` that the run's deployments carry.
    """
    pages = account.apigateway.get_paginator("get_deployments").paginate(
        restApiId=address["restApiId"]
    )
    found: list[Any] = [item for page in pages for item in page.get("items", [])]
    return next((str(e["id"]) for e in found if e.get("description") == address["mark"]), None)
