"""One deadline for a whole answer: every wait on the way takes from the same budget."""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class DeadlineError(Exception):
    """The time for an answer is over."""


class Deadline:
    """Counts down from the moment it is made.

    Args:
        seconds: budget for all waits together.
        clock: function that returns seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Return the seconds that are left.

        Raises:
            DeadlineError: none are.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise DeadlineError
        return left

    def run(self, function: Callable[[], T]) -> T:
        """Call a function that takes no timeout of its own, and wait for it no longer than this.

        The thread of a call that does not return is left behind; it ends with the process.

        Args:
            function: such as a look-up of a host name, which blocks in the system's resolver.

        Raises:
            DeadlineError: the function has not returned in time.
        """
        results: queue.Queue[tuple[T | None, OSError | None]] = queue.Queue(1)

        def call() -> None:
            try:
                results.put((function(), None))
            except OSError as error:
                results.put((None, error))

        threading.Thread(target=call, daemon=True).start()
        try:
            value, error = results.get(timeout=self.remaining())
        except queue.Empty:
            raise DeadlineError from None
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # the function's own, where nothing was raised
