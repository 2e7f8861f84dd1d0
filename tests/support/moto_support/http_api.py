"""``AWS::ApiGatewayV2::Api`` with its CORS configuration; moto's stacks know nothing of V2."""

from __future__ import annotations

from typing import Any

from moto.apigatewayv2.models import apigatewayv2_backends

from support.moto_support.stack_resource import (
    Properties,
    StackResource,
    camel_case,
    flag,
    number,
)

_ROUTE_SELECTION = "$request.method $request.path"
_API_KEY_SELECTION = "$request.header.x-api-key"


class HttpApi(StackResource):
    """An HTTP API (or a WebSocket API).

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-api.html
    """

    type_name = "AWS::ApiGatewayV2::Api"
    attributes = frozenset({"ApiId", "ApiEndpoint"})
    replaced_by = frozenset({"ProtocolType"})
    refused = frozenset({"Body", "BodyS3Location", "RouteKey", "Target"})

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The API Gateway V2 of moto in this account and region."""
        return apigatewayv2_backends[self.account_id][self.region_name]

    def create(self) -> str:
        """Make the API; return its id."""
        api = self.backend.create_api(
            name=self.name,
            protocol_type=self.properties["ProtocolType"],
            tags=self.properties.get("Tags", {}),
            **dict.fromkeys(
                (
                    "api_key_selection_expression",
                    "cors_configuration",
                    "description",
                    "disable_schema_validation",
                    "disable_execute_api_endpoint",
                    "route_selection_expression",
                    "version",
                )
            ),
        )
        self._apply(api)
        return str(api.api_id)

    def update(self) -> None:
        """Change every setting under the same id; a CORS configuration that is gone is removed."""
        self._apply(self.backend.apis[self.physical_resource_id])

    def remove(self) -> None:
        """Remove the API with all that is in it."""
        self.backend.apis.pop(self.physical_resource_id, None)

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the id or the endpoint of the API."""
        if attribute_name == "ApiEndpoint":
            return str(self.backend.apis[self.physical_resource_id].api_endpoint)
        return super().get_cfn_attribute(attribute_name)

    def _apply(self, api: Any) -> None:  # noqa: ANN401
        given = self.properties
        api.name = given.get("Name", self.name)
        api.description = given.get("Description")
        api.version = given.get("Version")
        api.cors_configuration = _cors(given.get("CorsConfiguration"))
        api.disable_execute_api_endpoint = flag(given.get("DisableExecuteApiEndpoint"))
        api.disable_schema_validation = given.get("DisableSchemaValidation")
        api.route_selection_expression = given.get("RouteSelectionExpression", _ROUTE_SELECTION)
        api.api_key_selection_expression = given.get(
            "ApiKeySelectionExpression", _API_KEY_SELECTION
        )


def _cors(configuration: Properties | None) -> Properties | None:
    """Return the settings as the API holds them; an empty one stays, it means CORS is on."""
    cors = camel_case(configuration)
    if cors is None:
        return None
    if "allowCredentials" in cors:
        cors["allowCredentials"] = flag(cors["allowCredentials"])
    if "maxAge" in cors:
        cors["maxAge"] = number(cors["maxAge"])
    return cors
