"""``AWS::CloudFront::Distribution``."""

from __future__ import annotations

from typing import Any

from moto.cloudfront.models import DefaultCacheBehaviour, cloudfront_backends

from support.moto_support.edge_shapes import as_the_api_has_it
from support.moto_support.stack_resource import Properties, StackResource

PARTITION = "aws"
_EVENTS = {
    "FunctionAssociations": "function_associations",
    "LambdaFunctionAssociations": "lambda_function_associations",
}
_plain_behaviour = DefaultCacheBehaviour.__init__


class Distribution(StackResource):
    """A distribution of CloudFront.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-distribution.html
    """

    type_name = "AWS::CloudFront::Distribution"
    attributes = frozenset({"DomainName", "Id"})

    def create(self) -> str:
        """Make the distribution."""
        tags = self.properties.get("Tags", [])
        made, _, _ = self._backend.create_distribution_with_tags(self._config(), tags)
        return str(made.distribution_id)

    def update(self) -> None:
        """Change all settings at once, as CloudFront does."""
        self._backend.update_distribution(self._config(), self.physical_resource_id, True)  # noqa: FBT003 (moto's signature)

    def remove(self) -> None:
        """Remove the distribution."""
        self._backend.distributions.pop(self.physical_resource_id, None)

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return its id, or the domain that CloudFront has given it."""
        value = super().get_cfn_attribute(attribute_name)
        if attribute_name == "DomainName":
            return str(self._backend.distributions[value].domain_name)
        return value

    @property
    def _backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        return cloudfront_backends[self.account_id][PARTITION]

    def _config(self) -> Properties:
        config = as_the_api_has_it(self.properties["DistributionConfig"])
        return {"Comment": "", **config, "CallerReference": self.name}


def install() -> None:
    """Keep the functions of a behavior, which moto forgets."""
    DefaultCacheBehaviour.__init__ = _with_functions


def _with_functions(self: Any, config: Properties) -> None:  # noqa: ANN401
    _plain_behaviour(self, config)
    for name, attribute in _EVENTS.items():
        setattr(self, attribute, config.get(name) or {"Quantity": 0})
