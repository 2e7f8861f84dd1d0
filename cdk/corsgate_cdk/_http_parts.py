"""The routes and integrations of an HTTP API, each property read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk.aws_apigatewayv2 import CfnIntegration, CfnRoute


@dataclass(frozen=True, slots=True)
class HttpRoutePart:
    """One route.

    Args:
        settings: the CloudFormation resource.
        properties: properties of that resource, in the names of JavaScript.
    """

    settings: CfnRoute
    properties: Mapping[str, Any]

    @property
    def route_key(self) -> str:
        """Method and path, or ``$default``."""
        return str(self.properties["routeKey"])

    @property
    def authorization_type(self) -> str | None:
        """What the route asks of a request; None for nothing."""
        found: str | None = self.properties.get("authorizationType")
        return found

    @property
    def is_open(self) -> bool:
        """Whether a request without credentials gets through."""
        return self.authorization_type in {None, "NONE"}


@dataclass(frozen=True, slots=True)
class HttpIntegrationPart:
    """One integration.

    Args:
        settings: the CloudFormation resource.
        properties: properties of that resource, in the names of JavaScript.
    """

    settings: CfnIntegration
    properties: Mapping[str, Any]

    @property
    def function_uri(self) -> str | None:
        """What names the function behind it; None where something else is behind it."""
        given = self.properties
        if given.get("integrationType") != "AWS_PROXY" or given.get("integrationSubtype"):
            return None
        uri: str | None = given.get("integrationUri")
        return uri
