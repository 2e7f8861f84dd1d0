"""``corsgate iam-policy``: what a role needs to run a command."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from corsgate_audit.cli.terminal import writing


class CommandName(StrEnum):
    """The commands that read AWS, or change it."""

    AUDIT = "audit"
    FIX = "fix"
    PROBE = "probe"
    VERIFY = "verify"


class Partition(StrEnum):
    """Where the accounts are."""

    AWS = "aws"
    CHINA = "aws-cn"
    GOV_CLOUD = "aws-us-gov"


def iam_policy(
    command: Annotated[
        CommandName,
        typer.Argument(
            metavar="COMMAND", help="Command to print the policy for; probe needs it with --aws."
        ),
    ],
    *,
    partition: Annotated[
        Partition, typer.Option("--partition", help="Partition of the accounts.")
    ] = Partition.AWS,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            metavar="NAME",
            help="Role that --organization assumes in the accounts.",
            show_default=False,
        ),
    ] = None,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help="Include what --regions all needs.")
    ] = False,
    code: Annotated[bool, typer.Option("--code", help="Include what audit --code needs.")] = False,
) -> None:
    """Print the least-privilege IAM policy for a command, as JSON.

    With --role: the policy of the caller that assumes the role; the role itself needs the policy
    without it.
    """
    # Here, since the tables are of no use to the help of this command.
    from corsgate_audit.cli.least_privilege import Command
    from corsgate_audit.cli.least_privilege import iam_policy as policy_of

    found = policy_of(
        Command(command), partition=partition.value, role=role, all_regions=all_regions, code=code
    )
    with writing():
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
