"""Whose account it is, and its clients."""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.collect.live.account import Identity, client_config
from corsgate_audit.verify.refusals import RefusedError, explained

_NO_CREDENTIALS = (
    "no AWS credentials: name a profile with --profile, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID "
    "and AWS_SECRET_ACCESS_KEY"
)
_NO_REGION = "no AWS region: name one with --region, or set AWS_DEFAULT_REGION"
NOT_ASKED = "AWS cannot be asked whose account it is"


def signed_in(profile: str | None, region: str | None) -> tuple[Identity, str]:
    """Ask AWS whose credentials these are; nothing is made.

    Args:
        profile: profile of the AWS configuration; None for the environment's.
        region: region; None for the profile's.

    Returns:
        The identity, and the region.

    Raises:
        RefusedError: there are no credentials, no region, or AWS does not accept them.
    """
    try:
        session = boto3.Session(profile_name=profile)
        at = region or session.region_name
        if session.get_credentials() is None:
            raise RefusedError(_NO_CREDENTIALS)
        if at is None:
            raise RefusedError(_NO_REGION)
        caller = session.client("sts", region_name=at, config=client_config()).get_caller_identity()
    except (BotoCoreError, ClientError, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL
        raise RefusedError(explained(NOT_ASKED, error)) from error
    partition = caller["Arn"].split(":")[1]
    return Identity(session=session, account=caller["Account"], partition=partition), at


def check_account(identity: Identity, account: str) -> None:
    """Refuse an account that is not the one that was named.

    Args:
        identity: owner of the credentials.
        account: id that was typed or given.

    Raises:
        RefusedError: it is another.
    """
    if identity.account != account:
        message = (
            f"these credentials are of the account {identity.account}, not of {account!r}: name "
            "another --profile or --account"
        )
        raise RefusedError(message)
