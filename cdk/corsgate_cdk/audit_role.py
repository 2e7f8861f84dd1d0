"""The role that an auditor assumes in an account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aws_cdk import Aws, Token
from aws_cdk.aws_iam import AccountPrincipal, PolicyDocument, Role

from corsgate_audit.cli.member_role import (
    ACCOUNT_PATTERN,
    AUDITOR_ROLE_NAME,
    EXTERNAL_ID_PATTERN,
    ROLE_NAME,
    ROLE_NAME_PATTERN,
    member_policy,
    trust_conditions,
)

from ._linters import acknowledge_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constructs import Construct

_READS = (
    "reading is what the role is for: the ids of APIs are not known before they are listed, and "
    "some lists have no resource in IAM"
)


class CorsAuditRole(Role):
    """The role that a `CorsAuditor` assumes in an account: it reads, and nothing else.

    Only the auditor's role may assume it, and only with the external id. What it may do is what
    ``corsgate iam-policy audit`` prints. For an organization deploy it as a StackSet, whose
    template ``corsgate iam-policy audit --as stackset`` writes.

    Args:
        scope: the stack.
        id: id of the construct.
        auditor_account: id of the account that the auditor is deployed in.
        external_id: external id that the auditor sends.
        role_name: name of the role, the same in every account.
        auditor_role_name: name of the auditor's own role, as its property has it.
        code: whether the auditor reads the functions' code.
        security_hub: whether the auditor imports findings into the account's own Security Hub.

    Raises:
        ValueError: a name, an id or an account that AWS refuses.

    Example:
        >>> CorsAuditRole(  # doctest: +SKIP
        ...     stack, "Audit", auditor_account="111122223333", external_id="3f0c9a"
        ... )

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        auditor_account: str,
        external_id: str,
        role_name: str = ROLE_NAME,
        auditor_role_name: str = AUDITOR_ROLE_NAME,
        code: bool = False,
        security_hub: bool = False,
    ) -> None:
        problems = [
            *role_problems(role_name, external_id, auditor_role_name),
            *account_problems("auditor_account", [auditor_account]),
        ]
        if problems:
            message = f"CorsAuditRole {id!r}: {'; '.join(problems)}"
            raise ValueError(message)
        auditor = f"arn:{Aws.PARTITION}:iam::{auditor_account}:role/{auditor_role_name}"
        policy = member_policy(Aws.PARTITION, Aws.ACCOUNT_ID, code=code, security_hub=security_hub)
        super().__init__(
            scope,
            id,
            role_name=role_name,
            description="Lets the corsgate auditor read APIs and what belongs to them",
            assumed_by=AccountPrincipal(auditor_account).with_conditions(
                trust_conditions(auditor, external_id)
            ),
            inline_policies={"Audit": PolicyDocument.from_json(policy)},
        )
        acknowledge_wildcards(
            self, _READS, (arn for each in policy["Statement"] for arn in each["Resource"])
        )


def role_problems(role_name: str, external_id: str, auditor_role_name: str) -> Iterable[str]:
    """Say what of these IAM refuses."""
    names = {"role_name": role_name, "auditor_role_name": auditor_role_name}
    for name, value in names.items():
        if not _fits(ROLE_NAME_PATTERN, value):
            yield (
                f"{name} is {value!r}; a role's name has up to 64 letters, digits and the "
                "characters +=,.@_-"
            )
    if not _fits(EXTERNAL_ID_PATTERN, external_id):
        yield (
            f"external_id is {external_id!r}; an external id has 2 to 1,224 letters, digits and "
            "the characters +=,.@:/_-"
        )


def account_problems(name: str, accounts: Iterable[str]) -> Iterable[str]:
    """Say which of these are no ids of accounts."""
    for account in accounts:
        if not _fits(ACCOUNT_PATTERN, account):
            yield f"{name} has {account!r}; the id of an account has 12 digits"


def _fits(pattern: str, value: str) -> bool:
    return Token.is_unresolved(value) or re.fullmatch(pattern, value, re.ASCII) is not None
