"""``AWS::ApiGateway::Deployment``, which a moto stack makes but cannot change or remove."""

from __future__ import annotations

from support.moto_support.rest_resource import RestResource


class Deployment(RestResource):
    """A deployment of a REST API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-deployment.html
    """

    type_name = "AWS::ApiGateway::Deployment"
    attributes = frozenset({"DeploymentId"})
    replaced_by = frozenset({"RestApiId"})

    def create(self) -> str:
        """Deploy the API, to a stage where the template names one; return the deployment's id."""
        deployment = self.backend.create_deployment(
            function_id=self.rest_api_id,
            name=self.properties.get("StageName"),
            description=self.properties.get("Description", ""),
        )
        return str(deployment.id)

    def update(self) -> None:
        """Change the description: a deployment itself never changes."""
        deployment = self.rest_api.deployments[self.physical_resource_id]
        deployment.description = self.properties.get("Description", "")

    def remove(self) -> None:
        """Remove the deployment, and the stage that it made, unless that serves another by now."""
        if not self.rest_api:
            return
        self.rest_api.deployments.pop(self.physical_resource_id, None)
        stage = self.rest_api.stages.get(self.properties.get("StageName"))
        if stage and stage.deployment_id == self.physical_resource_id:
            del self.rest_api.stages[stage.name]
