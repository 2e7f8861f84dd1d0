"""One account in one region: where something is read."""

from __future__ import annotations

from dataclasses import dataclass

from corsgate_audit.model import Coverage, CoverageState, Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is read.

    Args:
        id: id of the account.
        region: a region, or ``aws-global`` for what is in none.
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.
    """

    id: str
    region: str
    partition: str

    def covered(
        self, service: str, resource: str, state: CoverageState, reason: str | None = None
    ) -> Coverage:
        """Say whether a part of the account was seen."""
        return Coverage(
            account=self.id,
            region=self.region,
            service=service,
            resource=resource,
            state=state,
            reason=reason,
        )

    def location(self, operation: str, resource: str) -> Location:
        """Say where something was read.

        Args:
            operation: the call that answered it.
            resource: the end of its ARN: ``/restapis/a1b2c3``.

        Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
        """
        return self.location_of(
            operation, f"arn:{self.partition}:apigateway:{self.region}::{resource}"
        )

    def location_of(self, operation: str, arn: str) -> Location:
        """Say where something with an ARN of its own was read.

        Args:
            operation: the call that answered it.
            arn: ARN of what was read.
        """
        return Location(
            source="aws", pointer=operation, arn=arn, account=self.id, region=self.region
        )
