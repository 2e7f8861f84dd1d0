"""``AWS::CloudFront::Function``."""

from __future__ import annotations

from typing import Any

from moto.cloudfront.models import cloudfront_backends

from support.moto_support.edge_distribution import PARTITION
from support.moto_support.stack_resource import StackResource, flag


class EdgeFunction(StackResource):
    """A function that runs at the edge, before or after a distribution looks into its cache.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-function.html
    """

    type_name = "AWS::CloudFront::Function"
    replaced_by = frozenset({"Name"})
    attributes = frozenset({"FunctionARN", "FunctionMetadata.FunctionARN", "Stage"})

    def create(self) -> str:
        """Make the function; its ARN is its id."""
        given = self.properties
        code = given["FunctionCode"].encode()
        made = self._backend.create_function(given["Name"], given["FunctionConfig"], code, [])
        self._publish(made)
        return str(made.arn)

    def update(self) -> None:
        """Change code and settings in place."""
        made = self._backend.describe_function(self.properties["Name"])
        made.config = self.properties["FunctionConfig"]
        made.code = self.properties["FunctionCode"].encode()
        self._publish(made)

    def remove(self) -> None:
        """Remove the function."""
        self._backend.functions.pop(self.properties["Name"], None)

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the ARN, or the stage that the function is in."""
        value = super().get_cfn_attribute(attribute_name)
        if attribute_name == "Stage":
            return str(self._backend.describe_function(self.properties["Name"]).stage)
        return value

    def _publish(self, made: Any) -> None:  # noqa: ANN401 (moto is read without its types)
        if flag(self.properties.get("AutoPublish")):
            made.stage = "LIVE"

    @property
    def _backend(self) -> Any:  # noqa: ANN401
        return cloudfront_backends[self.account_id][PARTITION]
