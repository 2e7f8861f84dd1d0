"""What the roles of an auditor may do: what its functions and its state machine do, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Aws

from ._auditor_functions import allow
from ._auditor_machine import MAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_iam import PolicyStatement
    from aws_cdk.aws_sns import ITopic
    from aws_cdk.aws_stepfunctions import StateMachine

    from ._auditor_machine import Functions
    from ._auditor_settings import SecurityHub, Settings


def lists(settings: Settings, keys: str) -> Iterator[PolicyStatement]:
    """What listing takes.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
    """
    yield allow(["s3:GetObject", "s3:PutObject"], [f"{keys}runs/*"])
    if settings.organizational_units is not None:
        yield allow(
            [
                "organizations:ListAccountsForParent",
                "organizations:ListOrganizationalUnitsForParent",
            ],
            [
                f"arn:{Aws.PARTITION}:organizations::*:ou/o-*/ou-*",
                f"arn:{Aws.PARTITION}:organizations::*:root/o-*/r-*",
            ],
        )
    elif settings.accounts is None:
        yield allow(["organizations:ListAccounts"], ["*"])
    if settings.config_aggregator is not None:
        # The end of its ARN is not its name:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
        own = f"{Aws.REGION}:{Aws.ACCOUNT_ID}:config-aggregator/*"
        yield allow(["config:SelectAggregateResourceConfig"], [f"arn:{Aws.PARTITION}:config:{own}"])


def audits(settings: Settings, keys: str) -> Iterator[PolicyStatement]:
    accounts = settings.accounts or ["*"]
    roles = [
        f"arn:{Aws.PARTITION}:iam::{account}:role/{settings.role_name}" for account in accounts
    ]
    yield allow(["sts:AssumeRole"], roles)
    yield allow(["s3:GetObject", "s3:PutObject"], [f"{keys}runs/*"])


def reduces(
    keys: str, security_hub: SecurityHub | None, topic: ITopic | None
) -> Iterator[PolicyStatement]:
    yield allow(["s3:GetObject", "s3:PutObject"], [f"{keys}runs/*", f"{keys}latest.json"])
    if topic is not None:
        yield allow(["sns:Publish"], [topic.topic_arn])
    if security_hub == "auditor":
        product = f"{Aws.ACCOUNT_ID}:product/{Aws.ACCOUNT_ID}/default"
        yield allow(
            ["securityhub:BatchImportFindings"],
            [f"arn:{Aws.PARTITION}:securityhub:{Aws.REGION}:{product}"],
        )


def runs(functions: Functions, keys: str) -> Iterator[PolicyStatement]:
    """What the machine does.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    """
    yield allow(["lambda:InvokeFunction"], functions)
    yield allow(["s3:GetObject"], [f"{keys}runs/*"])
    writes = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    yield allow(["s3:GetObject", "s3:PutObject", *writes], [f"{keys}map-runs/*"])


def runs_children(machine: StateMachine) -> Iterator[PolicyStatement]:
    """Allow the machine to run the executions of its map.

    Source: as above.
    """
    name = machine.state_machine_name
    executions = f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:execution:{name}"
    yield allow(["states:StartExecution"], [machine.state_machine_arn])
    yield allow(
        ["states:DescribeExecution", "states:StopExecution"],
        [f"{executions}:*", f"{executions}/{MAP}:*"],
    )
