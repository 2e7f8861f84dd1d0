"""VPC Lattice in front of a function, with both versions of its event.

https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
"""

from __future__ import annotations

from ._front_door import VPC_LATTICE, FrontDoor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Event


class Lattice(FrontDoor):
    """Both versions: 1.0 has a value for each header, 2.0 a list of values."""

    __slots__ = ()

    name = VPC_LATTICE
    answers_errors = True

    def method(self, event: Event) -> str:
        """As the event has it."""
        return str(event.get("method"))
