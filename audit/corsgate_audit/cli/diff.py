"""``corsgate diff``: what a change lets browsers do."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.exit_status import AllowPartial, ExitStatus, IfAny
from corsgate_audit.cli.given_options import (
    DEFAULT_WORKSPACE,
    ParameterOverrides,
    VariableEnvironment,
    VariableFiles,
    Variables,
    Workspace,
    given_values,
)
from corsgate_audit.cli.scan_options import AllowPath, Regions, allowed_paths
from corsgate_audit.cli.terminal import console, stop, writing
from corsgate_audit.cli.verbosity import Verbosity, verbosity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corsgate_audit.collect.given import Given
    from corsgate_audit.diff.changes import Difference
    from corsgate_audit.model import Collection

AWS = "aws"
"""Stands for the account of the environment; ``aws:PROFILE`` for that of a profile."""
_BOTH = 2


class FailOn(StrEnum):
    """The changes that make the exit status 1."""

    WIDER = "wider"
    NARROWER = "narrower"
    ANY = "any"
    NEVER = "never"


class DiffFormat(StrEnum):
    """How the changes are written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


def diff(  # noqa: PLR0913 - one parameter for each option
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="BEFORE AFTER",
            help="Template, OpenAPI document, Terraform plan (JSON), folder of them, cdk.out, or "
            "'aws' for the account of the environment ('aws:PROFILE' for a profile's).",
            show_default=False,
        ),
    ],
    *,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="REVISION",
            help="Compare the one TARGET with itself at a revision of git: origin/main, HEAD~1.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            "--fail-on",
            help="Changes that make the exit status 1.",
            rich_help_panel="Exit status",
        ),
    ] = FailOn.WIDER,
    allow_partial: AllowPartial = False,
    if_any: IfAny = False,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    parameter_overrides: ParameterOverrides = None,
    regions: Regions = None,
    output_format: Annotated[
        DiffFormat,
        typer.Option("--format", help="Format of the changes.", rich_help_panel="Output"),
    ] = DiffFormat.TEXT,
) -> None:
    """Show what pages may newly do after a change, and what they may do no more.

    Each change has its two exchanges: what a page met before, and what it meets after. --verbose
    prints them request by request.

    Exit status: 0 nothing that --fail-on names, 1 a change that it names, 2 usage, 3 something
    that could change the answer is undetermined; changes go before what is undetermined.
    """
    from corsgate_audit.collect import TargetError

    given = given_values(variables, var_file, workspace, parameter_overrides, environment=var_env)
    try:
        if base is None:
            found = _of_two(targets, allow_path, regions, given)
        else:
            found = _of_revision(targets, base, allow_path, given)
    except TargetError as error:
        stop(str(error))
    if not (found.is_read or if_any):
        stop(
            f"neither side of {' and '.join(map(repr, targets))} describes an API; add --if-any "
            "where that is no error"
        )
    _write(found, output_format, _sides(targets, base))
    raise typer.Exit(_exit_status(found, fail_on, allow_partial=allow_partial))


def _of_two(
    targets: Sequence[str], allow_path: Sequence[Path] | None, regions: str | None, given: Given
) -> Difference:
    from corsgate_audit.diff.differing import difference

    if len(targets) != _BOTH:
        stop(
            f"two targets are needed, BEFORE and AFTER, but {len(targets)} given; or name one and "
            "--base REVISION"
        )
    accounts = [each for each in targets if _is_account(each)]
    if regions is not None and not accounts:
        stop(f"--regions is for an AWS account; name {AWS!r} as BEFORE or AFTER")
    before, after = (_collected(each, allow_path, given, regions) for each in targets)
    return difference(before, after, (targets[0], targets[1]))


def _is_account(target: str) -> bool:
    return target == AWS or target.startswith(f"{AWS}:")


def _collected(
    target: str,
    allow_path: Sequence[Path] | None,
    given: Given,
    regions: str | None = None,
) -> Collection:
    from corsgate_audit.cli.scan_options import scan_options
    from corsgate_audit.collect import NothingToReadError, collect

    if not _is_account(target):
        allowed = allowed_paths([target], allow_path)
        try:
            return collect([target], allow_paths=allowed, given=given)
        except NothingToReadError as error:
            return error.collection  # a template that is new, or gone, on the other side alone
    profile = target.partition(":")[2]
    options = scan_options(
        [],
        profiles=[profile] if profile else None,
        regions=regions,
        max_rps=None,
        organization=False,
        role=None,
        external_id=None,
    )
    return collect([], options)


def _of_revision(
    targets: Sequence[str], base: str, allow_path: Sequence[Path] | None, given: Given
) -> Difference:
    from corsgate_audit.collect.revision import at_revision
    from corsgate_audit.diff.differing import difference

    if len(targets) != 1 or _is_account(targets[0]):
        stop(
            f"--base {base} compares one file or folder with itself; name one TARGET, not "
            f"{' '.join(targets)!r}"
        )
    after = _collected(targets[0], allow_path, given)
    allowed = allowed_paths(targets, allow_path)
    with at_revision(targets[0], base, allowed, given) as before:
        return difference(before, after, (targets[0], targets[0]))


def _sides(targets: Sequence[str], base: str | None) -> tuple[str, str]:
    return (targets[0] if base is None else f"{targets[0]} at {base}"), targets[-1]


def _write(found: Difference, output_format: DiffFormat, sides: tuple[str, str]) -> None:
    from corsgate_audit.report.diff_json import diff_json
    from corsgate_audit.report.diff_markdown import diff_markdown
    from corsgate_audit.report.diff_text import diff_text
    from corsgate_audit.report.html.diff import diff_html
    from corsgate_audit.report.lines import write

    with writing():
        if output_format is DiffFormat.JSON:
            sys.stdout.write(diff_json(found))
        elif output_format is DiffFormat.MARKDOWN:
            sys.stdout.write(diff_markdown(found))
        elif output_format is DiffFormat.HTML:
            sys.stdout.write(diff_html(found, sides, datetime.now(UTC)))
        else:
            exchanges = verbosity() is Verbosity.VERBOSE
            write(console(), diff_text(found, exchanges=exchanges))


def _exit_status(found: Difference, fail_on: FailOn, *, allow_partial: bool) -> ExitStatus:
    named = {FailOn.ANY: {"wider", "narrower"}, FailOn.NEVER: set()}.get(fail_on, {fail_on.value})
    if any(each.direction.value in named for each in found.changes):
        return ExitStatus.FINDINGS
    is_open = not found.is_complete and not allow_partial
    return ExitStatus.INCOMPLETE if is_open else ExitStatus.CLEAN
