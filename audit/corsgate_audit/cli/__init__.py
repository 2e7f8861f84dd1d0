"""The ``corsgate`` command."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.audit import audit
from corsgate_audit.cli.check import check
from corsgate_audit.cli.diff import diff
from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.explain import explain
from corsgate_audit.cli.fix import fix
from corsgate_audit.cli.help import ReadableCommand, ReadableGroup, paragraphs
from corsgate_audit.cli.iam_policy import iam_policy
from corsgate_audit.cli.init import init
from corsgate_audit.cli.probe import probe
from corsgate_audit.cli.render import render
from corsgate_audit.cli.rules import rules
from corsgate_audit.cli.serve import serve
from corsgate_audit.cli.terminal import complain, discard_the_rest, why_not_written
from corsgate_audit.cli.verbosity import Verbosity, verbosity, with_verbosity
from corsgate_audit.cli.verify import verify
from corsgate_audit.cli.why import why
from corsgate_audit.start import say_version

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG = "CORSGATE_DEBUG"

app = typer.Typer(
    name="corsgate",
    cls=ReadableGroup,
    help="CORS on AWS: which requests a browser blocks, at which layer, and how to fix it.",
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)
_COMMANDS = (
    (audit, "corsgate audit template.yaml --fail-on medium"),
    (why, "corsgate why cdk.out --origin https://app.example.com --method PUT --path /items/1"),
    (probe, "corsgate probe https://api.example.com/items --origin https://app.example.com"),
    (check, "corsgate check cors.toml template.yaml"),
    (diff, "corsgate diff --base origin/main template.yaml"),
    (serve, "corsgate serve template.yaml --port 3000"),
    (fix, "corsgate fix template.yaml --policy policy.toml --diff | git apply"),
    (render, "corsgate render --policy policy.toml --as hcl > cors.tf"),
    (explain, "corsgate explain CORS110"),
    (rules, "corsgate rules"),
    (init, "corsgate init template.yaml"),
    (verify, "corsgate verify --profile sandbox --region eu-west-1"),
    (iam_policy, "corsgate iam-policy audit --all-regions"),
)
for _command, _example in _COMMANDS:
    app.command(cls=ReadableCommand, help=paragraphs(_command), epilog=f"Example: {_example}")(
        with_verbosity(_command)
    )


def _show_version(value: bool) -> None:  # noqa: FBT001 - the shape that Typer calls
    if not value:
        return
    raise typer.Exit(say_version())


@app.callback(cls=ReadableGroup, invoke_without_command=True, epilog=f"Example: {_COMMANDS[0][1]}")
def corsgate(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            "-V",
            callback=_show_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Show the help where no command is named."""
    del version  # its callback has written it
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Whatever goes wrong is one line on standard error. An exception must not end the process: the
    status that Python gives it, 1, means findings here.

    Args:
        arguments: arguments without the command's name; None for those of the process.
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
        complain(f"internal error: {what} (add --verbose, or set {DEBUG}=1, for the traceback)")
        if os.environ.get(DEBUG) or verbosity() is Verbosity.VERBOSE:
            traceback.print_exc()
    return ExitStatus.USAGE
