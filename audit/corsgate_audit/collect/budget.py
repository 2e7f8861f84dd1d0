"""What one run may take, however many files, includes and aliases its targets are made of."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 150
"""Levels of nesting of a value with what its parts stand for: files that include each other."""
MAX_TEXT: Final = 2**20
"""Characters of one text that functions make. CloudFormation takes templates of 1 MB."""
MAX_PARTS: Final = 10_000
"""Parts of one text of which some are known only later."""


class SpentError(TargetError):
    """A run has taken all that it may; the text says of what."""


@dataclass(slots=True)
class Budget:
    """What is left for a run. Everything that is read for it takes from one of these.

    The amounts are many times what large projects need, and small enough for one machine.

    Args:
        files: number of files that are read.
        size: size of all files together, in bytes.
        values: number of values in the files, once aliases are expanded.
        includes: number of times that a file is included.
        steps: number of values that are resolved; what is included twice counts twice.
        characters: number of characters in the strings that functions make.
        seconds: time on the clock, in seconds, from the first file on.
    """

    files: int = 20_000
    size: int = 512 * 2**20
    values: int = 5_000_000
    includes: int = 10_000
    steps: int = 5_000_000
    characters: int = 64 * 2**20
    seconds: float = 300.0
    on_file: Callable[[str], None] | None = field(default=None, init=False, repr=False)
    """Is told the path of every file before it is read; None for nobody."""
    spent: str | None = field(default=None, init=False)
    """Of what nothing is left; None where something is left of everything."""
    _end: float | None = field(default=None, init=False, repr=False)

    def take(self, **amounts: int) -> None:
        """Take from what is left.

        Args:
            amounts: additional use, by the names of the fields.

        Raises:
            SpentError: there is not as much left, or no time; from then on always.
        """
        if self.spent is None:
            self._take(amounts)
        if self.spent is not None:
            message = (
                f"the run has reached its limit on the {self.spent}; audit a smaller part at a time"
            )
            raise SpentError(message)

    def _take(self, amounts: dict[str, int]) -> None:
        now = time.monotonic()
        if self._end is None:
            self._end = now + self.seconds
        for name, amount in amounts.items():
            left = getattr(self, name) - amount
            setattr(self, name, left)
            if left < 0:
                self.spent = _NAMES[name]
        if now > self._end:
            self.spent = _NAMES["seconds"]

    def renewed(self) -> Budget:
        """Return one as it was at first, but for the time: the clock goes on."""
        fresh = replace(Budget(), seconds=self.seconds)
        fresh.on_file = self.on_file
        fresh._end = self._end  # noqa: SLF001 - its own class
        return fresh


_NAMES: Final = {
    "files": "number of files",
    "size": "number of bytes",
    "values": "number of values in files",
    "includes": "number of includes",
    "steps": "number of values to resolve",
    "characters": "number of characters in strings that functions make",
    "seconds": "time",
}
