"""The outputs of a deleted stack: what they were, and not its resources made anew.

Whoever deletes a stack asks for its status afterwards, and gets its outputs too. moto resolves
them then, and makes each resource that is missing: a deleted API would be there again.
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import Stack

_plain = Stack.delete


class _Outputs(dict[str, Any]):
    """Outputs by name, and what of them is exported: as in moto's own map, but resolved.

    Args:
        had: moto's map.
    """

    def __init__(self, had: Any) -> None:  # noqa: ANN401 (moto is read without its types)
        super().__init__(had)
        self.exports = list(had.exports)


def install() -> None:
    """Keep what the outputs were."""
    Stack.delete = _delete


def _delete(self: Any) -> None:  # noqa: ANN401
    outputs = _Outputs(self.output_map)
    _plain(self)
    self.output_map = outputs
