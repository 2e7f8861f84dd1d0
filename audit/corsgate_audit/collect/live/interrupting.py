"""Signals that end a scan as Ctrl-C does: what was read is kept."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("SIGTERM", "SIGHUP")
"""What a CI that stops a job sends, and a terminal that is closed; Windows has no SIGHUP."""


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Have `KeyboardInterrupt` raised where SIGTERM or SIGHUP would end the program.

    A signal that somebody else handles, or that ``nohup`` has ignored, is left alone, and so are
    all of them outside of the main thread, where Python lets nobody handle any.
    """
    handled = {}
    if threading.current_thread() is threading.main_thread():
        numbers = (getattr(signal, name, None) for name in _NAMES)
        for number in numbers:
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                handled[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, before in handled.items():
            signal.signal(number, before)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
