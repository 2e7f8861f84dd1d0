"""``AWS::ApiGatewayV2::Stage``."""

from __future__ import annotations

from support.moto_support.http_resource import HttpResource
from support.moto_support.stack_resource import Properties, camel_case, flag


class HttpStage(HttpResource):
    """A stage of an HTTP API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-stage.html
    """

    type_name = "AWS::ApiGatewayV2::Stage"
    replaced_by = frozenset({"ApiId", "StageName"})

    def create(self) -> str:
        """Make the stage; its name is its id."""
        return str(self.api.create_stage(self._settings()).name)

    def update(self) -> None:
        """Make it anew under the same name."""
        self.create()

    def remove(self) -> None:
        """Remove the stage, unless it went with its API."""
        if self.api:
            self.api.stages.pop(self.physical_resource_id, None)

    def _settings(self) -> Properties:
        given = self.properties
        settings = {
            "stageName": given["StageName"],
            "autoDeploy": flag(given.get("AutoDeploy")),
            "description": given.get("Description"),
            "clientCertificateId": given.get("ClientCertificateId"),
            "stageVariables": given.get("StageVariables"),
            "tags": given.get("Tags"),
            "accessLogSettings": camel_case(given.get("AccessLogSettings")),
            "defaultRouteSettings": camel_case(given.get("DefaultRouteSettings")),
            "routeSettings": given.get("RouteSettings"),
        }
        # What is not given is left out: moto's model has its defaults for an absent key only.
        return {name: value for name, value in settings.items() if value is not None}
