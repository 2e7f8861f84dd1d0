"""Ends what does not answer in time."""

from __future__ import annotations

import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKS = 0.1
"""Seconds between two looks at the clock."""


class Watchdog:
    """Watches over one answer at a time.

    One thread looks at the clock for all of them. A timer for each answer is the tempting
    alternative: to start its thread takes longer than most templates take to render.

    Args:
        end: ends what is watched.
    """

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._until: float | None = None
        self._has_bitten = False
        self._lock = Lock()
        self._gone = Event()
        Thread(target=self._watch, daemon=True, name="corsgate watchdog").start()

    def watch(self, seconds: float) -> None:
        """Begin to watch.

        Args:
            seconds: time in seconds after which the watched is ended.
        """
        with self._lock:
            self._has_bitten = False
            self._until = time.monotonic() + seconds

    def rest(self) -> bool:
        """Stop watching; return whether the watched was ended."""
        with self._lock:
            self._until = None
            return self._has_bitten

    def leave(self) -> None:
        """End the thread."""
        self._gone.set()

    def _watch(self) -> None:
        while not self._gone.wait(_LOOKS):
            with self._lock:
                if self._until is not None and time.monotonic() > self._until:
                    self._until = None
                    self._has_bitten = True
                    self._end()
