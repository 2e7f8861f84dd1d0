"""``AWS::ApiGateway::RequestValidator``, which moto's CloudFormation does not know."""

from __future__ import annotations

from support.moto_support.rest_resource import RestResource
from support.moto_support.stack_resource import flag


class RequestValidator(RestResource):
    """A request validator of a REST API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-requestvalidator.html
    """

    type_name = "AWS::ApiGateway::RequestValidator"
    attributes = frozenset({"RequestValidatorId"})
    replaced_by = frozenset({"RestApiId", "Name"})

    def create(self) -> str:
        """Make the validator; return its id."""
        validator = self.rest_api.create_request_validator(
            self.properties.get("Name", self.name),
            flag(self.properties.get("ValidateRequestBody")),
            flag(self.properties.get("ValidateRequestParameters")),
        )
        return str(validator.id)

    def update(self) -> None:
        """Change what is validated."""
        validator = self.rest_api.request_validators[self.physical_resource_id]
        validator.validate_request_body = flag(self.properties.get("ValidateRequestBody"))
        validator.validate_request_parameters = flag(
            self.properties.get("ValidateRequestParameters")
        )

    def remove(self) -> None:
        """Remove the validator, unless it went with its API."""
        if self.rest_api:
            self.rest_api.request_validators.pop(self.physical_resource_id, None)
