"""``AWS::Lambda::LayerVersion``, which moto's CloudFormation makes and cannot remove.

Nor does a function that a stack makes get its layers there.
"""

from __future__ import annotations

import base64
from typing import Any

from moto.awslambda.models import LambdaFunction, lambda_backends
from moto.awslambda.models import LayerVersion as PlainLayerVersion
from moto.cloudformation.exceptions import ValidationError

from support.moto_support.stack_resource import StackResource

_plain_get_layer_version = PlainLayerVersion.get_layer_version
_plain_create_function = LambdaFunction.create_from_cloudformation_json.__func__


def install() -> None:
    """Give functions their layers, and the content of a layer a URL, as code has one."""
    PlainLayerVersion.get_layer_version = _get_layer_version
    LambdaFunction.create_from_cloudformation_json = classmethod(_create_function)


def _create_function(
    cls: type[Any], /, name: str, definition: dict[str, Any], *more: str, **named: str
) -> Any:  # noqa: ANN401 (as below)
    function = _plain_create_function(cls, name, definition, *more, **named)
    function.update_configuration({"Layers": definition["Properties"].get("Layers", [])})
    return function


def _get_layer_version(self: Any) -> dict[str, Any]:  # noqa: ANN401 (moto is read without its types)
    answer: dict[str, Any] = _plain_get_layer_version(self)
    content = base64.b64encode(self.code_bytes).decode()
    answer["Content"]["Location"] = f"data:application/zip;base64,{content}"
    return answer


class LayerVersion(StackResource):
    """A version of a layer.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-layerversion.html
    """

    type_name = "AWS::Lambda::LayerVersion"
    attributes = frozenset({"LayerVersionArn"})

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The Lambda service of the account and region."""
        return lambda_backends[self.account_id][self.region_name]

    def create(self) -> str:
        """Publish the version; its id is its ARN."""
        version = self.backend.publish_layer_version({"LayerName": self.name, **self.properties})
        return str(version.arn)

    def update(self) -> None:
        """Refuse: moto would leave the functions with the version that is replaced."""
        message = f"{self.type_name}: a change, which replaces the version, is not emulated"
        raise ValidationError(message=message)

    def remove(self) -> None:
        """Delete the version."""
        layer, _, version = self.physical_resource_id.rpartition(":")
        self.backend.delete_layer_version(layer.rpartition(":")[2], version)
