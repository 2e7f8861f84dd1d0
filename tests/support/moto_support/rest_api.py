"""``AWS::ApiGateway::RestApi``, with its binary media types and all that can be changed later."""

from __future__ import annotations

import json
from typing import Any

from moto.apigateway.models import apigateway_backends

from support.moto_support.rest_body import import_body
from support.moto_support.stack_resource import (
    StackResource,
    camel_case,
    flag,
    number,
    tag_map,
)


class RestApi(StackResource):
    """A REST API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-restapi.html
    """

    type_name = "AWS::ApiGateway::RestApi"
    attributes = frozenset({"RestApiId", "RootResourceId"})
    refused = frozenset({"BodyS3Location", "CloneFrom", "Mode"})

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The API Gateway of moto in this account and region."""
        return apigateway_backends[self.account_id][self.region_name]

    def create(self) -> str:
        """Make the API; return its id."""
        api = self.backend.create_rest_api(name=self.name, description="")
        self._apply(api)
        return str(api.id)

    def update(self) -> None:
        """Change every setting: none of them replaces the API."""
        self._apply(self.backend.apis[self.physical_resource_id])

    def remove(self) -> None:
        """Remove the API with all that is in it."""
        self.backend.apis.pop(self.physical_resource_id, None)

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the id of the API or of its root resource."""
        if attribute_name == "RootResourceId":
            return str(self.backend.apis[self.physical_resource_id].root_resource_id)
        return super().get_cfn_attribute(attribute_name)

    def _apply(self, api: Any) -> None:  # noqa: ANN401
        given = self.properties
        api.name = given.get("Name", self.name)
        api.description = given.get("Description")
        api.binaryMediaTypes = list(given.get("BinaryMediaTypes", []))
        api.api_key_source = given.get("ApiKeySourceType", "HEADER")
        api.policy = json.dumps(given["Policy"]) if "Policy" in given else None
        api.endpoint_configuration = camel_case(given.get("EndpointConfiguration")) or {
            "types": ["EDGE"]
        }
        api.minimum_compression_size = number(given.get("MinimumCompressionSize"))
        api.disableExecuteApiEndpoint = flag(given.get("DisableExecuteApiEndpoint"))
        api.tags = tag_map(given.get("Tags"))
        if "Body" in given:
            import_body(api, given["Body"], self.account_id, self.region_name)
