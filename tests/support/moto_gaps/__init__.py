"""Every gap of plain moto that `support.moto_support` fills, as something that can be observed.

A `Gap` is a claim, a probe that looks at an emulated account, and what AWS would let the probe
see. ``python -m support.moto_gaps`` runs all probes against moto as it is, and with the argument
``--installed`` against moto with the support.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from collections.abc import Callable

REGION = "eu-west-1"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that moto lacks.

    Args:
        claim: what holds with the support, and does not without.
        probe: looks at an empty emulated account; returns values that JSON can hold.
        expected: what the probe returns with the support.
    """

    claim: str
    probe: Callable[[], object]
    expected: object


def client(service: str) -> Any:  # noqa: ANN401 (a client's type depends on the service's name)
    """Return a boto3 client for the emulated account."""
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def deploy(resources: dict[str, Any], outputs: dict[str, Any] | None = None) -> dict[str, str]:
    """Create the stack, or update it where it exists; return its outputs."""
    template: dict[str, Any] = {"Resources": resources}
    if outputs:
        template["Outputs"] = {name: {"Value": value} for name, value in outputs.items()}
    stacks = client("cloudformation")
    exists = stacks.list_stacks()["StackSummaries"]
    change = stacks.update_stack if exists else stacks.create_stack
    change(StackName="gap", TemplateBody=json.dumps(template))
    stack = stacks.describe_stacks(StackName="gap")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def destroy() -> None:
    """Delete the stack."""
    client("cloudformation").delete_stack(StackName="gap")


def without_noise(answer: dict[str, Any], *noise: str) -> dict[str, Any]:
    """Return an answer of boto3 without what differs from run to run."""
    return {k: v for k, v in answer.items() if k not in {"ResponseMetadata", *noise}}
