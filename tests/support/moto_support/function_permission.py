"""``AWS::Lambda::Permission``: moto adds it, but a stack could neither change nor remove it."""

from __future__ import annotations

import json
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends

from support.moto_support.stack_resource import StackResource

_STATEMENT = ("Action", "Principal", "SourceAccount", "SourceArn", "PrincipalOrgID")


class FunctionPermission(StackResource):
    """A statement in the policy of a function.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html
    """

    type_name = "AWS::Lambda::Permission"
    attributes = frozenset({"Id"})
    replaced_by = frozenset({*_STATEMENT, "FunctionName", "FunctionUrlAuthType"})

    @property
    def policy(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The function's policy; an `UnknownFunctionException` once the function is deleted."""
        backend = lambda_backends[self.account_id][self.region_name]
        return backend.get_function(self.properties["FunctionName"]).policy

    def create(self) -> str:
        """Add the statement; its id is the generated name."""
        given = {name: self.properties[name] for name in _STATEMENT if name in self.properties}
        statement, _ = self.policy.add_statement(json.dumps({"StatementId": self.name, **given}))
        auth_type = self.properties.get("FunctionUrlAuthType")
        if auth_type:
            condition = statement.setdefault("Condition", {})
            condition["StringEquals"] = {"lambda:FunctionUrlAuthType": auth_type}
        return self.name

    def update(self) -> None:
        """Change nothing: whatever could change replaces the statement."""

    def remove(self) -> None:
        """Remove the statement, unless it went with its function."""
        try:
            statements = self.policy.statements
        except UnknownFunctionException:
            return
        statements[:] = [s for s in statements if s["Sid"] != self.physical_resource_id]
