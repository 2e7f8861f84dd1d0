"""``AWS::ApiGateway::Method`` with every integration type, its responses and its authorization.

moto reads ``IntegrationHttpMethod`` and ``Uri`` unconditionally, which a MOCK integration lacks,
and drops the responses, the authorizer and the content handling of all others.
"""

from __future__ import annotations

from support.moto_support.rest_resource import RestResource
from support.moto_support.stack_resource import Properties, flag


class Method(RestResource):
    """A method of a REST API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-method.html
    """

    type_name = "AWS::ApiGateway::Method"
    replaced_by = frozenset({"RestApiId", "ResourceId", "HttpMethod"})

    @property
    def place(self) -> tuple[str, str, str]:
        """Where the method is: API, path and HTTP method."""
        return self.rest_api_id, self.properties["ResourceId"], self.properties["HttpMethod"]

    def create(self) -> str:
        """Make the method in the order that API Gateway demands; the name is its id."""
        self._put_method()
        for response in self.properties.get("MethodResponses", []):
            self._put_method_response(response)
        if "Integration" in self.properties:
            self._put_integration(self.properties["Integration"])
        return self.name

    def update(self) -> None:
        """Put the method anew: what the template no longer has is gone."""
        self.create()

    def remove(self) -> None:
        """Remove the method, unless its path or API is gone already."""
        _, path_id, method = self.place
        path = self.rest_api and self.rest_api.resources.get(path_id)
        if path:
            path.resource_methods.pop(method, None)

    def _put_method(self) -> None:
        given = self.properties
        self.backend.put_method(
            *self.place,
            given.get("AuthorizationType", "NONE"),
            api_key_required=flag(given.get("ApiKeyRequired")),
            request_parameters=_flags(given.get("RequestParameters")),
            request_models=given.get("RequestModels"),
            operation_name=given.get("OperationName"),
            authorizer_id=given.get("AuthorizerId"),
            authorization_scopes=given.get("AuthorizationScopes"),
            request_validator_id=given.get("RequestValidatorId"),
        )

    def _put_method_response(self, response: Properties) -> None:
        self.backend.put_method_response(
            *self.place,
            str(response["StatusCode"]),
            response.get("ResponseModels"),
            _flags(response.get("ResponseParameters")),
        )

    def _put_integration(self, given: Properties) -> None:
        self.backend.put_integration(
            *self.place,
            given["Type"],
            given.get("Uri"),
            given.get("IntegrationHttpMethod"),
            credentials=given.get("Credentials"),
            request_templates=given.get("RequestTemplates"),
            passthrough_behavior=given.get("PassthroughBehavior", "WHEN_NO_MATCH"),
            cache_namespace=given.get("CacheNamespace"),
            timeout_in_millis=given.get("TimeoutInMillis"),
            request_parameters=given.get("RequestParameters"),
            content_handling=given.get("ContentHandling"),
            connection_type=given.get("ConnectionType"),
        )
        for response in given.get("IntegrationResponses", []):
            self._put_integration_response(response)

    def _put_integration_response(self, response: Properties) -> None:
        self.backend.put_integration_response(
            *self.place,
            str(response["StatusCode"]),
            response.get("SelectionPattern"),
            # A copy: moto's model changes the mapping that it is given.
            dict(response.get("ResponseTemplates", {})),
            response.get("ResponseParameters"),
            response.get("ContentHandling"),
        )


def _flags(parameters: Properties | None) -> dict[str, bool] | None:
    return parameters and {name: flag(required) for name, required in parameters.items()}
