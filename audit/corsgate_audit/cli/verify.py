"""``corsgate verify``: ask AWS itself whether the statements are true that corsgate relies on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import complain, stop
from corsgate_audit.start import INTERRUPTED

_HERE = Path()
_PANEL = "AWS"
_RESULT = "Result"


class ReportFormat(StrEnum):
    """How a result is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class PartName(StrEnum):
    """The parts of the conformance app; `Part` has the names of their stacks."""

    VELOCITY = "velocity"
    LANGUAGE = "language"
    MOCK = "mock"
    REST = "rest"
    HTTP = "http"
    URL = "url"
    CLOUDFRONT = "cloudfront"


def verify(  # noqa: PLR0913 - one parameter for each option
    *,
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="PROFILE",
            help="Profile of the AWS configuration.",
            show_default="the environment's",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            metavar="REGION",
            help="Region to deploy the conformance app in.",
            show_default="the profile's",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Id of the account to deploy it in.",
            show_default="asked for on a terminal",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Deploy, ask, and delete.", rich_help_panel=_PANEL)
    ] = False,
    without: Annotated[
        list[PartName] | None,
        typer.Option(
            metavar="PART",
            help="Part to leave out, such as cloudfront, which takes longest; repeatable.",
            show_default="none",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    teardown: Annotated[
        bool,
        typer.Option(
            "--teardown",
            help="Delete what a run that was killed has left, and deploy nothing.",
            rich_help_panel=_PANEL,
        ),
    ] = False,
    state_dir: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER",
            help="Folder for the file that says what was made.",
            rich_help_panel=_PANEL,
        ),
    ] = _HERE,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File for the result.",
            show_default="corsgate-verify-REGION-DATE.json",
            rich_help_panel=_RESULT,
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Result to show; AWS is not asked.",
            show_default=False,
            rich_help_panel=_RESULT,
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Result that was sent in, to put into docs/aws/seen of this repository.",
            show_default=False,
            rich_help_panel=_RESULT,
        ),
    ] = None,
    output_format: Annotated[
        ReportFormat,
        typer.Option("--format", help="Format of the report.", rich_help_panel=_RESULT),
    ] = ReportFormat.TEXT,
) -> None:
    """Ask AWS whether what corsgate says about it is true, in an account of yours.

    Deploys a conformance app by CloudFormation, sends each question as a browser would, compares
    each answer with the prediction, and deletes the app again. Without --yes it says what it would
    make, what that costs, and how long it takes. The result holds no id of your account.

    Exit status: 0 all as predicted, 1 something not, 2 usage or refused, 3 something undetermined.
    """
    from corsgate_audit.cli.verify_run import Options, run_teardown, run_verify, shown
    from corsgate_audit.verify.recording import recorded
    from corsgate_audit.verify.refusals import RefusedError
    from corsgate_audit.verify.result_file import read

    options = Options(
        profile=profile,
        region=region,
        account=account,
        yes=yes,
        without=tuple(each.value for each in without or ()),
        folder=state_dir,
        out=out,
        output_format=output_format.value,
    )
    try:
        if report is not None:
            raise typer.Exit(shown(read(report), output_format.value))
        if record is not None:
            typer.echo(f"written: {recorded(record, Path())}; run: make docs")
            raise typer.Exit(ExitStatus.CLEAN)
        raise typer.Exit(run_teardown(options) if teardown else run_verify(options))
    except RefusedError as error:
        stop(str(error))
    except KeyboardInterrupt:
        complain("stopped; corsgate verify --teardown deletes what is left, if something is")
        raise typer.Exit(INTERRUPTED) from None
