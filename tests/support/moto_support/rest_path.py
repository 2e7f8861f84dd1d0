"""``AWS::ApiGateway::Resource``: a path of a REST API. moto makes it; this removes it again."""

from __future__ import annotations

from support.moto_support.rest_resource import RestResource


class RestPath(RestResource):
    """A path.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-resource.html
    """

    type_name = "AWS::ApiGateway::Resource"
    attributes = frozenset({"ResourceId"})
    replaced_by = frozenset({"RestApiId", "ParentId", "PathPart"})

    def create(self) -> str:
        """Make the path; return its id."""
        path = self.backend.create_resource(
            function_id=self.rest_api_id,
            parent_resource_id=self.properties["ParentId"],
            path_part=self.properties["PathPart"],
        )
        return str(path.id)

    def update(self) -> None:
        """Change nothing: whatever could change replaces the path."""

    def remove(self) -> None:
        """Remove the path, with its methods."""
        if self.rest_api:
            self.rest_api.resources.pop(self.physical_resource_id, None)
