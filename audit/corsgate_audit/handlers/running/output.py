"""What a function writes to its log, line by line, and no more than anybody would read."""

from __future__ import annotations

import contextlib
import threading
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT: Final = 2**20
"""Bytes of one invocation; what is beyond them is read and dropped."""
_LINE: Final = 256 * 2**10
"""Bytes of one line, as CloudWatch Logs takes them."""


class Output:
    """Reads what a process writes until it ends, in a thread of its own.

    Args:
        stream: standard output and error of the process.
        write: takes each line, without its end.
    """

    def __init__(self, stream: IO[bytes] | None, write: Callable[[str], None]) -> None:
        self._stream = stream
        self._write = write
        self._left = LIMIT
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def renew(self) -> None:
        """Start counting anew, for another invocation."""
        self._left = LIMIT

    def close(self) -> None:
        """Wait for the last lines, once the process has ended."""
        self._thread.join(1)

    def _read(self) -> None:
        if self._stream is None:
            return
        with contextlib.suppress(OSError, ValueError), self._stream:
            while line := self._stream.readline(_LINE):
                self._take(line)

    def _take(self, line: bytes) -> None:
        if self._left <= 0:
            return
        self._left -= len(line)
        self._write(line.decode("utf-8", "replace").rstrip("\r\n"))
        if self._left <= 0:
            self._write(f"… the function writes more than {LIMIT} bytes: the rest is not shown")
