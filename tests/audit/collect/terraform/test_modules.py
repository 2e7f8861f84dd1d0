"""References of Terraform's plans lead through modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.collected import only_api, without_locations
from support.plans import Plan, read
from support.rest_plan import API, ROOT, rest_plan

if TYPE_CHECKING:
    from pathlib import Path


def in_module(plan: Plan, module: str) -> dict[str, Any]:
    """Move a plan's resources into a module, but for the API, whose id the module is given."""
    content = plan.content()
    root = content["planned_values"]["root_module"]
    own, moved = root["resources"][:1], root["resources"][1:]
    for each in moved:
        each["address"] = f"{module}.{each['address']}"
    for each in content["resource_changes"][1:]:
        each["address"] = f"{module}.{each['address']}"
    content["planned_values"]["root_module"] = {
        "resources": own,
        "child_modules": [{"address": module, "resources": moved}],
    }
    configured = content["configuration"]["root_module"]["resources"]
    for each in configured[1:]:
        for expression in each["expressions"].values():
            expression["references"] = [
                reference.replace("aws_api_gateway_rest_api.shop.id", "var.api").replace(
                    "aws_api_gateway_rest_api.shop.root_resource_id", "var.root"
                )
                for reference in expression["references"]
            ]
    content["configuration"]["root_module"] = {
        "resources": configured[:1],
        "module_calls": {
            "routes": {
                "expressions": {
                    "api": {"references": ["module.names.api"]},
                    "root": {"references": [*ROOT]},
                },
                "module": {"resources": configured[1:]},
            },
            "names": {
                "expressions": {"given": {"references": [*API]}},
                "module": {"outputs": {"api": {"expression": {"references": ["var.given"]}}}},
            },
        },
    }
    return content


@pytest.mark.parametrize("module", ["module.routes", 'module.routes["eu"]'])
def test_references_lead_through_modules(tmp_path: Path, module: str) -> None:
    """Variables to what the caller gives, outputs to what the module says."""
    flat = only_api(read(tmp_path, rest_plan().content()))

    nested = only_api(read(tmp_path, in_module(rest_plan(), module)))

    assert without_locations(nested) == without_locations(flat)
