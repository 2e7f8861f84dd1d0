"""Ends several things beside each other: each takes a moment, and nobody waits for their sum."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def at_once(endings: Iterable[Callable[[], None]]) -> None:
    """Call all of them, each in a thread, and wait for the last.

    Args:
        endings: what ends one thing each.
    """
    threads = [threading.Thread(target=ending) for ending in endings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
