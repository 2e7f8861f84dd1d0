"""``corsgate audit --organization --results FOLDER``: an auditor's files, from this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corsgate_audit.cli.accepted_options import split
from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.progress import progress
from corsgate_audit.cli.terminal import stop
from corsgate_audit.cli.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.cli.config import Config
    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.collect.live.scan import ScanOptions
    from corsgate_audit.model import Severity

Results = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="FOLDER",
        help="Folder for the results of --organization: reports, and the difference to the last "
        "run; an interrupted run is continued.",
        show_default=False,
        rich_help_panel="AWS",
    ),
]


def refuse_with_results(given: dict[str, bool]) -> None:
    """Stop where options are given that results are not for.

    Args:
        given: options by their names, and whether they are given.

    Raises:
        typer.Exit: one is.
    """
    names = [name for name, is_given in given.items() if is_given]
    if names:
        stop(f"--results writes files of its own; leave out {', '.join(names)}")


def audit_into(
    folder: Path,
    options: ScanOptions | None,
    config: Config,
    *,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
) -> dict[str, Any] | None:
    """Audit an organization into a folder, and say what came of it.

    Args:
        folder: folder of the results.
        options: accounts and regions.
        config: configuration; its suppressions are not applied.
        select: rules to apply; None for those of the configuration.
        ignore: rules to skip; None for those of the configuration.

    Returns:
        What the run came to; None where it was interrupted.

    Raises:
        typer.Exit: the options are not for an organization, or it cannot be listed.
    """
    if options is None or options.members is None:
        stop("--results is for --organization and --role NAME")
    if len(options.profiles) > 1:
        stop(f"--results takes one --profile, but {len(options.profiles)} are given")
    if config.suppressions:
        note("suppressions are not applied with --results: its files have every finding")
    # Here, since boto3 takes longer to import than the help to show.
    from corsgate_audit.collect import TargetError
    from corsgate_audit.collect.live.account import identify
    from corsgate_audit.collect.live.errors import UNREADABLE, one_line
    from corsgate_audit.organization.one_machine import audit_here
    from corsgate_audit.organization.settings import AuditorSettings
    from corsgate_audit.organization.storage import FolderStorage

    try:
        caller = identify(options.profiles[0] if options.profiles else None)
        settings = AuditorSettings(
            regions=_regions(caller, options.regions),
            role_name=options.members.name,
            external_id=options.members.external_id,
            select=tuple(split(select or config.select or ())),
            ignore=tuple(split(ignore or config.ignore or ())),
            max_rps=options.max_rps,
            code=options.code,
        )
        with progress() as on_call:
            told = audit_here(settings, FolderStorage(folder), caller, on_call)
    except TargetError as error:
        stop(str(error))
    except (*UNREADABLE, OSError) as error:
        stop(f"the organization cannot be audited: {one_line(error)}")
    if told.record is None:
        note(
            f"interrupted: {told.done} of {told.places} accounts and regions are done; the same "
            "command continues"
        )
        return None
    typer.echo(_summary(told.record, folder / told.keys.of("report.html")))
    return told.record


def _regions(caller: Identity, asked: Sequence[str]) -> tuple[str, ...]:
    from corsgate_audit.collect.live.account import region_of
    from corsgate_audit.collect.live.regions import enabled_regions
    from corsgate_audit.collect.live.scan import ALL

    if ALL in asked:
        return tuple(each for each in enabled_regions(caller) if isinstance(each, str))
    return tuple(asked) or (region_of(caller),)


def _summary(record: dict[str, Any], report: Path) -> str:
    counts = ", ".join(f"{number} {name}" for name, number in record["severities"].items())
    state = "" if record["complete"] else "\nIncomplete: coverage.jsonl says what and why."
    return (
        f"{record['reported']} of {record['places']} accounts and regions reported.\n"
        f"{record['findings']} findings: {counts}; {record['new']} new, {record['gone']} gone."
        f"{state}\n{report}"
    )


def status_of(
    record: dict[str, Any] | None, fail_on: Severity, *, allow_partial: bool
) -> ExitStatus:
    """Return the exit status of a run.

    Args:
        record: what it came to; None where it was interrupted.
        fail_on: lowest severity that counts.
        allow_partial: what was not scanned is no reason for a status of its own.
    """
    from corsgate_audit.model import Severity

    if record is None:
        return ExitStatus.INCOMPLETE
    if any(
        number and Severity[name.upper()] >= fail_on
        for name, number in record["severities"].items()
    ):
        return ExitStatus.FINDINGS
    return ExitStatus.CLEAN if record["complete"] or allow_partial else ExitStatus.INCOMPLETE
