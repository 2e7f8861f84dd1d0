"""Reads files that others have written: regular ones, of bounded size, and none that waits.

A pull request can hold links, and a folder that was unpacked pipes and devices: opening a pipe
waits for somebody who writes, and a device may never end, or do something because it is opened.
"""

from __future__ import annotations

import os
import select
import stat
import time
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 20 * 2**20
"""A file's size, in bytes. CloudFormation takes templates of 1 MB; Terraform's plans are longer."""
SECONDS_WITHOUT_WRITER: Final = 5.0
"""For which a pipe that the user names is waited for until somebody writes to it."""
SECONDS_OF_PIPE: Final = 120.0
"""For which one is read that somebody writes to: ``terraform show`` needs some."""

_CHUNK: Final = 2**20
# Nothing of it waits, and no terminal becomes this process's own. Python closes what it opens in
# the programs that it starts, https://peps.python.org/pep-0446/.
_OPENING: Final = ("O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")
# For a path whose links are resolved: what is a link now was put there since.
_NO_LINK: Final = ("O_NOFOLLOW",)
_KINDS: Final = (
    (stat.S_ISDIR, "a folder, not a file"),
    (stat.S_ISFIFO, "a pipe, which is read only where it is a target itself"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISLNK, "a link that appeared while it was read"),
)


class NotReadError(TargetError):
    """A file is not read; the text says why, without the file's name and without its content."""


def real_path(path: Path) -> str | None:
    """Resolve all links of a path; None where no file can have it.

    Args:
        path: path of a file, or of one that does not exist.
    """
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # links without end; a null character
        return None


def is_file(path: Path) -> bool:
    """Whether a path leads to a regular file; it does not where nobody may look.

    Args:
        path: path whose links are followed.
    """
    return why_not_regular(path) is None


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; it does not where nobody may look.

    Args:
        path: path whose links are followed.
    """
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def why_not_regular(path: Path) -> str | None:
    """Say what a path leads to where that is no regular file; None for one that is.

    Args:
        path: path whose links are followed.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "no such file, or a broken link"
    except (OSError, ValueError) as error:
        return _reason(error)
    return None if stat.S_ISREG(mode) else _kind(mode)


def read_regular(path: str, *, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file.

    Args:
        path: path without links, as `real_path` returns it.
        limit: number of bytes above which it is not read.

    Raises:
        NotReadError: it is no regular file, is too long, or cannot be read.

    Source: https://man7.org/linux/man-pages/man2/open.2.html (O_NONBLOCK, O_NOFOLLOW)
    """
    try:
        # Before it is opened: that alone starts some devices.
        _check_regular(os.lstat(path))
        descriptor = os.open(path, _flags(*_OPENING, *_NO_LINK))
    except OSError as error:
        raise NotReadError(_reason(error)) from error
    try:
        # Once more: the name may lead to another file by now, the descriptor cannot.
        _check_regular(os.fstat(descriptor))
        return _read_all(descriptor, limit)
    except OSError as error:
        raise NotReadError(_reason(error)) from error
    finally:
        os.close(descriptor)


def read_named(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Read a file that the user names: regular, or a pipe such as ``<(cdk synth)`` makes.

    Args:
        path: path as the user wrote it; links are followed.
        limit: number of bytes above which it is not read.

    Raises:
        NotReadError: it is neither, is too long, cannot be read, or nobody writes to the pipe.
    """
    try:
        status = path.stat()
        if not stat.S_ISFIFO(status.st_mode):
            _check_regular(status)
        descriptor = os.open(path, _flags(*_OPENING))
    except OSError as error:
        raise NotReadError(_reason(error)) from error
    except NotReadError:
        raise
    except ValueError as error:  # a path that no file can have: with a null character in it
        raise NotReadError(str(error)) from error
    try:
        mode = os.fstat(descriptor)
        if stat.S_ISFIFO(mode.st_mode):
            return _read_pipe(descriptor, limit)
        _check_regular(mode)
        return _read_all(descriptor, limit)
    except OSError as error:
        raise NotReadError(_reason(error)) from error
    finally:
        os.close(descriptor)


def _flags(*names: str) -> int:
    """Join the flags that this system has: Windows lacks most of them, the others lack O_BINARY."""
    found: list[int] = [getattr(os, name) for name in names if hasattr(os, name)]
    return reduce(or_, found)


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotReadError(_kind(status.st_mode))


def _kind(mode: int) -> str:
    return next((name for fits, name in _KINDS if fits(mode)), "not a regular file")


def _reason(error: OSError | ValueError) -> str:
    """Say what the system says, in which there is neither a path nor content."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _read_all(descriptor: int, limit: int) -> bytes:
    """Read to the end or the limit: a file may grow, and some in /proc have no size."""
    if os.fstat(descriptor).st_size > limit:
        raise _too_long(limit)
    data = bytearray()
    while chunk := os.read(descriptor, _CHUNK):
        data += chunk
        if len(data) > limit:
            raise _too_long(limit)
    return bytes(data)


def _read_pipe(descriptor: int, limit: int) -> bytes:
    """Read what is written to a pipe, for a time."""
    data = bytearray()
    end = time.monotonic() + SECONDS_OF_PIPE
    # Without a writer a read is at its end at once; polling waits until there was one.
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    wait = SECONDS_WITHOUT_WRITER
    while poll.poll(max(0, min(wait, end - time.monotonic())) * 1000):
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            return bytes(data)
        data += chunk
        if len(data) > limit:
            raise _too_long(limit)
        wait = SECONDS_OF_PIPE
    message = "a pipe without data until the timeout"
    raise NotReadError(message)


def _too_long(limit: int) -> NotReadError:
    return NotReadError(f"more than {limit:,} bytes")
