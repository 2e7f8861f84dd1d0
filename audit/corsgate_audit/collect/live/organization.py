"""The accounts of an organization, each read through a role in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.credentials import RefreshableCredentials

from corsgate_audit.collect.live.account import Identity, client_config
from corsgate_audit.collect.live.errors import UNREADABLE, state_of
from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.exceptions import BotoCoreError, ClientError
    from mypy_boto3_sts.type_defs import AssumeRoleRequestTypeDef

_ACTIVE = "ACTIVE"
_HOME = "us-east-1"
_SESSION = "corsgate-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRole:
    """The role that a scan assumes in each account.

    Args:
        name: name of the role, the same in every account.
        external_id: external id that the role requires; None where it requires none.
    """

    name: str
    external_id: str | None = None


def member_identities(caller: Identity, role: MemberRole) -> Iterator[Identity | Coverage]:
    """Assume the role in every active account of the caller's organization but its own.

    Args:
        caller: identity in the management account, or in one to which Organizations is delegated.
        role: role to assume.

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
            yield assumed(caller, number, role)


def assumed(caller: Identity, account: str, role: MemberRole) -> Identity | Coverage:
    """Assume the role in one account; anew before what AWS gives for it, an hour, is over.

    Args:
        caller: identity that assumes.
        account: id of the account.
        role: role to assume.

    Returns:
        Who can be read, or coverage that says why the account cannot.
    """
    arn = f"arn:{caller.partition}:iam::{account}:role/{role.name}"
    request: AssumeRoleRequestTypeDef = {"RoleArn": arn, "RoleSessionName": _SESSION}
    if role.external_id is not None:
        request["ExternalId"] = role.external_id
    region = caller.session.region_name or _HOME
    client = caller.session.client("sts", region_name=region, config=client_config())

    def assume() -> dict[str, str]:
        given = client.assume_role(**request)["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }

    try:
        session = renewed_session(assume, region)
    except UNREADABLE as error:
        return _unread(account, "sts", f"the role {arn}", error)
    return Identity(session=session, account=account, partition=caller.partition)


def renewed_session(assume: Callable[[], dict[str, str]], region: str) -> boto3.Session:
    """Return a session whose credentials renew themselves: an organization may take hours.

    Args:
        assume: function that returns ``access_key``, ``secret_key``, ``token`` and ``expiry_time``.
        region: region of the session.
    """
    credentials = RefreshableCredentials.create_from_metadata(
        metadata=assume(), refresh_using=assume, method="sts-assume-role"
    )
    own: Any = botocore.session.get_session()
    own._credentials = credentials  # noqa: SLF001 - botocore offers no other way in
    return boto3.Session(botocore_session=own, region_name=region)


def _unread(
    account: str, service: str, resource: str, error: BotoCoreError | ClientError
) -> Coverage:
    return _covered(account, service, resource, *state_of(error))


def _covered(
    account: str, service: str, resource: str, state: CoverageState, reason: str
) -> Coverage:
    return Coverage(account=account, service=service, resource=resource, state=state, reason=reason)
