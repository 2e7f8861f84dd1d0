"""``corsgate fix``: plan what cures the findings, show it, and change it if asked to."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.fix_live import STATE_FOLDER, LiveFixOptions, run_live_fix
from corsgate_audit.cli.fix_template import TemplateFixOptions, run_template_fix
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


def fix(  # noqa: PLR0913 - one parameter for each option
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET",
            help="A template (CloudFormation or SAM) or an OpenAPI document. None: the AWS account "
            "of the environment.",
            show_default=False,
        ),
    ] = None,
    *,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="TOML with what the APIs shall allow."),
    ] = None,
    api: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An API to change, by name or id; may be repeated."),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A stage of REST APIs to deploy; may be repeated."),
    ] = None,
    error_origin: ErrorOriginName = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="For TARGET: print a patch that git apply takes.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="For TARGET: change the file.")] = False,
    output_format: Annotated[
        Format, typer.Option("--format", help="For TARGET: how the plan is written.")
    ] = Format.TEXT,
    allow_path: AllowPath = None,
    apply: Annotated[bool, typer.Option("--apply", help="Make the changes.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Make those too that are not safe.")
    ] = False,
    rollback: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take a run back: the file that it saved the state in."),
    ] = None,
    state_dir: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the state is saved before a change.")
    ] = STATE_FOLDER,
    profiles: Profiles = None,
    regions: Regions = None,
    max_rps: MaxRps = None,
    organization: Organization = False,
    role: Role = None,
    external_id: ExternalId = None,
) -> None:
    """Cure what the audit finds: a plan first, and the changes with --write or --apply.

    Exit status: 0 all is well, 1 something is left to be changed, 2 usage, 3 something that was
    expected could not be seen.
    """
    _check_options(
        target,
        for_target={
            "--diff": diff,
            "--write": write,
            "--format": output_format is not Format.TEXT,
            "--allow-path": bool(allow_path),
        },
        for_account={
            "--apply": apply,
            "--rollback": rollback is not None,
            "--api": bool(api),
            "--stage": bool(stage),
            "--state-dir": state_dir != STATE_FOLDER,
        },
    )
    scan = scan_options(
        [] if target is None else [target],
        profiles=profiles,
        regions=regions,
        max_rps=max_rps,
        organization=organization,
        role=role,
        external_id=external_id,
    )
    found = None if policy is None else policy_of(policy)
    origin = None if error_origin is None else error_origin.choice
    if target is not None:
        if found is None:
            stop("--policy FILE is needed: what the APIs shall allow")
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
        (for_target, "is for a TARGET, and none is named")
        if target is None
        else (for_account, f"is for an AWS account, and {target!r} is a file")
    )
    names = [name for name, is_given in wrong.items() if is_given]
    if names:
        stop(f"{', '.join(names)} {what}")
    if for_target["--diff"] and (for_target["--write"] or for_target["--format"]):
        stop("--diff prints a patch and nothing else; leave --write and --format out")


def _of_account(scan: ScanOptions | None) -> ScanOptions:
    if scan is None:  # pragma: no cover - only with a target
        raise typer.Exit(ExitStatus.USAGE)
    return scan
