"""Function URLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from corsgate_audit.model.route import Route
from corsgate_audit.model.target import FrontDoor, TargetBase

if TYPE_CHECKING:
    from corsgate_audit.model.cors_configuration import CorsConfiguration
    from corsgate_audit.model.route import Integration
    from corsgate_audit.model.target import DomainName
    from corsgate_audit.model.values import Text, Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUrl(TargetBase):
    """A URL of a Lambda function, which receives every path and method.

    Args:
        name: name of the function, with its alias after a colon.
        auth_type: ``NONE`` or ``AWS_IAM``.
        integration: the function that answers.
        cors: None where CORS is not configured; an `Unresolved` where it is configured but could
            not be read.
        domain_names: the one that Lambda has given it, in an account.

    Source: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionUrlConfig.html
    """

    front_door: ClassVar[FrontDoor] = FrontDoor.FUNCTION_URL

    auth_type: Text = "NONE"
    integration: Integration
    cors: CorsConfiguration | Unresolved | None = None
    domain_names: tuple[DomainName, ...] = ()

    @property
    def routes(self) -> tuple[Route, ...]:
        """The URL as API Gateway would write it: one route for all paths and methods."""
        return (
            Route(
                path="$default",
                method="ANY",
                authorization=self.auth_type,
                integration=self.integration,
                location=self.location,
            ),
        )
