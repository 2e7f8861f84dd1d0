"""``AWS::ApiGatewayV2::Integration``."""

from __future__ import annotations

from typing import Any

from support.moto_support.http_resource import HttpResource, keep_id
from support.moto_support.stack_resource import camel_case, number


class HttpIntegration(HttpResource):
    """What a route of an HTTP API is answered by.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-integration.html
    """

    type_name = "AWS::ApiGatewayV2::Integration"
    attributes = frozenset({"IntegrationId"})
    replaced_by = frozenset({"ApiId"})
    refused = frozenset({"ResponseParameters"})  # a template nests them as the API does not

    def create(self) -> str:
        """Make the integration; return its id."""
        return str(self._make().id)

    def update(self) -> None:
        """Make it anew under the same id."""
        integration = self._make()
        keep_id(self.api.integrations, integration.id, self.physical_resource_id)
        integration.id = self.physical_resource_id

    def remove(self) -> None:
        """Remove the integration, unless it went with its API."""
        if self.api:
            self.api.integrations.pop(self.physical_resource_id, None)

    def _make(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        given = self.properties
        return self.api.create_integration(
            connection_id=given.get("ConnectionId"),
            connection_type=given.get("ConnectionType", "INTERNET"),
            content_handling_strategy=given.get("ContentHandlingStrategy"),
            credentials_arn=given.get("CredentialsArn"),
            description=given.get("Description"),
            integration_method=given.get("IntegrationMethod"),
            integration_type=given["IntegrationType"],
            integration_uri=given.get("IntegrationUri"),
            integration_subtype=given.get("IntegrationSubtype"),
            passthrough_behavior=given.get("PassthroughBehavior"),
            payload_format_version=given.get("PayloadFormatVersion"),
            request_parameters=given.get("RequestParameters"),
            request_templates=given.get("RequestTemplates"),
            template_selection_expression=given.get("TemplateSelectionExpression"),
            timeout_in_millis=number(given.get("TimeoutInMillis")),
            tls_config=camel_case(given.get("TlsConfig")),
        )
