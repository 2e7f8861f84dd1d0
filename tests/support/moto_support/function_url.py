"""``AWS::Lambda::Url``, which moto's CloudFormation does not know."""

from __future__ import annotations

from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends

from support.moto_support.stack_resource import Properties, StackResource, flag, number


class FunctionUrl(StackResource):
    """The URL of a function.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-url.html
    """

    type_name = "AWS::Lambda::Url"
    attributes = frozenset({"FunctionArn", "FunctionUrl"})
    replaced_by = frozenset({"TargetFunctionArn", "Qualifier"})
    refused = frozenset({"Qualifier"})  # moto keeps one URL for a function, and none for an alias

    @property
    def function(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The function; an `UnknownFunctionException` once that is deleted."""
        backend = lambda_backends[self.account_id][self.region_name]
        return backend.get_function(self.properties["TargetFunctionArn"])

    def create(self) -> str:
        """Give the function a URL; its id is the function's ARN."""
        self.function.create_url_config(self._settings())
        return str(self.function.function_arn)

    def update(self) -> None:
        """Change the settings under the same URL."""
        self.function.url_config.config = self._settings()

    def remove(self) -> None:
        """Remove the URL, unless it went with its function."""
        try:
            self.function.delete_url_config()
        except UnknownFunctionException:
            return

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the function's ARN, or the URL, which ends with a slash on AWS."""
        if attribute_name == "FunctionUrl":
            return f"{self.function.url_config.url}/"
        return super().get_cfn_attribute(attribute_name)

    def _settings(self) -> Properties:
        given = self.properties
        settings: Properties = {
            "AuthType": given["AuthType"],
            "InvokeMode": given.get("InvokeMode", "BUFFERED"),
        }
        if "Cors" in given:
            settings["Cors"] = _cors(given["Cors"])
        return settings


def _cors(given: Properties) -> Properties:
    cors = dict(given)
    if "AllowCredentials" in cors:
        cors["AllowCredentials"] = flag(cors["AllowCredentials"])
    if "MaxAge" in cors:
        cors["MaxAge"] = number(cors["MaxAge"])
    return cors
