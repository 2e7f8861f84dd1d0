"""``--run``: functions are run for their answers, and never without it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.terminal import stop
from corsgate_audit.cli.verbosity import Verbosity, note, verbosity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.gateway.behind import Behind
    from corsgate_audit.model import Collection

RunOption = Annotated[
    bool,
    typer.Option(
        "--run",
        help="Run the functions of TARGET for their answers: it is your code. Without it, their "
        "code is read only.",
    ),
]


def check_run(target: str | None, *, run: bool) -> None:
    """Make sure that there is code to be run, before anything else is done.

    Args:
        target: path of the target; None for an account.
        run: functions are run.

    Raises:
        typer.Exit: functions of an account are to be run.
    """
    if run and target is None:
        stop("--run runs the functions of a template; name one as TARGET")


@contextmanager
def behind_of(target: str | None, *, run: bool) -> Iterator[Behind]:
    """Return what stands behind the APIs of a target: functions that run, or what was read.

    Args:
        target: path of the target; None for an account.
        run: functions are run.

    """
    from corsgate_audit.gateway.behind import AS_READ

    if not run or target is None:
        yield AS_READ
        return
    from corsgate_audit.handlers.running.asking import running

    with running(Path(target), say=_once, log=_write) as behind:
        yield behind


def with_functions_beside(
    collection: Collection, target: str, allowed: Sequence[Path]
) -> Collection:
    """Return a collection with the functions of the templates beside a document that names some.

    Args:
        collection: collection of the target.
        target: path of the target.
        allowed: folders that the user names beside it.
    """
    from corsgate_audit.handlers.running.named import only_names

    if not any(only_names(api) for api in collection.doors):
        return collection
    from corsgate_audit.collect.code.beside import functions_beside

    beside = functions_beside(Path(target), allowed)
    return replace(collection, functions=(*collection.functions, *beside))


def _once(sentence: str) -> None:
    if sentence not in _SAID:
        _SAID.add(sentence)
        note(sentence)


_SAID: set[str] = set()


def _write(name: str, line: str) -> None:
    """Write a line of a function's log, where everything is to be seen."""
    from corsgate_audit.report.lines import printable

    if verbosity() is Verbosity.VERBOSE:
        sys.stderr.write(f"[{name}] {printable(line.expandtabs(2))}\n")
