"""Where the ``corsgate`` command starts: before anything that takes long to import."""

from __future__ import annotations

import gc
import os
import sys

_ALLOCATIONS = 200_000
"""After how many new objects Python looks for those that nobody can reach; its own is 700."""
INTERRUPTED = 130
"""What shells report for a program that Ctrl-C ended: 128 and the signal's number."""


def say_version() -> int:
    """Write the name and the version of the distribution; return the exit status."""
    from importlib.metadata import version  # noqa: PLC0415 - only this option asks for it

    try:
        sys.stdout.write(f"corsgate {version('corsgate')}\n")
        sys.stdout.flush()
    except OSError as error:
        # Let Python's last flush, at its end, succeed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0  # who asked has seen enough
        sys.stderr.write(f"corsgate: the result cannot be written: {error.strerror}\n")
        return 2
    return 0


def _replace_closed_streams() -> None:
    """Put something in the place of standard streams that are closed, as ``>&-`` closes them.

    Python has None there, and the next file that is opened would get their number, and be written
    into. Writing to what is there instead is an error, which is reported as any other is.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # gets the lowest number that is free: this one
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - till the end


def main() -> int:
    """Run the command and return its exit status.

    The modules of the command take a few tenths of a second to import, in which Ctrl-C would print
    a traceback about one of them. What is left is Python's own start and that of this package, a
    few hundredths.
    """
    _replace_closed_streams()
    # Most of what a command makes stays till its end: looking for circles in it is for nothing.
    gc.set_threshold(_ALLOCATIONS)
    try:
        # Alone it needs no command line: build scripts ask it often, and Typer takes 0.1 s.
        if sys.argv[1:] == ["--version"]:
            return say_version()
        from corsgate_audit.cli import main as run  # noqa: PLC0415 - what takes that long

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
