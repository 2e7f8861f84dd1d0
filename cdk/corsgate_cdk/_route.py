"""One method of a REST API, as its CORS depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk.aws_apigateway import CfnMethod, Method
    from aws_cdk.aws_lambda import CfnPermission


@dataclass(frozen=True, slots=True)
class Route:
    """One method of a resource.

    Args:
        http_method: upper-case; ``ANY`` for all.
        method: the CDK's construct; None for a bare CloudFormation resource.
        settings: the CloudFormation resource.
        properties: properties of that resource, in the names of JavaScript. Read at once: each
            property of a construct that is asked for alone is a trip to JavaScript and back.
        permissions: permissions of the method to invoke functions; one for the whole API is not
            among them.
    """

    http_method: str
    method: Method | None
    settings: CfnMethod
    properties: Mapping[str, Any]
    permissions: tuple[CfnPermission, ...]

    @property
    def integration(self) -> Mapping[str, Any]:
        """What answers, empty where that is not known before the template is written."""
        found = self.properties.get("integration")
        return found if isinstance(found, dict) else {}
