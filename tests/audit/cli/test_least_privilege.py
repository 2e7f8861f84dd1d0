"""The least IAM policy: what the calls of a command need, and nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.cli.least_privilege import Command, iam_policy
from corsgate_audit.collect.live.actions import PERMISSIONS
from corsgate_audit.fix.live.actions import READS, WRITES
from corsgate_audit.probe.behind import find_behind
from support.faults import between
from support.live_fix import Rest
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.live.actions import Permission


def allowed(policy: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return every action with each of its resources."""
    return {
        (action, resource)
        for statement in policy["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def needed(*tables: Mapping[str, Permission | None]) -> set[tuple[str, str]]:
    """Return what tables say of calls that are always made."""
    return {
        (each.action, arn.format(partition="aws"))
        for table in tables
        for each in table.values()
        if each is not None and each.option is None
        for arn in each.resources
    }


def test_an_audit_reads() -> None:
    """What the table of its calls says, and no more."""
    policy = iam_policy(Command.AUDIT)
    assert allowed(policy) == needed(PERMISSIONS)
    assert {action.partition(":")[2][:3] for action, _ in allowed(policy)} <= {"GET", "Get", "Lis"}
    assert policy["Version"] == "2012-10-17"
    assert all(statement["Effect"] == "Allow" for statement in policy["Statement"])


def test_code_is_downloaded_only_where_that_is_asked_for() -> None:
    """``audit --code`` needs one action more."""
    more = allowed(iam_policy(Command.AUDIT, code=True)) - allowed(iam_policy(Command.AUDIT))
    assert more == {("lambda:GetFunction", "arn:aws:lambda:*:*:function:*")}


def test_a_fix_writes_too() -> None:
    """All that its tables name."""
    assert allowed(iam_policy(Command.FIX)) == needed(PERMISSIONS, READS, WRITES)


def test_options_need_more() -> None:
    """The role by its name, in the partition that is asked for."""
    policy = iam_policy(Command.AUDIT, partition="aws-cn", role="auditor", all_regions=True)
    more = allowed(policy) - allowed(iam_policy(Command.AUDIT, partition="aws-cn"))
    assert more == {
        ("ec2:DescribeRegions", "*"),
        ("organizations:ListAccounts", "*"),
        ("sts:AssumeRole", "arn:aws-cn:iam::*:role/auditor"),
    }
    assert not any(":aws:" in resource for _, resource in allowed(policy))


def test_an_action_stands_in_one_statement_with_its_resources() -> None:
    """Short enough for a person to read, and for IAM to take: 6,144 characters."""
    for command in Command:
        policy = iam_policy(command)
        actions = [action for each in policy["Statement"] for action in each["Action"]]
        assert len(json.dumps(policy, separators=(",", ":"))) < 6144
        assert len(policy["Statement"]) <= len(set(actions))


@pytest.mark.slow
def test_the_calls_of_a_probe_are_allowed() -> None:
    """Finding the API behind a URL of each kind, in an emulated account."""
    install()
    seen: set[str] = set()

    def note(event: str, _url: str) -> None:
        seen.add(event.removeprefix("before-send.").replace("api-gateway", "apigateway"))

    with mock_aws():
        key = Rest.make().id
        with between(note):
            find_behind(f"https://{key}.execute-api.eu-central-1.amazonaws.com/prod/items")
    names = {name.lower() for name in (*PERMISSIONS, "apigateway.GetRestApi")}
    assert {name.lower() for name in seen} <= names


def test_it_is_printed_as_json() -> None:
    """As it goes into a role."""
    result = CliRunner().invoke(app, ["iam-policy", "probe", "--partition", "aws-us-gov"])
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert printed == iam_policy(Command.PROBE, partition="aws-us-gov")
    assert re.search(r"apigateway:\*::/restapis/\*\"", result.stdout)
