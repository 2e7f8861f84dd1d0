"""``corsgate why``: one request of a page, step by step."""

from __future__ import annotations

import sys
from enum import StrEnum
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
from corsgate_audit.cli.terminal import Format, show, stop, writing
from corsgate_audit.cli.verbosity import note

if TYPE_CHECKING:
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Door


class Credentials(StrEnum):
    """The modes of ``fetch``."""

    OMIT = "omit"
    SAME_ORIGIN = "same-origin"
    INCLUDE = "include"


def why(  # noqa: PLR0913 - a request has as many parts, and each is an option of its own
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET",
            help="CloudFormation or SAM template, OpenAPI document, Terraform plan (JSON), folder "
            "of them, or cdk.out.",
            show_default="the AWS account of the environment",
        ),
    ] = None,
    *,
    origin: Annotated[
        str,
        typer.Option(
            "--origin",
            metavar="ORIGIN",
            help="Origin of the page: https://app.example.com, or null.",
            rich_help_panel="Request",
        ),
    ],
    method: Annotated[
        str,
        typer.Option(
            "--method", metavar="METHOD", help="Method of the request.", rich_help_panel="Request"
        ),
    ],
    path: Annotated[
        str,
        typer.Option(
            "--path",
            metavar="PATH",
            help="Path of the request, without the stage.",
            rich_help_panel="Request",
        ),
    ],
    api: Annotated[
        str | None,
        typer.Option(
            "--api",
            metavar="API",
            help="Name, logical id or id of the API; needed where several have the path.",
            show_default=False,
        ),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage",
            metavar="STAGE",
            help="Stage of the API; of an account, what is deployed there.",
            show_default="the first",
        ),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            metavar="'NAME: VALUE'",
            help="Header that the page sets; repeatable.",
            show_default=False,
            rich_help_panel="Request",
        ),
    ] = None,
    credentials: Annotated[
        Credentials,
        typer.Option(
            "--credentials",
            help="Credentials mode, as in fetch(url, {credentials}).",
            rich_help_panel="Request",
        ),
    ] = Credentials.SAME_ORIGIN,
    run: RunOption = False,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    parameter_overrides: ParameterOverrides = None,
    browser: BrowserOption = None,
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the answer.", rich_help_panel="Output"),
    ] = Format.TEXT,
) -> None:
    """Trace one request: what the browser sends, what each layer answers, and the verdict.

    Credentials and API keys of the request are assumed to be valid.

    Exit status: 0 the page gets its response, 1 a browser blocks it, 2 usage, 3 undetermined:
    it depends on the backend or on an value that is not known.
    """
    # Here, since Velocity and a live account's boto3 take longer to import than help to show.
    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.browser.exchange import as_browsers_do
    from corsgate_audit.cli.request_options import checked_headers
    from corsgate_audit.cli.which_api import choose_api, choose_stage
    from corsgate_audit.collect import TargetError, collect
    from corsgate_audit.gateway import exchange
    from corsgate_audit.gateway.addresses import url_of
    from corsgate_audit.gateway.deployed import as_served

    check_run(target, run=run)
    headers = checked_headers(origin=origin, method=method, path=path, headers=header or [])
    named = [] if target is None else [target]
    given = given_values(variables, var_file, workspace, parameter_overrides, environment=var_env)
    try:
        allowed = allowed_paths(named, allow_path)
        collection = collect(named, allow_paths=allowed, given=given)
    except TargetError as error:
        stop(str(error))
    chosen = choose_api(collection, named=api, path=path)
    name = choose_stage(chosen, stage)
    url = url_of(chosen, path, name)
    request = BrowserRequest(url, origin, method, headers, credentials.value)
    served = as_served(chosen, name)
    if run and target is not None:
        from corsgate_audit.handlers.running.named import with_functions

        found = with_functions_beside(collection, target, allow_path or ())
        served = with_functions(served, name, found.functions)
    with behind_of(target, run=run) as behind:
        made = as_browsers_do(
            lambda profile: exchange(served, request, profile=profile, behind=behind),
            engine_of(browser),
        )
    _warn(chosen)
    _write(made, output_format)
    raise typer.Exit(_exit_status(made))


def _warn(api: Door) -> None:
    """Name what may answer before the API does, and is not part of the exchange."""
    from corsgate_audit.model import RestApi

    if not isinstance(api, RestApi):
        return
    if api.resource_policy is not None:
        note(
            "the API has a resource policy, which this exchange leaves out; corsgate audit judges "
            "it (CORS121)"
        )
    for acl in api.web_acls:
        note(f"the web ACL {acl.arn} of stage {acl.stage!r} may answer first; it is not judged")


def _write(made: Exchange, output_format: Format) -> None:
    # Here for the same reason.
    from corsgate_audit.report.why_json import why_json
    from corsgate_audit.report.why_text import why_text

    with writing():
        if output_format is Format.JSON:
            sys.stdout.write(why_json(made))
        else:
            show(why_text(made))


def _exit_status(made: Exchange) -> ExitStatus:
    verdict = made.outcome()
    if verdict is None:
        return ExitStatus.INCOMPLETE
    return ExitStatus.CLEAN if verdict.allowed else ExitStatus.FINDINGS
