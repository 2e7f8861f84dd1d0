"""The role that an auditor assumes in each account: who may assume it, and what it may do.

As plain values for the StackSet template and for the construct alike.

Sources:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecurityhub.html
"""

from __future__ import annotations

from typing import Any

from corsgate_audit.cli.least_privilege import Command, iam_policy

ROLE_NAME = "CorsgateAudit"
"""Of the role in each account, unless told otherwise."""
AUDITOR_ROLE_NAME = "CorsgateAuditor"
"""Of the role that assumes it, in the auditor's account, unless told otherwise."""
EXTERNAL_ID_PATTERN = r"[\w+=,.@:/-]{2,1224}"
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"""
ROLE_NAME_PATTERN = r"[\w+=,.@-]{1,64}"
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"""
ACCOUNT_PATTERN = r"\d{12}"

_DESCRIPTION = "Lets the corsgate auditor read APIs, functions' settings and distributions"


def trust_conditions(auditor_role: str, external_id: Any) -> dict[str, Any]:  # noqa: ANN401 - text or an expression of CloudFormation
    """Return the conditions under which the auditor's account may assume the role.

    They name the auditor's role, and not the principal: IAM replaces a role that is a principal by
    its id, so that it would have to exist before, and to be trusted anew when it is made anew.

    Args:
        auditor_role: ARN of the role that assumes.
        external_id: external id, or an expression that gives it.

    Example:
        >>> trust_conditions("arn:aws:iam::111122223333:role/CorsgateAuditor", "id")["StringEquals"]
        {'sts:ExternalId': 'id'}
    """
    return {
        "ArnEquals": {"aws:PrincipalArn": auditor_role},
        "StringEquals": {"sts:ExternalId": external_id},
    }


def member_policy(
    partition: str, account: str, *, code: bool = False, security_hub: bool = False
) -> dict[str, Any]:
    """Return what the role may do: read what an audit reads, and nothing else.

    Args:
        partition: partition of the accounts, or an expression that gives it.
        account: account of the role, likewise.
        code: whether the code of functions is read.
        security_hub: whether findings are imported into the account's own Security Hub.
    """
    policy = iam_policy(Command.AUDIT, partition=partition, code=code)
    if security_hub:
        policy["Statement"].append(import_findings(partition, account))
    return policy


def import_findings(partition: str, account: str) -> dict[str, Any]:
    """Return the statement that allows findings to be imported, under the account's own product."""
    arn = f"arn:{partition}:securityhub:*:{account}:product/{account}/default"
    return {"Effect": "Allow", "Action": ["securityhub:BatchImportFindings"], "Resource": [arn]}


def stackset_template(
    *, role: str | None = None, code: bool = False, security_hub: bool = False
) -> dict[str, Any]:
    """Return a CloudFormation template that makes the role in an account.

    Args:
        role: name of the role; None for `ROLE_NAME`.
        code: whether the code of functions is read.
        security_hub: whether findings are imported into the account's own Security Hub.

    Example:
        >>> sorted(stackset_template()["Parameters"])
        ['AuditorAccount', 'AuditorRoleName', 'ExternalId']
    """
    auditor = "arn:${AWS::Partition}:iam::${AuditorAccount}"
    policy = member_policy(
        "${AWS::Partition}", "${AWS::AccountId}", code=code, security_hub=security_hub
    )
    for statement in policy["Statement"]:
        arns = statement["Resource"]
        statement["Resource"] = [{"Fn::Sub": arn} if "${" in arn else arn for arn in arns]
    conditions = trust_conditions("", {"Ref": "ExternalId"})
    conditions["ArnEquals"] = {
        "aws:PrincipalArn": {"Fn::Sub": auditor + ":role/${AuditorRoleName}"}
    }
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": {"Fn::Sub": auditor + ":root"}},
        "Condition": conditions,
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{_DESCRIPTION}. Made by: corsgate iam-policy audit --as stackset",
        "Parameters": _parameters(),
        "Resources": {
            "AuditRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": role or ROLE_NAME,
                    "Description": _DESCRIPTION,
                    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
                    "Policies": [{"PolicyName": "Audit", "PolicyDocument": policy}],
                },
            }
        },
        "Outputs": {"AuditRoleArn": {"Value": {"Fn::GetAtt": ["AuditRole", "Arn"]}}},
    }


def _parameters() -> dict[str, Any]:
    return {
        "AuditorAccount": {
            "Type": "String",
            "Description": "Account that the auditor is deployed in.",
            "AllowedPattern": f"^{ACCOUNT_PATTERN}$",
        },
        "AuditorRoleName": {
            "Type": "String",
            "Description": "Role of the auditor's functions, in its account.",
            "Default": AUDITOR_ROLE_NAME,
            "AllowedPattern": f"^{ROLE_NAME_PATTERN}$",
        },
        "ExternalId": {
            "Type": "String",
            "Description": "External id that the auditor sends.",
            "AllowedPattern": f"^{EXTERNAL_ID_PATTERN}$",
        },
    }
