"""``corsgate check``: expectations about CORS as tests."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.browser_option import BrowserOption, engine_of
from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.given_options import (
    DEFAULT_WORKSPACE,
    ParameterOverrides,
    VariableEnvironment,
    VariableFiles,
    Variables,
    Workspace,
    given_values,
)
from corsgate_audit.cli.run_option import RunOption, behind_of, check_run, with_functions_beside
from corsgate_audit.cli.scan_options import AllowPath, allowed_paths
from corsgate_audit.cli.terminal import complain, show, stop, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.check import Expectation, Held
    from corsgate_audit.collect.given import Given
    from corsgate_audit.model import Collection


_EXPECTATIONS = Path("cors.toml")


class CheckFormat(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


def check(  # noqa: PLR0913 - one parameter for each option
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="File with expectations: cors.toml.", show_default=False
        ),
    ],
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET-or-URL",
            help="Template, folder of templates, cdk.out, or URL.",
            show_default="the AWS account of the environment",
        ),
    ] = None,
    *,
    init: Annotated[
        bool,
        typer.Option(
            "--init",
            help="Write FILE (or cors.toml) from what TARGET allows now; the file must not exist.",
        ),
    ] = False,
    send_actual: Annotated[
        bool,
        typer.Option("--send-actual", help="Send requests to a URL even if they may change data."),
    ] = False,
    run: RunOption = False,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    parameter_overrides: ParameterOverrides = None,
    browser: BrowserOption = None,
    output_format: Annotated[
        CheckFormat,
        typer.Option("--format", help="Format of the result.", rich_help_panel="Output"),
    ] = CheckFormat.TEXT,
) -> None:
    """Check a file of expectations against a template, an account or a URL.

    Exit status: 0 all hold, 1 one or more fail, 2 usage, 3 one or more are undetermined.
    """
    from corsgate_audit.check.sources import is_url

    given = given_values(variables, var_file, workspace, parameter_overrides, environment=var_env)
    if init:
        _init(*_init_arguments(file, target), allow_path, given)
        return
    check_run(target, run=run)
    expectations = _read(file)
    engine = engine_of(browser)
    if target is not None and is_url(target):
        if run:
            stop(f"--run runs the functions of a template, and {target!r} is a URL")
        results = _asked(expectations, target, send_actual=send_actual, engine=engine)
    else:
        collection = _collected(target, allow_path, given)
        if run and target is not None:
            collection = with_functions_beside(collection, target, allow_path or ())
        results = _checked(expectations, target, collection, engine, run=run)
    _write(results, file, output_format)
    raise typer.Exit(_exit_status(results))


def _read(file: Path) -> tuple[Expectation, ...]:
    from corsgate_audit.check import ExpectationsError, read_expectations

    try:
        return read_expectations(file)
    except ExpectationsError as error:
        for problem in error.problems:
            complain(problem)
        raise typer.Exit(ExitStatus.USAGE) from None
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror or error}")


def _asked(
    expectations: Sequence[Expectation], url: str, *, send_actual: bool, engine: str | None
) -> list[Held]:
    """Hold expectations against a server."""
    from corsgate_audit.check import check as hold
    from corsgate_audit.check.sources import server
    from corsgate_audit.probe import HttpSender

    with HttpSender() as send:
        return list(hold(expectations, server(url, send, engine, send_actual=send_actual)))


def _checked(
    expectations: Sequence[Expectation],
    target: str | None,
    collection: Collection,
    engine: str | None,
    *,
    run: bool,
) -> list[Held]:
    """Hold expectations against what was read, functions run where that is asked for."""
    from corsgate_audit.check import check as hold
    from corsgate_audit.check.sources import source_of

    with behind_of(target, run=run) as behind:
        return list(hold(expectations, source_of(collection, engine, behind)))


def _write(results: Sequence[Held], file: Path, output_format: CheckFormat) -> None:
    from corsgate_audit.report.check_reports import check_json, check_junit, check_text

    with writing():
        if output_format is CheckFormat.JSON:
            sys.stdout.write(check_json(results))
        elif output_format is CheckFormat.JUNIT:
            sys.stdout.write(check_junit(results, str(file)))
        else:
            show(check_text(results))


def _exit_status(results: Sequence[Held]) -> ExitStatus:
    if any(held.holds is False for held in results):
        return ExitStatus.FINDINGS
    is_open = any(held.holds is None for held in results)
    return ExitStatus.INCOMPLETE if is_open else ExitStatus.CLEAN


def _init_arguments(file: Path, target: str | None) -> tuple[Path, str | None]:
    """Take a single argument that is no TOML file for the target: the file has a usual name."""
    if target is None and file.suffix != _EXPECTATIONS.suffix:
        return _EXPECTATIONS, str(file)
    return file, target


def _collected(target: str | None, allow_path: Sequence[Path] | None, given: Given) -> Collection:
    from corsgate_audit.collect import TargetError, collect

    named = [] if target is None else [target]
    try:
        return collect(named, allow_paths=allowed_paths(named, allow_path), given=given)
    except TargetError as error:
        stop(str(error))


def _init(file: Path, target: str | None, allow_path: Sequence[Path] | None, given: Given) -> None:
    from corsgate_audit.check.initial import initial_text
    from corsgate_audit.check.sources import is_url

    if target is not None and is_url(target):
        stop(
            f"--init reads a template or an account; a URL such as {target!r} has no list of routes"
        )
    text = initial_text(_collected(target, allow_path, given))
    if text is None:
        stop(
            f"{target or 'the account'} has no route whose requests can be determined, so there is "
            "nothing to expect; name another TARGET"
        )
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except OSError as error:
        stop(
            f"{file} cannot be written: {error.strerror or error}; name a file that does not exist"
        )
    with writing():
        sys.stdout.write(f"wrote {file}\n")
