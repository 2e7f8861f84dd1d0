"""What the resources of a REST API share: the API that they belong to."""

from __future__ import annotations

from typing import Any

from moto.apigateway.models import apigateway_backends

from support.moto_support.stack_resource import StackResource


class RestResource(StackResource):
    """A resource with a ``RestApiId``."""

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The API Gateway of moto in this account and region."""
        return apigateway_backends[self.account_id][self.region_name]

    @property
    def rest_api_id(self) -> str:
        """The id of the API that this belongs to."""
        return str(self.properties["RestApiId"])

    @property
    def rest_api(self) -> Any:  # noqa: ANN401
        """The model that moto has of the API; None once the API is deleted."""
        return self.backend.apis.get(self.rest_api_id)
