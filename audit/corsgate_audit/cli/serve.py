"""``corsgate serve``: an API and its functions on loopback, with the browser's verdicts."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.given_options import (
    DEFAULT_WORKSPACE,
    ParameterOverrides,
    VariableEnvironment,
    VariableFiles,
    Variables,
    Workspace,
    given_values,
)
from corsgate_audit.cli.run_option import with_functions_beside
from corsgate_audit.cli.scan_options import AllowPath, allowed_paths
from corsgate_audit.cli.terminal import complain, console, discard_the_rest, stop
from corsgate_audit.cli.verbosity import Verbosity, note, verbosity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corsgate_audit.handlers.running.variables import Overrides
    from corsgate_audit.model import Collection
    from corsgate_audit.report.lines import Line
    from corsgate_audit.serve.apis import ServedApi
    from corsgate_audit.serve.log import Entry, Summary
    from corsgate_audit.serve.serving import Hosted, Run

DEFAULT_PORT = 3000


class ServeFormat(StrEnum):
    """How requests are written."""

    TEXT = "text"
    JSONL = "jsonl"


def serve(  # noqa: PLR0913 - one parameter for each option
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="CloudFormation or SAM template, OpenAPI document, Terraform plan (JSON), folder "
            "of them, or cdk.out.",
            show_default=False,
        ),
    ],
    *,
    api: Annotated[
        str | None,
        typer.Option(
            "--api",
            metavar="API",
            help="Name, logical id or id of the only API to serve.",
            show_default="all",
        ),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", metavar="STAGE", help="Stage to serve.", show_default="the first"),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="PORT",
            min=0,
            max=65535,
            help="Port of the first API; the others get the next ones. 0 takes free ones.",
        ),
    ] = DEFAULT_PORT,
    env: Annotated[
        Path | None,
        typer.Option(
            "--env",
            metavar="FILE",
            help="Environment variables of functions (JSON, as of sam local --env-vars).",
            show_default=False,
            rich_help_panel="Functions",
        ),
    ] = None,
    python: Annotated[
        str | None,
        typer.Option(
            "--python",
            metavar="PYTHON",
            help="Python that runs Python functions.",
            show_default="the project's virtual environment, or the one on the PATH",
            rich_help_panel="Functions",
        ),
    ] = None,
    aws: Annotated[
        bool,
        typer.Option(
            "--aws",
            help="Pass the AWS credentials of the environment on to functions.",
            rich_help_panel="Functions",
        ),
    ] = False,
    browse: Annotated[
        bool, typer.Option("--open", help="Open the first API in the browser.")
    ] = False,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    parameter_overrides: ParameterOverrides = None,
    output_format: Annotated[
        ServeFormat,
        typer.Option("--format", help="Format of the requests.", rich_help_panel="Output"),
    ] = ServeFormat.TEXT,
) -> None:
    """Serve APIs and their functions on this machine, with the browser's verdict on each request.

    REST APIs, HTTP APIs and function URLs of TARGET answer on 127.0.0.1, each on a port of its
    own, as AWS would. Their functions run: it is your code. Changed files are taken up at once.
    The log of functions goes to standard error; --verbose adds Lambda's START, END and REPORT.

    Exit status: 0 ended by Ctrl-C, 2 usage.
    """
    from corsgate_audit.collect import TargetError
    from corsgate_audit.gateway.which_api import WhichApiError
    from corsgate_audit.handlers.running.functions import Functions
    from corsgate_audit.handlers.running.programs import Interpreters
    from corsgate_audit.serve.apis import served_apis
    from corsgate_audit.serve.log import Log
    from corsgate_audit.serve.serving import PortError, Told, serving
    from corsgate_audit.serve.watching import watching

    overrides = _overrides(env)
    given = given_values(variables, var_file, workspace, parameter_overrides, environment=var_env)
    allowed = allowed_paths([target], allow_path)

    def read() -> tuple[Collection, tuple[ServedApi, ...]]:
        from corsgate_audit.collect import collect

        collection = with_functions_beside(
            collect([target], allow_paths=allowed, given=given), target, allow_path or ()
        )
        return collection, served_apis(collection, named=api, stage=stage)

    try:
        collection, apis = read()
    except (TargetError, WhichApiError) as error:
        stop(str(error))
    writer = _Writer(output_format, verbosity())
    functions = Functions(
        overrides,
        Interpreters(python=python, project=Path(target)),
        aws=aws,
        log=writer.log,
    )
    with functions, _ending() as ended:
        try:
            with serving(
                collection,
                apis,
                functions,
                Told(log=Log(writer.entry), say=writer.say, failed=writer.failed),
                port=port,
            ) as run:
                _say_unknown(apis, overrides)
                writer.hosted(run)
                if browse:
                    typer.launch(run.hosted[0].url)
                change = _changes(Path(target), read, run, writer.say)
                with watching(partial(_watched, Path(target), run), change, writer.failed):
                    ended.wait()
                writer.summary(run.log.end([each.served for each in run.hosted]))
        except PortError as error:
            stop(f"{error}; choose another with --port, or --port 0 for a free one")


def _watched(target: Path, run: Run) -> tuple[Path, ...]:
    """Return what is watched now: the functions may be others since the template has changed."""
    from corsgate_audit.serve.watching import functions_of, watched_paths

    return watched_paths(target, functions_of([each.served for each in run.hosted]))


def _changes(
    target: Path,
    read: Callable[[], tuple[Collection, tuple[ServedApi, ...]]],
    run: Run,
    say: Callable[[str], None],
) -> Callable[[frozenset[Path]], None]:
    """Return what takes up changes: functions start anew, then the target is read again.

    What the audit says of a function depends on its code, and not on the template alone.
    """
    from corsgate_audit.collect import TargetError
    from corsgate_audit.gateway.which_api import WhichApiError

    suffixes = {".json", ".yaml", ".yml", ".template"}
    whole = target.resolve()

    def changed(paths: frozenset[Path]) -> None:
        names = ", ".join(sorted({path.name for path in paths})[:3])
        is_target = any(
            path.resolve() == whole or (whole.is_dir() and path.suffix in suffixes)
            for path in paths
        )
        if not is_target:
            run.reload()
            say(f"{names} changed: functions start anew")
        if not target.exists():
            say(f"{target.name} is gone: its last version is served until it is back")
            return
        try:
            added = run.renew(*read())
        except (TargetError, WhichApiError) as error:
            complain(f"{names} changed, and cannot be read; the last version is served: {error}")
            return
        if not is_target:
            return
        run.reload()
        say(f"{names} changed: read again")
        for name in added:
            say(f"{name} is new: start corsgate serve again to serve it")

    return changed


def _overrides(env: Path | None) -> Overrides:
    from corsgate_audit.handlers.running.variables import VariablesError, read_overrides

    if env is None:
        return {}
    try:
        return read_overrides(env)
    except VariablesError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{env} cannot be read: {error.strerror or error}")


def _say_unknown(apis: tuple[ServedApi, ...], overrides: Overrides) -> None:
    """Name the variables that no function gets: their code may fail without them."""
    from corsgate_audit.handlers.running.variables import unknown_variables
    from corsgate_audit.serve.watching import functions_of

    lacking: dict[str, list[str]] = {}
    for function in functions_of(apis):
        for name in unknown_variables(function, overrides):
            lacking.setdefault(name, []).append(function.name)
    for name, without in lacking.items():
        note(
            f"{name} is not known before deployment, and not set for {', '.join(without)}: "
            "set it with --env"
        )


class _ending:  # noqa: N801 - a context manager, used as one
    """An event that Ctrl-C, SIGTERM or a closed terminal sets."""

    def __enter__(self) -> threading.Event:
        self._event = threading.Event()
        self._before = {}
        for each in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, each, None)
            if number is not None and threading.current_thread() is threading.main_thread():
                self._before[number] = signal.signal(number, self._end)
        return self._event

    def _end(self, *_: object) -> None:
        self._event.set()

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


class _Writer:
    """Writes requests to standard output, and the log of functions to standard error.

    Args:
        output_format: format of the requests.
        chosen: what is said beside them; threads do not know what the command was asked for.
    """

    def __init__(self, output_format: ServeFormat, chosen: Verbosity) -> None:
        self._chosen = chosen
        self._is_text = output_format is ServeFormat.TEXT
        self._console = console()
        self._lock = threading.Lock()

    def hosted(self, run: Run) -> None:
        """Write where each API is served."""
        from corsgate_audit.report.serve_reports import hosted_json, hosted_lines

        hosted: tuple[Hosted, ...] = run.hosted
        self._write(hosted_lines(hosted) if self._is_text else hosted_json(hosted))

    def entry(self, entry: Entry) -> None:
        """Write one request."""
        from corsgate_audit.report.serve_reports import entry_json, entry_lines

        self._write(entry_lines(entry) if self._is_text else entry_json(entry))

    def summary(self, summary: Summary) -> None:
        """Write what came of the run."""
        from corsgate_audit.report.serve_reports import summary_json, summary_lines

        self._write(summary_lines(summary) if self._is_text else summary_json(summary))

    def log(self, name: str, line: str) -> None:
        """Write a line of a function's log."""
        from corsgate_audit.report.lines import printable

        if line.startswith(_OF_LAMBDA) and self._chosen is not Verbosity.VERBOSE:
            return
        if self._chosen is not Verbosity.QUIET:
            with self._lock:
                sys.stderr.write(f"[{name}] {printable(line.expandtabs(2))}\n")
                sys.stderr.flush()

    def say(self, sentence: str) -> None:
        """Write what is not as on AWS, or has changed."""
        if self._chosen is not Verbosity.QUIET:
            complain(sentence)

    def failed(self, error: Exception) -> None:
        """Write a fault of this program itself."""
        complain(f"internal error: {type(error).__name__}: {error}")
        if self._chosen is Verbosity.VERBOSE:
            traceback.print_exception(error)

    def _write(self, what: str | Iterable[Line]) -> None:
        from corsgate_audit.report.lines import write

        with self._lock:
            try:
                if isinstance(what, str):
                    sys.stdout.write(what + "\n")
                else:
                    write(self._console, what)
                sys.stdout.flush()
            except BrokenPipeError:
                discard_the_rest()


_OF_LAMBDA = ("START RequestId: ", "END RequestId: ", "REPORT RequestId: ")
