"""The options that say which accounts and regions of AWS are read, and how fast."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.terminal import stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.collect.live.scan import ScanOptions

_PANEL = "AWS"

AllowPath = Annotated[
    list[Path] | None,
    typer.Option(
        "--allow-path",
        metavar="FOLDER",
        help="Folder outside the folder of TARGET that paths in TARGET may point into; repeatable.",
        show_default=False,
    ),
]
Profiles = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        metavar="PROFILE",
        help="Profile of the AWS configuration; repeatable.",
        show_default="the environment's",
        rich_help_panel=_PANEL,
    ),
]
Regions = Annotated[
    str | None,
    typer.Option(
        "--regions",
        metavar="REGION,...",
        help="Regions to scan, or 'all' for those that are enabled.",
        show_default="the profile's",
        rich_help_panel=_PANEL,
    ),
]
MaxRps = Annotated[
    float | None,
    typer.Option(
        "--max-rps",
        metavar="NUMBER",
        help="Calls a second to one service of one account and region.",
        show_default="half of AWS's quota",
        rich_help_panel=_PANEL,
    ),
]
Organization = Annotated[
    bool,
    typer.Option(
        "--organization",
        help="Scan all accounts of the organization too, through --role.",
        rich_help_panel=_PANEL,
    ),
]
Role = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="Role to assume in the accounts of the organization.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
ExternalId = Annotated[
    str | None,
    typer.Option(
        "--external-id",
        metavar="ID",
        help="External id of the role.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Resume = Annotated[
    Path | None,
    typer.Option(
        "--resume",
        metavar="FILE",
        help="State file of an interrupted audit to continue.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]

Code = Annotated[
    bool,
    typer.Option(
        "--code",
        help="Download and read the code of the functions behind the APIs; it is never run.",
        rich_help_panel=_PANEL,
    ),
]


def allowed_paths(
    targets: Sequence[str], given: Sequence[Path] | None, configured: Sequence[Path] | None = None
) -> tuple[Path, ...]:
    """Return the folders whose files the paths in the targets may lead to.

    Args:
        targets: files and folders; an account refers to no file.
        given: see `AllowPath`.
        configured: folders that the configuration names.

    Raises:
        typer.Exit: the option is given without a target.
    """
    if given and not targets:
        stop("--allow-path is for a TARGET, but none is named")
    return (*(given or ()), *((configured or ()) if targets else ()))


def scan_options(  # noqa: PLR0913 - one parameter for each option
    targets: Sequence[str],
    *,
    profiles: Sequence[str] | None,
    regions: str | None,
    max_rps: float | None,
    organization: bool,
    role: str | None,
    external_id: str | None,
    resume: Path | None = None,
    code: bool = False,
) -> ScanOptions | None:
    """Put the options together.

    Args:
        targets: files and folders; there is no AWS to read beside them.
        profiles: see `Profiles`.
        regions: see `Regions`.
        max_rps: see `MaxRps`.
        organization: see `Organization`.
        role: see `Role`.
        external_id: see `ExternalId`.
        resume: see `Resume`.
        code: see `Code`.

    Returns:
        None where files are read.

    Raises:
        typer.Exit: the options contradict each other.
    """
    given = {
        "--profile": bool(profiles),
        "--regions": regions is not None,
        "--max-rps": max_rps is not None,
        "--organization": organization,
        "--role": role is not None,
        "--external-id": external_id is not None,
        "--resume": resume is not None,
        "--code": code,
    }
    names = [name for name, is_given in given.items() if is_given]
    problems = []
    if targets and names:
        problems.append(f"{', '.join(names)} is for an AWS account, but {targets[0]!r} is a target")
    if organization != (role is not None):
        problems.append("--organization and --role NAME must be given together")
    if external_id is not None and role is None:
        problems.append("--external-id is for --role NAME")
    if code and resume is not None:
        problems.append("--code is for a new audit: the state file of --resume holds no code")
    if max_rps is not None and max_rps <= 0:
        problems.append(f"--max-rps {max_rps:g} allows no calls; give more than 0")
    listed = [name.strip() for name in (regions or "").split(",") if name.strip()]
    if regions is not None and not listed:
        problems.append(
            f"--regions {regions!r} names no region; give 'eu-west-1,eu-west-2' or 'all'"
        )
    if problems:
        stop("; ".join(problems))
    if targets:
        return None
    built = _built(profiles or (), listed, max_rps, role, external_id, resume)
    return replace(built, code=code)


def _built(  # noqa: PLR0913, PLR0917 - one parameter for each option
    profiles: Sequence[str],
    regions: Sequence[str],
    max_rps: float | None,
    role: str | None,
    external_id: str | None,
    resume: Path | None,
) -> ScanOptions:
    # Here, since boto3 takes longer to import than a template takes to read.
    from corsgate_audit.collect.live.organization import MemberRole
    from corsgate_audit.collect.live.scan import ScanOptions

    members = None if role is None else MemberRole(name=role, external_id=external_id)
    return ScanOptions(
        profiles=tuple(profiles),
        regions=tuple(regions),
        max_rps=max_rps,
        resume=resume,
        members=members,
    )
