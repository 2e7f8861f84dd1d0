"""``AWS::ApiGateway::Stage``, which moto's CloudFormation does not know."""

from __future__ import annotations

from typing import Any

from support.moto_support.rest_resource import RestResource
from support.moto_support.stack_resource import Properties, camel_case, flag, tag_map


class Stage(RestResource):
    """A stage of a REST API.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-stage.html
    """

    type_name = "AWS::ApiGateway::Stage"
    replaced_by = frozenset({"RestApiId", "StageName"})

    def create(self) -> str:
        """Make the stage; its name is its id."""
        stage = self.backend.create_stage(
            self.rest_api_id, self.properties["StageName"], self.properties.get("DeploymentId")
        )
        self._apply(stage)
        return str(stage.name)

    def update(self) -> None:
        """Serve another deployment, or other settings, under the same name."""
        self._apply(self.rest_api.stages[self.physical_resource_id])

    def remove(self) -> None:
        """Remove the stage, unless it went with its API."""
        if self.rest_api:
            self.rest_api.stages.pop(self.physical_resource_id, None)

    def _apply(self, stage: Any) -> None:  # noqa: ANN401 (moto is read without its types)
        given = self.properties
        stage.deployment_id = given.get("DeploymentId")
        stage.description = given.get("Description", "")
        stage.variables = dict(given.get("Variables", {}))
        stage.cache_cluster_enabled = flag(given.get("CacheClusterEnabled"))
        stage.cache_cluster_size = given.get("CacheClusterSize")
        stage.tracing_enabled = flag(given.get("TracingEnabled"))
        stage.access_log_settings = camel_case(given.get("AccessLogSetting"))
        stage.method_settings = dict(map(_method_setting, given.get("MethodSettings", [])))
        stage.tags = tag_map(given.get("Tags"))


def _method_setting(setting: Properties) -> tuple[str, Properties | None]:
    """Return one setting under the key that API Gateway gives it: ``*/*``, ``~1items/GET``."""
    path = setting["ResourcePath"]
    key = "*" if path == "/*" else path.replace("/", "~1")
    rest = {k: v for k, v in setting.items() if k not in {"ResourcePath", "HttpMethod"}}
    return f"{key}/{setting['HttpMethod']}", camel_case(rest)
