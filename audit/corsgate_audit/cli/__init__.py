"""The ``corsgate`` command."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.audit import audit
from corsgate_audit.cli.check import check
from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.explain import explain
from corsgate_audit.cli.fix import fix
from corsgate_audit.cli.iam_policy import iam_policy
from corsgate_audit.cli.probe import probe
from corsgate_audit.cli.render import render
from corsgate_audit.cli.rules import rules
from corsgate_audit.cli.terminal import complain, discard_the_rest, why_not_written
from corsgate_audit.cli.why import why
from corsgate_audit.start import say_version

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG = "CORSGATE_DEBUG"

app = typer.Typer(
    name="corsgate",
    help="Tell what browsers will do with an API on AWS: what they block, where, why, and how to "
    "mend it.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,  # half a second to import, for the frames around the help
)
app.command()(audit)
app.command()(why)
app.command()(probe)
app.command()(check)
app.command()(fix)
app.command()(render)
app.command()(explain)
app.command()(rules)
app.command()(iam_policy)


def _show_version(value: bool) -> None:  # noqa: FBT001 - the shape that Typer calls
    if not value:
        return
    raise typer.Exit(say_version())


@app.callback()
def corsgate(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Hold the options that no command owns."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Whatever goes wrong is one line on standard error. An exception must not end the process: the
    status that Python gives it, 1, means findings here.

    Args:
        arguments: without the command's name; None for those of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(app(args=arguments, prog_name="corsgate", standalone_mode=False) or 0)
    except typer.TyperException as error:
        complain(f"{error.format_message()} See: corsgate --help")
    except typer.Abort:
        complain("stopped")
    except SystemExit:  # Click ends a command whose reader leaves with 1, which means findings here
        discard_the_rest()
        return ExitStatus.CLEAN
    except Exception as error:  # noqa: BLE001 - reported in full where it is asked for
        lost = why_not_written(error)
        if lost is not None:
            complain(f"the result cannot be written: {lost}")
            return ExitStatus.USAGE
        what = f"{type(error).__name__}: {error}"
        complain(f"a fault of corsgate's own: {what} (set {DEBUG}=1 to see where)")
        if os.environ.get(DEBUG):
            traceback.print_exc()
    return ExitStatus.USAGE
