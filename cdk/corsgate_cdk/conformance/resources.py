"""Resources by their properties in CloudFormation, under logical ids of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import CfnResource, Fn

if TYPE_CHECKING:
    from aws_cdk import Stack

    from corsgate_audit.verify.cases import Properties

RUNTIME = "python3.13"
_TRUST: Properties = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def add(stack: Stack, name: str, kind: str, **properties: Any) -> CfnResource:  # noqa: ANN401 - as a template has them
    """Add a resource.

    Args:
        stack: stack to add it to.
        name: logical id.
        kind: type without ``AWS::``: ``Lambda::Url``.
        properties: its properties.
    """
    resource = CfnResource(stack, name, type=f"AWS::{kind}", properties=properties)
    resource.override_logical_id(name)
    return resource


def add_function(stack: Stack, name: str, code: str) -> CfnResource:
    """Add a function that may do nothing, not even write a log: no log group is left behind.

    Args:
        stack: stack to add it to.
        name: logical id.
        code: Python source with a ``handler``.
    """
    role = f"{name}Role"
    add(stack, role, "IAM::Role", AssumeRolePolicyDocument=_TRUST)
    return add(
        stack,
        name,
        "Lambda::Function",
        Code={"ZipFile": code},
        Handler="index.handler",
        Runtime=RUNTIME,
        Role=Fn.get_att(role, "Arn"),
    )
