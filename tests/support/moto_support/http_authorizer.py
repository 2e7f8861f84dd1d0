"""``AWS::ApiGatewayV2::Authorizer``."""

from __future__ import annotations

from typing import Any

from support.moto_support.http_resource import HttpResource, keep_id
from support.moto_support.stack_resource import camel_case, number


class HttpAuthorizer(HttpResource):
    """An authorizer of an HTTP API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-authorizer.html
    """

    type_name = "AWS::ApiGatewayV2::Authorizer"
    attributes = frozenset({"AuthorizerId"})
    replaced_by = frozenset({"ApiId"})

    def create(self) -> str:
        """Make the authorizer; return its id."""
        return str(self._make().id)

    def update(self) -> None:
        """Make it anew under the same id."""
        authorizer = self._make()
        keep_id(self.api.authorizers, authorizer.id, self.physical_resource_id)
        authorizer.id = self.physical_resource_id

    def remove(self) -> None:
        """Remove the authorizer, unless it went with its API."""
        if self.api:
            self.api.authorizers.pop(self.physical_resource_id, None)

    def _make(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        given = self.properties
        return self.api.create_authorizer(
            auth_creds_arn=given.get("AuthorizerCredentialsArn"),
            auth_payload_format_version=given.get("AuthorizerPayloadFormatVersion"),
            auth_result_ttl=number(given.get("AuthorizerResultTtlInSeconds")),
            authorizer_type=given["AuthorizerType"],
            authorizer_uri=given.get("AuthorizerUri"),
            enable_simple_response=given.get("EnableSimpleResponses"),
            identity_source=given.get("IdentitySource"),
            identity_validation_expr=given.get("IdentityValidationExpression"),
            jwt_config=camel_case(given.get("JwtConfiguration")),
            name=given["Name"],
        )
