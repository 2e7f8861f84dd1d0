"""``corsgate fix``: plan what fixes the findings, show it, and change it if asked to."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.first_policy import write_first_policy
from corsgate_audit.cli.fix_live import STATE_FOLDER, LiveFixOptions, run_live_fix
from corsgate_audit.cli.fix_template import TemplateFixOptions, run_template_fix
from corsgate_audit.cli.given_options import (
    DEFAULT_WORKSPACE,
    VariableEnvironment,
    VariableFiles,
    Variables,
    Workspace,
    given_values,
)
from corsgate_audit.cli.policy_options import ErrorOriginName, policy_of
from corsgate_audit.cli.scan_options import (
    AllowPath,
    ExternalId,
    MaxRps,
    Organization,
    Profiles,
    Regions,
    Role,
    allowed_paths,
    scan_options,
)
from corsgate_audit.cli.terminal import Format, stop

if TYPE_CHECKING:
    from corsgate_audit.collect.live.scan import ScanOptions

_TEMPLATE = "Of a template"
_ACCOUNT = "Of an AWS account"


def fix(  # noqa: PLR0913 - one parameter for each option
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET",
            help="CloudFormation or SAM template, OpenAPI document, or Terraform plan or "
            "configuration, for which the plan shows what to write.",
            show_default="the AWS account of the environment",
        ),
    ] = None,
    *,
    policy: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="TOML file with what the APIs should allow; without it, only what no policy "
            "decides is fixed.",
            show_default=False,
        ),
    ] = None,
    init: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write a first policy, from what is allowed today, and fix nothing.",
            show_default=False,
        ),
    ] = None,
    api: Annotated[
        list[str] | None,
        typer.Option(
            metavar="API",
            help="Name or id of an API to change; repeatable.",
            show_default="all",
            rich_help_panel=_ACCOUNT,
        ),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE",
            help="Stage of REST APIs to deploy; repeatable.",
            show_default="none",
            rich_help_panel=_ACCOUNT,
        ),
    ] = None,
    error_origin: ErrorOriginName = None,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Print a patch for `git apply`.", rich_help_panel=_TEMPLATE),
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Change the file.", rich_help_panel=_TEMPLATE)
    ] = False,
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the plan.", rich_help_panel=_TEMPLATE),
    ] = Format.TEXT,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    apply: Annotated[
        bool, typer.Option("--apply", help="Make the changes.", rich_help_panel=_ACCOUNT)
    ] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Make unsafe changes too.")] = False,
    rollback: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="State file of a run to roll back.",
            show_default=False,
            rich_help_panel=_ACCOUNT,
        ),
    ] = None,
    state_dir: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER",
            help="Folder for the state before a change.",
            rich_help_panel=_ACCOUNT,
        ),
    ] = STATE_FOLDER,
    profiles: Profiles = None,
    regions: Regions = None,
    max_rps: MaxRps = None,
    organization: Organization = False,
    role: Role = None,
    external_id: ExternalId = None,
) -> None:
    """Fix what the audit finds: print a plan, and change it with --write or --apply.

    Exit status: 0 nothing left to change, 1 something left to change, 2 usage, 3 something that
    was expected could not be scanned.
    """
    _check_options(
        target,
        for_target={
            "--diff": diff,
            "--write": write,
            "--format": output_format is not Format.TEXT,
            "--allow-path": bool(allow_path),
            "--var": bool(variables),
            "--var-file": bool(var_file),
            "--var-env": var_env,
            "--workspace": workspace != DEFAULT_WORKSPACE,
        },
        for_account={
            "--apply": apply,
            "--rollback": rollback is not None,
            "--api": bool(api),
            "--stage": bool(stage),
            "--state-dir": state_dir != STATE_FOLDER,
        },
    )
    given = given_values(variables, var_file, workspace, environment=var_env)
    scan = scan_options(
        [] if target is None else [target],
        profiles=profiles,
        regions=regions,
        max_rps=max_rps,
        organization=organization,
        role=role,
        external_id=external_id,
    )
    if init is not None:
        write_first_policy(init, target, scan, allowed_paths([target or ""], allow_path), given)
        raise typer.Exit(ExitStatus.CLEAN)
    found = None if policy is None else policy_of(policy)
    origin = None if error_origin is None else error_origin.choice
    if target is not None:
        raise typer.Exit(
            run_template_fix(
                TemplateFixOptions(
                    target=target,
                    policy=found,
                    error_origin=origin,
                    unsafe=unsafe,
                    diff=diff,
                    write=write,
                    output_format=output_format,
                    allow_paths=allowed_paths([target], allow_path),
                    given=given,
                )
            )
        )
    options = LiveFixOptions(
        scan=_of_account(scan),
        policy=found,
        apis=tuple(api or ()),
        stages=tuple(stage or ()),
        error_origin=origin,
        apply=apply,
        unsafe=unsafe,
        rollback=rollback,
        folder=state_dir,
    )
    raise typer.Exit(run_live_fix(options))


def _check_options(
    target: str | None, *, for_target: dict[str, bool], for_account: dict[str, bool]
) -> None:
    """Refuse options that say nothing about what is to be fixed."""
    wrong, what = (
        (for_target, "is for a TARGET, but none is named")
        if target is None
        else (for_account, f"is for an AWS account, but {target!r} is a file")
    )
    names = [name for name, is_given in wrong.items() if is_given]
    if names:
        stop(f"{', '.join(names)} {what}")
    if for_target["--diff"] and (for_target["--write"] or for_target["--format"]):
        stop("--diff prints a patch and nothing else; remove --write and --format")


def _of_account(scan: ScanOptions | None) -> ScanOptions:
    if scan is None:  # pragma: no cover - only with a target
        raise typer.Exit(ExitStatus.USAGE)
    return scan
