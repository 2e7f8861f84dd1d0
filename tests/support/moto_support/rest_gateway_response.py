"""``AWS::ApiGateway::GatewayResponse``, which moto's CloudFormation does not know."""

from __future__ import annotations

from support.moto_support.rest_resource import RestResource


class GatewayResponse(RestResource):
    """What a REST API answers by itself, customised.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-gatewayresponse.html
    """

    type_name = "AWS::ApiGateway::GatewayResponse"
    attributes = frozenset({"Id"})
    replaced_by = frozenset({"RestApiId", "ResponseType"})

    def create(self) -> str:
        """Put the response; its name is its id."""
        self.backend.put_gateway_response(
            self.rest_api_id,
            self.properties["ResponseType"],
            self.properties.get("StatusCode"),
            self.properties.get("ResponseParameters"),
            self.properties.get("ResponseTemplates"),
        )
        return self.name

    def update(self) -> None:
        """Put the response anew: what the template no longer has is gone."""
        self.create()

    def remove(self) -> None:
        """Go back to API Gateway's own response."""
        if self.rest_api:
            self.rest_api.gateway_responses.pop(self.properties["ResponseType"], None)
