"""Where the command writes: standard output for what was asked for, standard error for the rest."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.report.lines import printable

if TYPE_CHECKING:
    from rich.console import Console


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


def console() -> Console:
    """Return standard output with colours on a terminal that shows them, and plain otherwise."""
    # Here, since Rich takes longer to import than the command takes to say its version.
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


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
