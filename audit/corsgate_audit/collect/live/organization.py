"""The accounts of an organization, each read through a role in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from corsgate_audit.collect.live.account import Identity, client_config
from corsgate_audit.collect.live.errors import UNREADABLE, state_of
from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.exceptions import BotoCoreError, ClientError
    from mypy_boto3_sts.type_defs import AssumeRoleRequestTypeDef

_ACTIVE = "ACTIVE"
_HOME = "us-east-1"
_SESSION = "corsgate-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRole:
    """The role that a scan assumes in each account.

    Args:
        name: of the role, the same in every account.
        external_id: that the role asks for; None where it asks for none.
    """

    name: str
    external_id: str | None = None


def member_identities(caller: Identity, role: MemberRole) -> Iterator[Identity | Coverage]:
    """Assume the role in every active account of the caller's organization but its own.

    Args:
        caller: in the management account, or one to which Organizations is delegated.
        role: to assume.

    Yields:
        Who can be read, and coverage of the accounts that cannot.

    Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
    """
    region = caller.session.region_name or _HOME
    client = caller.session.client("organizations", region_name=region, config=client_config())
    try:
        pages = client.get_paginator("list_accounts").paginate()
        accounts = [account for page in pages for account in page["Accounts"]]
    except UNREADABLE as error:
        yield _unread(caller.account, "organizations", "the list of accounts", error)
        return
    for account in accounts:
        number = str(account["Id"])
        if account.get("Status") != _ACTIVE:
            reason = f"the account is {account.get('Status')}"
            yield _covered(number, "organizations", "account", CoverageState.SKIPPED, reason)
        elif number != caller.account:
            yield _assumed(caller, number, role)


def _assumed(caller: Identity, account: str, role: MemberRole) -> Identity | Coverage:
    """Assume the role in one account. What AWS gives for it lasts an hour."""
    arn = f"arn:{caller.partition}:iam::{account}:role/{role.name}"
    request: AssumeRoleRequestTypeDef = {"RoleArn": arn, "RoleSessionName": _SESSION}
    if role.external_id is not None:
        request["ExternalId"] = role.external_id
    region = caller.session.region_name or _HOME
    client = caller.session.client("sts", region_name=region, config=client_config())
    try:
        given = client.assume_role(**request)["Credentials"]
    except UNREADABLE as error:
        return _unread(account, "sts", f"the role {arn}", error)
    session = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=region,
    )
    return Identity(session=session, account=account, partition=caller.partition)


def _unread(
    account: str, service: str, resource: str, error: BotoCoreError | ClientError
) -> Coverage:
    return _covered(account, service, resource, *state_of(error))


def _covered(
    account: str, service: str, resource: str, state: CoverageState, reason: str
) -> Coverage:
    return Coverage(account=account, service=service, resource=resource, state=state, reason=reason)
