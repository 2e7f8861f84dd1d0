"""What a scan is doing, on a terminal: the account, the region, the API, and for what it waits."""

from __future__ import annotations

import itertools
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corsgate_audit.cli.terminal import complain
from corsgate_audit.cli.verbosity import Verbosity, verbosity
from corsgate_audit.report.lines import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.collect.live.limits import Calling

_NOTABLE = 0.1
"""Seconds; shorter waits are none to a person."""


@contextmanager
def progress() -> Iterator[Callable[[Calling], None] | None]:
    """Show the newest call to AWS on standard error while the block runs.

    Yields:
        What is called with every call to AWS; None where standard error is not a terminal, since
        a log file has no use for it, unless ``--verbose`` asks for a line for each call.
    """
    with _shown("asking AWS") as show:
        count = itertools.count(1)
        yield None if show is None else lambda call: show(line_of(call, next(count)))


@contextmanager
def reading() -> Iterator[Callable[[str], None] | None]:
    """Show the newest file that is read, as `progress` shows calls.

    Yields:
        What is called with the path of every file.
    """
    with _shown("reading files") as show:
        count = itertools.count(1)
        yield None if show is None else lambda path: show(f"reading {path} (file {next(count)})")


@contextmanager
def _shown(first: str) -> Iterator[Callable[[str], None] | None]:
    if verbosity() is Verbosity.VERBOSE:
        yield complain
        return
    if verbosity() is Verbosity.QUIET or not sys.stderr.isatty():
        yield None
        return
    # Here, since Rich takes longer to import than the command takes to say its version.
    from rich.console import Console

    screen = Console(file=sys.stderr, highlight=False, markup=False, emoji=False)
    with screen.status(first) as status:
        yield lambda line: status.update(printable(line))


def line_of(call: Calling, number: int) -> str:
    """Return one line about a call.

    Args:
        call: call that is about to be made.
        number: number of it in the scan.
    """
    waits = f", waits {call.seconds:.1f} s for AWS's quota" if call.seconds > _NOTABLE else ""
    return f"{' '.join(call.place)} {call.operation} {call.path} ({number} calls{waits})"
