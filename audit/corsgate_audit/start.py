"""Where the ``corsgate`` command starts: before anything that takes long to import."""

from __future__ import annotations

INTERRUPTED = 130
"""What shells report for a program that Ctrl-C ended: 128 and the signal's number."""


def main() -> int:
    """Run the command and return its exit status.

    The modules of the command take a few tenths of a second to import, in which Ctrl-C would print
    a traceback about one of them. What is left is Python's own start and that of this package, a
    few hundredths.
    """
    try:
        from corsgate_audit.cli import main as run  # noqa: PLC0415 - what takes that long

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
