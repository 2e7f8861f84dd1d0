"""Where the ``corsgate`` command starts: before anything that takes long to import."""

from __future__ import annotations

import sys

INTERRUPTED = 130
"""What shells report for a program that Ctrl-C ended: 128 and the signal's number."""


def say_version() -> None:
    """Write the name and the version of the distribution."""
    from importlib.metadata import version  # noqa: PLC0415 - only this option asks for it

    sys.stdout.write(f"corsgate {version('corsgate')}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the command and return its exit status.

    The modules of the command take a few tenths of a second to import, in which Ctrl-C would print
    a traceback about one of them. What is left is Python's own start and that of this package, a
    few hundredths.
    """
    try:
        # Alone it needs no command line: build scripts ask it often, and Typer takes 0.1 s.
        if sys.argv[1:] == ["--version"]:
            say_version()
            return 0
        from corsgate_audit.cli import main as run  # noqa: PLC0415 - what takes that long

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
