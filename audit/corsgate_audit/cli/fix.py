"""``corsgate fix``: plan what cures the findings, show it, and change it if asked to."""

from __future__ import annotations

import tomllib
from pathlib import Path  # noqa: TC003 - Typer reads it when the command runs
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.fix_live import STATE_FOLDER, LiveFixOptions, run_live_fix
from corsgate_audit.cli.scan_options import (
    ExternalId,
    MaxRps,
    Organization,
    Profiles,
    Regions,
    Role,
    scan_options,
)
from corsgate_audit.cli.terminal import complain, stop

if TYPE_CHECKING:
    from corsgate import CorsPolicy


def fix(  # noqa: PLR0913 - one parameter for each option
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
    error_origin: Annotated[
        str | None,
        typer.Option(
            metavar="reflect|first",
            help="What errors of a REST API name where the policy has several origins.",
        ),
    ] = None,
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
    """Cure what the audit finds: a plan first, and the changes with --apply.

    Exit status: 0 all is well, 1 something is left to be changed, 2 usage, 3 something that was
    expected could not be seen.
    """
    scan = scan_options(
        [],
        profiles=profiles,
        regions=regions,
        max_rps=max_rps,
        organization=organization,
        role=role,
        external_id=external_id,
    )
    if scan is None:  # pragma: no cover - only with targets
        raise typer.Exit
    options = LiveFixOptions(
        scan=scan,
        policy=None if policy is None else _policy(policy),
        apis=tuple(api or ()),
        stages=tuple(stage or ()),
        error_origin=error_origin,
        apply=apply,
        unsafe=unsafe,
        rollback=rollback,
        folder=state_dir,
    )
    raise typer.Exit(run_live_fix(options))


def _policy(path: Path) -> CorsPolicy:
    from corsgate import CorsPolicy, PolicyError

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return CorsPolicy(**content)
    except OSError as error:
        stop(f"the policy {str(path)!r} cannot be read: {error.strerror or error}")
    except PolicyError as error:
        for problem in error.problems:
            complain(f"{path}: {problem.message}")
    except (ValueError, TypeError) as error:
        complain(f"{path}: {error}")
    raise typer.Exit(2)
