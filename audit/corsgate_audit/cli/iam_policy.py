"""``corsgate iam-policy``: what a role needs to run a command."""

from __future__ import annotations

import json
import re
import sys
from enum import StrEnum
from typing import Annotated, Any

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


class Form(StrEnum):
    """What is printed."""

    POLICY = "policy"
    STACKSET = "stackset"


def iam_policy(  # noqa: PLR0913 - an option each
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
            help="Role that --organization, or an auditor, assumes in the accounts.",
            show_default=False,
        ),
    ] = None,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help="Include what --regions all needs.")
    ] = False,
    code: Annotated[bool, typer.Option("--code", help="Include what audit --code needs.")] = False,
    form: Annotated[
        Form,
        typer.Option(
            "--as",
            help="Policy, or a StackSet's template of the role that an auditor (CorsAuditor) "
            "assumes in each account.",
        ),
    ] = Form.POLICY,
    security_hub: Annotated[
        bool,
        typer.Option(
            "--security-hub",
            help="Include what it takes to import findings into each account's own Security Hub; "
            "with --as stackset.",
        ),
    ] = False,
) -> None:
    """Print the least-privilege IAM policy for a command, as JSON.

    With --role: the policy of the caller that assumes the role; the role itself needs the policy
    without it. With --as stackset: a CloudFormation template of the role itself.
    """
    if form is Form.STACKSET:
        _check_stackset(command, role, all_regions=all_regions)
        found = _stackset(role, code=code, security_hub=security_hub)
    else:
        if security_hub:
            message = "--security-hub goes with --as stackset; add that, or leave it out"
            raise typer.BadParameter(message, param_hint="--security-hub")
        found = _policy(
            command, partition=partition.value, role=role, all_regions=all_regions, code=code
        )
    with writing():
        sys.stdout.write(json.dumps(found, indent=2) + "\n")


# The imports are here, since the tables are of no use to the help of this command.
def _policy(command: CommandName, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - the options of `iam_policy`
    from corsgate_audit.cli.least_privilege import Command
    from corsgate_audit.cli.least_privilege import iam_policy as policy_of

    return policy_of(Command(command), **options)


def _stackset(role: str | None, *, code: bool, security_hub: bool) -> dict[str, Any]:
    from corsgate_audit.cli.member_role import stackset_template

    return stackset_template(role=role, code=code, security_hub=security_hub)


def _check_stackset(command: CommandName, role: str | None, *, all_regions: bool) -> None:
    """Raise for what a StackSet's template has no use for.

    Raises:
        typer.BadParameter: such an option, or a name that IAM refuses.
    """
    from corsgate_audit.cli.member_role import ROLE_NAME_PATTERN

    if command is not CommandName.AUDIT:
        message = f"only audit has a role to deploy, not {command.value}; write: audit"
        raise typer.BadParameter(message, param_hint="COMMAND")
    if all_regions:
        message = "an auditor's regions are named where it is deployed; leave --all-regions out"
        raise typer.BadParameter(message, param_hint="--all-regions")
    if role is not None and not re.fullmatch(ROLE_NAME_PATTERN, role, re.ASCII):
        message = f"{role!r} is no name of a role: up to 64 letters, digits and +=,.@_-"
        raise typer.BadParameter(message, param_hint="--role")
