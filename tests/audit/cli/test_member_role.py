"""The role that an auditor assumes: ``corsgate iam-policy audit --as stackset``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.cli.least_privilege import Command, iam_policy
from corsgate_audit.cli.member_role import stackset_template


def printed(*options: str) -> Any:  # noqa: ANN401 (any JSON)
    """Return what the command prints."""
    done = CliRunner().invoke(app, ["iam-policy", "audit", *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def role_of(template: Any) -> Any:  # noqa: ANN401 (a template's values)
    """Return the properties of the only resource, which is a role."""
    ((kind, properties),) = [
        (each["Type"], each["Properties"]) for each in template["Resources"].values()
    ]
    assert kind == "AWS::IAM::Role"
    return properties


def statements(template: Any) -> Any:  # noqa: ANN401 (as above)
    """Return what the role may do, with the partition as AWS would fill it in."""
    (policy,) = role_of(template)["Policies"]
    text = json.dumps(policy["PolicyDocument"]["Statement"])
    for name, value in (("Partition", "aws"), ("AccountId", "123456789012")):
        text = text.replace(f"${{AWS::{name}}}", value)
    return [
        {**each, "Resource": [arn["Fn::Sub"] if isinstance(arn, dict) else arn for arn in arns]}
        for each in json.loads(text)
        for arns in [each["Resource"]]
    ]


@pytest.mark.parametrize("code", [False, True])
def test_the_role_may_do_what_an_audit_needs(*, code: bool) -> None:
    """And nothing else: the same statements as those of the command's own policy."""
    template = printed("--as", "stackset", *(["--code"] if code else []))
    assert statements(template) == iam_policy(Command.AUDIT, code=code)["Statement"]


def test_findings_are_imported_only_where_that_is_asked_for() -> None:
    """Under the account's own product, in any region."""
    plain, more = stackset_template(), printed("--as", "stackset", "--security-hub")
    added = [each for each in statements(more) if each not in statements(plain)]
    assert added == [
        {
            "Effect": "Allow",
            "Action": ["securityhub:BatchImportFindings"],
            "Resource": ["arn:aws:securityhub:*:123456789012:product/123456789012/default"],
        }
    ]


def test_only_the_auditor_may_assume_it_and_with_the_external_id() -> None:
    """The account is the principal, the condition names its role."""
    assert role_of(printed("--as", "stackset"))["AssumeRolePolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {
                    "AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AuditorAccount}:root"}
                },
                "Condition": {
                    "ArnEquals": {
                        "aws:PrincipalArn": {
                            "Fn::Sub": "arn:${AWS::Partition}:iam::${AuditorAccount}"
                            ":role/${AuditorRoleName}"
                        }
                    },
                    "StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}},
                },
            }
        ],
    }


def test_the_role_is_called_as_it_is_asked() -> None:
    """And as the auditor expects it where nothing is asked."""
    assert role_of(printed("--as", "stackset"))["RoleName"] == "CorsgateAudit"
    assert role_of(printed("--as", "stackset", "--role", "Reader"))["RoleName"] == "Reader"


@pytest.mark.parametrize(
    "options",
    [
        ("probe", "--as", "stackset"),
        ("audit", "--as", "stackset", "--all-regions"),
        ("audit", "--as", "stackset", "--role", "no role"),
        ("audit", "--security-hub"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused(options: tuple[str, ...]) -> None:
    """With the option that is wrong."""
    done = CliRunner().invoke(app, ["iam-policy", *options])
    assert done.exit_code == 2
    assert options[-2].lstrip("-") in done.output.lower() or options[-1] in done.output
