"""Where the command writes: standard output for what was asked for, standard error for the rest."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.report.lines import plain, printable, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from corsgate_audit.report.lines import Line


_LOST = frozenset({errno.EBADF, errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT})
"""Errors of writing to what the user has redirected the result to."""


_MAY_BE_A_TERMINAL = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
"""Variables for which Rich takes a pipe for a terminal, or a terminal for none.

Source: https://rich.readthedocs.io/en/stable/console.html#environment-variables
"""


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


def console() -> Console:
    """Return standard output with colours on a terminal that shows them, and plain otherwise."""
    # Here, since Rich takes longer to import than the command takes to say its version.
    from rich.console import Console

    class Screen(Console):
        """Leaves a closed pipe to `writing`; Rich would end the process with 1."""

        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 - Rich calls this while it handles the error

    return Screen(file=sys.stdout, highlight=False, markup=False, emoji=False)


def show(lines: Iterable[Line]) -> None:
    """Write a report for people to standard output.

    Args:
        lines: wrapped and coloured on a terminal, and written one by one into a file or a pipe,
            for which Rich is not imported.
    """
    if sys.stdout.isatty() or _MAY_BE_A_TERMINAL & os.environ.keys():
        write(console(), lines)
        return
    for line in lines:
        sys.stdout.write(f"{plain(line)}\n")


@contextmanager
def writing() -> Iterator[None]:
    """Write a result; the status stands, whoever has seen enough of it.

    ``corsgate audit | head -1`` closes the pipe early. Typer makes the status 1 of it, as Python's
    documentation advises, and 1 means findings here.

    Raises:
        typer.Exit: the result cannot be written, such as to a full disk.

    Source: https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        discard_the_rest()
    except OSError as error:
        discard_the_rest()
        stop(f"the result cannot be written: {error.strerror or error}")


@contextmanager
def telling() -> Iterator[None]:
    """Say what is being done; it goes on where nobody reads it any more, and is in the journal."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        discard_the_rest()
    except OSError as error:
        discard_the_rest()
        complain(f"the progress cannot be written: {error.strerror or error}")


def why_not_written(error: Exception) -> str | None:
    """Say why standard output takes nothing, where an error is about that.

    Args:
        error: error that ended a command.
    """
    if not isinstance(error, OSError) or error.errno not in _LOST:
        return None
    discard_the_rest()
    return error.strerror


def discard_the_rest() -> None:
    """Let Python's last flush, at its end, succeed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def stop(message: str) -> NoReturn:
    """Say in one line why the command cannot do what was asked, and end it.

    Raises:
        typer.Exit: always, with the status for usage.
    """
    complain(message)
    raise typer.Exit(ExitStatus.USAGE)


def complain(message: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"corsgate: {printable(' '.join(message.split()))}\n")
