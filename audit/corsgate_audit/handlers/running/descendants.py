"""Everything that a process has started, wherever it went: found by a mark that all inherit.

A daemon leaves the group and the session of the process that started it, its files and its
environment. A limit of its resources it keeps, and nobody but root can raise one again.
"""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCKS: Final = 10
"""RLIMIT_LOCKS, which Linux has kept since 2.4.25, and which limits nothing: getrlimit(2)."""
_LINE: Final = "Max file locks"


def mark(pid: int) -> int:
    """Mark a process that has just been started; what it starts from now on is marked, too.

    Args:
        pid: id of the process.

    Returns:
        The mark; 0 where the operating system has none.
    """
    number = secrets.randbits(60)
    try:
        import resource  # noqa: PLC0415 - Windows has none

        resource.prlimit(pid, _LOCKS, (number, number))
    except (ImportError, AttributeError, OSError, ValueError):
        return 0
    return number


def marked(number: int) -> Iterator[int]:
    """Yield the ids of the processes with a mark.

    Args:
        number: what `mark` has returned.
    """
    for folder in Path("/proc").glob("[0-9]*") if number else ():
        with contextlib.suppress(OSError):  # it has ended, or is somebody else's
            limits = (folder / "limits").read_text(encoding="ascii", errors="replace")
            line = next((each for each in limits.splitlines() if each.startswith(_LINE)), "")
            if str(number) in line.split():
                yield int(folder.name)
