"""What a function is called with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.handlers.code.nodes import CodeLocation
    from corsgate_audit.handlers.values.data import Unfollowed
    from corsgate_audit.handlers.values.value import Value


@dataclass(slots=True, eq=False)
class Arguments:
    """What a function is called with.

    Args:
        text: Call in the notation of the code.
        place: Line of the call.
        more: Unknown arguments that were spread; None where there are none.
        receiver: Value that a method is called on; None for a function.
    """

    text: str
    place: CodeLocation
    values: list[Value] = field(default_factory=list)
    named: dict[str, Value] = field(default_factory=dict)
    more: Unfollowed | None = None
    receiver: Value | None = None
    is_new: bool = False

    def get(self, index: int, name: str | None = None) -> Value | None:
        """Return an argument by its place or its name."""
        if index < len(self.values):
            return self.values[index]
        return self.named.get(name) if name is not None else None
