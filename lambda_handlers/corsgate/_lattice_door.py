"""VPC Lattice in front of a function, with both versions of its event.

https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
"""

from __future__ import annotations

from ._front_door import VPC_LATTICE, FrontDoor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Event


class Lattice2(FrontDoor):
    """Event version 2.0: each header is a list of values."""

    __slots__ = ()

    name = VPC_LATTICE
    answers_errors = True

    def recognises(self, event: Event, context: Event) -> bool:
        """By the ARNs in its context, which hold ``vpc-lattice``, and the method at the top."""
        arn = context.get("serviceNetworkArn") or context.get("serviceArn")
        return isinstance(arn, str) and ":vpc-lattice:" in arn and "method" in event

    def method(self, event: Event) -> str:
        """As the event has it."""
        return str(event.get("method"))


class Lattice1(Lattice2):
    """Event version 1.0, which has neither a version nor a context."""

    __slots__ = ()

    def recognises(self, event: Event, context: Event) -> bool:
        """By ``raw_path``, whose spelling no other front door has."""
        del context
        return "raw_path" in event and "method" in event
