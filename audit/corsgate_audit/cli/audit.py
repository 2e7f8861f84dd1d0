"""``corsgate audit``: collect, judge, report."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.accepted_options import (
    AcceptedOptions,
    BaselineFile,
    ConfigFile,
    Ignore,
    Select,
    UpdateBaseline,
    chosen_rules,
    read_configuration,
    split,
)
from corsgate_audit.cli.audit_formats import (
    AuditFormat,
    OutputFile,
    refuse_formats,
    reports_of,
    write_audit,
    write_reports,
)
from corsgate_audit.cli.browser_option import BrowserOption, engine_of
from corsgate_audit.cli.exit_status import AllowPartial, IfAny, exit_status
from corsgate_audit.cli.explained import Explain, refuse_explain, write_explained
from corsgate_audit.cli.given_options import (
    DEFAULT_WORKSPACE,
    ParameterOverrides,
    VariableEnvironment,
    VariableFiles,
    Variables,
    Workspace,
    given_values,
)
from corsgate_audit.cli.organization_results import (
    Results,
    audit_into,
    refuse_with_results,
    status_of,
)
from corsgate_audit.cli.progress import progress, reading
from corsgate_audit.cli.scan_options import (
    AllowPath,
    Code,
    ExternalId,
    MaxRps,
    Organization,
    Profiles,
    Regions,
    Resume,
    Role,
    allowed_paths,
    scan_options,
)
from corsgate_audit.cli.terminal import stop
from corsgate_audit.cli.verbosity import note

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.cli.config import Config
    from corsgate_audit.judging.judged import Judgement


class Threshold(StrEnum):
    """The severities, as the command line writes them."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


def audit(  # noqa: PLR0913 - one parameter for each option
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET",
            help="CloudFormation or SAM template, OpenAPI document, Terraform plan (JSON), Python "
            "handler, folder of them, or cdk.out.",
            show_default="the AWS account of the environment",
        ),
    ] = None,
    output_format: Annotated[
        AuditFormat | None,
        typer.Option(
            "--format", help="Format of the report.", show_default="text", rich_help_panel="Output"
        ),
    ] = None,
    browser: BrowserOption = None,
    reports: Annotated[
        list[str] | None,
        typer.Option(
            "--report",
            metavar="FORMAT=FILE",
            help="Another report of the same scan, written to a file; repeatable.",
            show_default=False,
            rich_help_panel="Output",
        ),
    ] = None,
    fail_on: Annotated[
        Threshold | None,
        typer.Option(
            "--fail-on",
            help="Lowest severity that makes the exit status 1.",
            show_default="high",
            rich_help_panel="Exit status",
        ),
    ] = None,
    *,
    output: OutputFile = None,
    explain: Explain = None,
    select: Select = None,
    ignore: Ignore = None,
    allow_partial: AllowPartial = False,
    require_code: Annotated[
        bool,
        typer.Option(
            "--require-code",
            help="Exit with 3 if the code of a function behind a route could not be read.",
            rich_help_panel="Exit status",
        ),
    ] = False,
    if_any: IfAny = False,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    parameter_overrides: ParameterOverrides = None,
    config: ConfigFile = None,
    baseline: BaselineFile = None,
    update_baseline: UpdateBaseline = False,
    profiles: Profiles = None,
    regions: Regions = None,
    max_rps: MaxRps = None,
    organization: Organization = False,
    role: Role = None,
    external_id: ExternalId = None,
    resume: Resume = None,
    code: Code = False,
    results: Results = None,
) -> None:
    """Find the requests that a browser blocks, the layer that blocks each, and the fix.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 something that was
    expected could not be scanned; findings go before what was not scanned. Settings are read from
    corsgate.toml or the table tool.corsgate of pyproject.toml; an option overrides them.
    """
    # Here, since the rules bring Velocity and a live account brings boto3: neither is needed to
    # show the help of this command.
    from corsgate_audit.collect import NothingToReadError, TargetError, collect
    from corsgate_audit.collect.budget import Budget
    from corsgate_audit.judging.judgement import judge_collection
    from corsgate_audit.judging.occurrences import with_occurrences
    from corsgate_audit.model import Severity, with_required_code

    settings = read_configuration(config)
    rules = chosen_rules(
        split(select or settings.select or ()), split(ignore or settings.ignore or ())
    )
    in_account = not targets  # of a file, no setting says how AWS is read
    if in_account and not regions and settings.regions is not None:
        regions = ",".join(settings.regions)
    options = scan_options(
        targets or [],
        profiles=profiles or (settings.profiles if in_account else None),
        regions=regions or None,
        max_rps=settings.max_rps if in_account and max_rps is None else max_rps,
        organization=organization,
        role=role,
        external_id=external_id,
        resume=resume,
        code=code,
    )
    threshold = fail_on or Threshold(settings.fail_on or Threshold.HIGH)
    partial = allow_partial or bool(settings.allow_partial)
    if results is not None:
        refuse_with_results(
            {
                "--format": output_format is not None,
                "--output": output is not None,
                "--report": bool(reports),
                "--explain": explain is not None,
                "--browser": browser is not None,
                "--baseline": baseline is not None,
                "--update-baseline": update_baseline,
                "--resume": resume is not None,
                "--require-code": require_code,
            }
        )
        record = audit_into(results, options, settings, select=select, ignore=ignore)
        raise typer.Exit(status_of(record, Severity[threshold.name], allow_partial=partial))
    allowed = allowed_paths(targets or [], allow_path, settings.allow_path)
    accepted = AcceptedOptions(
        settings, baseline or settings.baseline, rules, update=update_baseline
    )
    given = given_values(variables, var_file, workspace, parameter_overrides, environment=var_env)
    report, files = output_format or _format_of(settings), reports_of(reports or ())
    refuse_formats(targets or [], [report, *(each for each, _ in files)])
    refuse_explain(explain, report, output)
    try:
        if options is None:
            budget = Budget()
            with reading() as budget.on_file:
                collection = collect(targets or [], None, allowed, given, budget=budget)
        else:
            with progress() as on_call:
                collection = collect([], replace(options, on_call=on_call))
    except NothingToReadError as error:
        if not if_any:
            stop(f"{error}; add --if-any where that is no error")
        note(str(error))
        collection = error.collection
    except TargetError as error:
        stop(str(error))
    if require_code:
        collection = with_required_code(collection)
    judgement = with_occurrences(accepted.applied(judge_collection(collection, rules)))
    engine = engine_of(browser)
    judgement = judgement if engine is None else judgement.as_shown_in(engine)
    write_reports(judgement, files if output is None else [*files, (report, output)])
    _write_to_standard_output(judgement, report, output, explain)
    raise typer.Exit(exit_status(judgement, Severity[threshold.name], allow_partial=partial))


def _write_to_standard_output(
    judgement: Judgement, report: AuditFormat, output: Path | None, explain: str | None
) -> None:
    if explain is not None:
        write_explained(judgement, explain)
    elif output is None:
        write_audit(judgement, report)


def _format_of(settings: Config) -> AuditFormat:
    try:
        return AuditFormat(settings.format or AuditFormat.TEXT)
    except ValueError:
        known = ", ".join(AuditFormat)
        stop(
            f"format = {settings.format!r} in the configuration is not a format; write one of "
            f"{known}"
        )
