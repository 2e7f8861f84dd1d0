"""`CorsAuditRole`: the same role as that of the StackSet's template."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.cli.member_role import stackset_template
from corsgate_cdk import CorsAuditRole
from support.synthesis import by_logical_id, linted, new_stack, template_of

if TYPE_CHECKING:
    from collections.abc import Mapping

AUDITOR = "111122223333"
ACCOUNT = "444455556666"
EXTERNAL_ID = "3f0c9a"


def resolved(value: Any, parameters: Mapping[str, str]) -> Any:  # noqa: ANN401 (a template's values)
    """Return a value as CloudFormation would resolve it: references, joins and substitutions."""
    if isinstance(value, list):
        return [resolved(each, parameters) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"Ref"}:
        return parameters[value["Ref"]]
    if value.keys() == {"Fn::Join"}:
        glue, parts = value["Fn::Join"]
        return glue.join(resolved(parts, parameters))
    if value.keys() == {"Fn::Sub"}:
        text = value["Fn::Sub"]
        for name, given in parameters.items():
            text = text.replace(f"${{{name}}}", given)
        return text
    return {name: resolved(each, parameters) for name, each in value.items()}


PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AuditorAccount": AUDITOR,
    "AuditorRoleName": "CorsgateAuditor",
    "ExternalId": EXTERNAL_ID,
}


def compared(role: Any) -> Any:  # noqa: ANN401 (as above)
    """Return what matters of a role: name, trust and permissions, without order and form."""
    found = resolved(role, PARAMETERS)
    (trust,) = found["AssumeRolePolicyDocument"]["Statement"]
    (policy,) = found["Policies"]
    permissions = {
        (action, resource)
        for each in policy["PolicyDocument"]["Statement"]
        for action in listed(each["Action"])
        for resource in listed(each["Resource"])
    }
    return found["RoleName"], json.dumps(trust, sort_keys=True), permissions


def listed(value: Any) -> list[str]:  # noqa: ANN401 (as above)
    """Return a list of what may be written as one."""
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("security_hub", [False, True])
@pytest.mark.parametrize("code", [False, True])
def test_it_is_the_role_of_the_stackset(*, code: bool, security_hub: bool) -> None:
    """Name, trust and permissions, whichever way it is deployed."""
    stack = new_stack()
    CorsAuditRole(
        stack,
        "Audit",
        auditor_account=AUDITOR,
        external_id=EXTERNAL_ID,
        code=code,
        security_hub=security_hub,
    )
    (ours,) = by_logical_id(template_of(stack), "AWS::IAM::Role").values()
    template = stackset_template(code=code, security_hub=security_hub)
    assert compared(ours) == compared(template["Resources"]["AuditRole"]["Properties"])
    assert linted(template) == []


def test_other_names_are_those_of_the_other_side() -> None:
    """The role's own, and the auditor's, which the trust names."""
    stack = new_stack()
    CorsAuditRole(
        stack,
        "Audit",
        auditor_account=AUDITOR,
        external_id=EXTERNAL_ID,
        role_name="Reader",
        auditor_role_name="Readers",
    )
    (role,) = by_logical_id(template_of(stack), "AWS::IAM::Role").values()
    name, trust, _ = compared(role)
    assert name == "Reader"
    assert f"arn:aws:iam::{AUDITOR}:role/Readers" in trust


def test_what_iam_refuses_is_named_at_once() -> None:
    """All of it, each with what is allowed."""
    with pytest.raises(ValueError, match="CorsAuditRole 'Audit'") as refused:
        CorsAuditRole(
            new_stack(),
            "Audit",
            auditor_account="1234",
            external_id="x",
            role_name="no role",
            auditor_role_name="a/b",
        )
    for name in ("auditor_account", "external_id", "role_name", "auditor_role_name"):
        assert name in str(refused.value)
