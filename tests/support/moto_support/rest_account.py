"""``AWS::ApiGateway::Account``, which moto's CloudFormation does not know."""

from __future__ import annotations

from moto.apigateway.models import apigateway_backends

from support.moto_support.stack_resource import StackResource


class Account(StackResource):
    """The role that API Gateway writes its logs with, one for an account and region.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-account.html
    """

    type_name = "AWS::ApiGateway::Account"
    attributes = frozenset({"Id"})

    def create(self) -> str:
        """Set the role; the name is the id."""
        account = apigateway_backends[self.account_id][self.region_name].account
        account.cloudwatch_role_arn = self.properties.get("CloudWatchRoleArn")
        return self.name

    def update(self) -> None:
        """Set another role."""
        self.create()

    def remove(self) -> None:
        """Change nothing: the documentation says that the role stays set when a stack goes."""
