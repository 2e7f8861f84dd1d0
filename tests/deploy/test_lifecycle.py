"""What `cdk deploy` makes of an app, deployed by the real CDK CLI into an emulated account."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support import cdk
from support.aws import EmulatedAccount, emulated_account
from support.inventory import inventory

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.deploy, pytest.mark.slow]

FRONT_DOORS = f"{sys.executable} {Path(__file__).parent / 'apps' / 'front_doors.py'}"


@pytest.fixture
def account() -> Iterator[EmulatedAccount]:
    """An empty account."""
    with emulated_account() as empty:
        yield empty


def templates(workspace: Path) -> dict[str, dict[str, Any]]:
    """Return the resources of each stack that was synthesised."""
    files = (workspace / "cdk.out").glob("*.template.json")
    return {f.name.partition(".")[0]: json.loads(f.read_text())["Resources"] for f in files}


def deployed(account: EmulatedAccount, stack: str) -> dict[str, str]:
    """Return the type of each resource that a stack has."""
    pages = account.client("cloudformation").get_paginator("list_stack_resources")
    return {
        resource["LogicalResourceId"]: resource["ResourceType"]
        for page in pages.paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
    }


def test_lifecycle(account: EmulatedAccount, tmp_path: Path) -> None:
    """All of an app is deployed, a second deploy changes nothing, and destroy leaves nothing."""
    app = cdk.REFERENCE_APP
    cdk.run("bootstrap", workspace=tmp_path)
    empty = inventory(account)

    cdk.run("deploy", workspace=tmp_path, app=app)
    first = inventory(account)
    stacks = templates(tmp_path)
    assert stacks
    for stack, resources in stacks.items():
        expected = {name: resource["Type"] for name, resource in resources.items()}
        assert deployed(account, stack) == expected

    output = cdk.run("deploy", workspace=tmp_path, app=app)
    assert output.count("(no changes)") == len(stacks)
    assert inventory(account) == first

    cdk.run("destroy", workspace=tmp_path, app=str(tmp_path / "cdk.out"))
    assert inventory(account) == empty


def test_update(account: EmulatedAccount, tmp_path: Path) -> None:
    """A second deploy of a changed app changes what was deployed, and keeps its ids."""
    cdk.run("bootstrap", workspace=tmp_path)
    cdk.run("deploy", workspace=tmp_path, app=FRONT_DOORS)
    first = inventory(account)
    other = ("--context", "origin=https://other.example.com")
    cdk.run("deploy", *other, workspace=tmp_path, app=FRONT_DOORS)
    second = inventory(account)

    for was, now in zip(first["http_apis"], second["http_apis"], strict=True):
        assert now["ApiId"] == was["ApiId"]
        assert was["CorsConfiguration"]["AllowOrigins"] == ["https://app.example.com"]
        assert now["CorsConfiguration"]["AllowOrigins"] == ["https://other.example.com"]
    for was, now in zip(first["rest_apis"], second["rest_apis"], strict=True):
        assert now["id"] == was["id"]
        assert "https://app.example.com" not in json.dumps(now["resources"])
        assert "https://other.example.com" in json.dumps(now["resources"])
        assert [s["deploymentId"] for s in now["stages"]] == [d["id"] for d in now["deployments"]]
