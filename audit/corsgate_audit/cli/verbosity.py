"""``--quiet`` and ``--verbose``, which every command has: what is said beside the result."""

from __future__ import annotations

import functools
import inspect
from contextvars import ContextVar
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.terminal import complain, stop

if TYPE_CHECKING:
    from collections.abc import Callable

_PANEL = "Output"

_Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Print the result and errors only: no notes, no progress.",
        rich_help_panel=_PANEL,
    ),
]
_Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        help="Print each call to AWS, and the traceback of an internal error.",
        rich_help_panel=_PANEL,
    ),
]


class Verbosity(Enum):
    """How much a command writes to standard error."""

    QUIET = "quiet"
    USUAL = "usual"
    VERBOSE = "verbose"


_chosen = ContextVar("_chosen", default=Verbosity.USUAL)


def verbosity() -> Verbosity:
    """Return what the running command was asked for."""
    return _chosen.get()


def note(message: str) -> None:
    """Write one line to standard error unless only the result is wanted."""
    if verbosity() is not Verbosity.QUIET:
        complain(message)


def with_verbosity(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with the two options beside its own.

    Args:
        command: function whose signature Typer reads.
    """
    signature = inspect.signature(command, eval_str=True)

    @functools.wraps(command)
    def run(*arguments: object, quiet: bool, verbose: bool, **options: object) -> None:
        if quiet and verbose:
            stop("--quiet and --verbose contradict each other; use one of them")
        chosen = Verbosity.QUIET if quiet else Verbosity.USUAL
        _chosen.set(Verbosity.VERBOSE if verbose else chosen)
        command(*arguments, **options)

    added = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation
        )
        for name, annotation in (("quiet", _Quiet), ("verbose", _Verbose))
    ]
    parameters = [*signature.parameters.values(), *added]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run
