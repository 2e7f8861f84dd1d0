"""``AWS::ApiGatewayV2::Route``."""

from __future__ import annotations

from typing import Any

from support.moto_support.http_resource import HttpResource, keep_id
from support.moto_support.stack_resource import flag


class HttpRoute(HttpResource):
    """A route of an HTTP API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-route.html
    """

    type_name = "AWS::ApiGatewayV2::Route"
    attributes = frozenset({"RouteId"})
    replaced_by = frozenset({"ApiId"})

    def create(self) -> str:
        """Make the route; return its id."""
        return str(self._make().route_id)

    def update(self) -> None:
        """Make it anew under the same id."""
        route = self._make()
        keep_id(self.api.routes, route.route_id, self.physical_resource_id)
        route.route_id = self.physical_resource_id

    def remove(self) -> None:
        """Remove the route, unless it went with its API."""
        if self.api:
            self.api.routes.pop(self.physical_resource_id, None)

    def _make(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        given = self.properties
        return self.api.create_route(
            route_key=given["RouteKey"],
            target=given.get("Target"),
            api_key_required=flag(given.get("ApiKeyRequired")),
            authorization_scopes=given.get("AuthorizationScopes"),
            authorization_type=given.get("AuthorizationType", "NONE"),
            authorizer_id=given.get("AuthorizerId"),
            model_selection_expression=given.get("ModelSelectionExpression"),
            operation_name=given.get("OperationName"),
            request_models=given.get("RequestModels"),
            request_parameters=given.get("RequestParameters"),
            route_response_selection_expression=given.get("RouteResponseSelectionExpression"),
        )
