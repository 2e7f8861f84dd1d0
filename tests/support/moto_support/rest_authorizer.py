"""``AWS::ApiGateway::Authorizer``, which moto's CloudFormation does not know."""

from __future__ import annotations

from typing import Any

from support.moto_support.rest_resource import RestResource
from support.moto_support.stack_resource import number

_DEFAULT_TTL = 300  # seconds; what API Gateway sets where the template says nothing


class Authorizer(RestResource):
    """An authorizer of a REST API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-authorizer.html
    """

    type_name = "AWS::ApiGateway::Authorizer"
    attributes = frozenset({"AuthorizerId"})
    replaced_by = frozenset({"RestApiId"})

    def create(self) -> str:
        """Make the authorizer; return its id."""
        authorizer = self.backend.create_authorizer(
            self.rest_api_id, self.properties["Name"], self.properties["Type"]
        )
        self._apply(authorizer)
        return str(authorizer.id)

    def update(self) -> None:
        """Change every setting under the same id."""
        self._apply(self.rest_api.authorizers[self.physical_resource_id])

    def remove(self) -> None:
        """Remove the authorizer, unless it went with its API."""
        if self.rest_api:
            self.rest_api.authorizers.pop(self.physical_resource_id, None)

    def _apply(self, authorizer: Any) -> None:  # noqa: ANN401 (moto is read without its types)
        given = self.properties
        ttl = number(given.get("AuthorizerResultTtlInSeconds"))
        authorizer.name = given["Name"]
        authorizer.type = given["Type"]
        authorizer.provider_arns = given.get("ProviderARNs")
        authorizer.auth_type = given.get("AuthType")
        authorizer.authorizer_uri = given.get("AuthorizerUri")
        authorizer.authorizer_credentials = given.get("AuthorizerCredentials")
        authorizer.identity_source = given.get("IdentitySource")
        authorizer.identity_validation_expression = given.get("IdentityValidationExpression")
        authorizer.authorizer_result_ttl = _DEFAULT_TTL if ttl is None else ttl
