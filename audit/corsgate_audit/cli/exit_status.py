"""What the command's exit status says; 2 goes before 1, 1 before 3.

Findings are not hidden by an incomplete scan: a pipeline that forgives 3 still sees them.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Severity

_PANEL = "Exit status"

AllowPartial = Annotated[
    bool,
    typer.Option(
        "--allow-partial",
        help="Do not exit with 3 if something was not scanned or is undetermined; the report still "
        "lists it.",
        rich_help_panel=_PANEL,
    ),
]
IfAny = Annotated[
    bool,
    typer.Option(
        "--if-any",
        help="Exit with 0 if there is no API to read; the report says so.",
        rich_help_panel=_PANEL,
    ),
]


class ExitStatus(IntEnum):
    """The statuses that are part of the public contract."""

    CLEAN = 0
    """Nothing at or above the threshold."""
    FINDINGS = 1
    """Something at or above it."""
    USAGE = 2
    """Nothing was audited: a missing file, a broken template, an unknown rule, no credentials."""
    INCOMPLETE = 3
    """Nothing at or above the threshold, and something that was expected could not be scanned."""


def exit_status(
    judgement: Judgement, fail_on: Severity, *, allow_partial: bool = False
) -> ExitStatus:
    """Return the status of an audit.

    Args:
        judgement: its result.
        fail_on: the threshold.
        allow_partial: parts that could not be seen are no reason for a status of their own.
    """
    noticed = any(notice.severity >= fail_on for notice in judgement.notices)
    if judgement.at_or_above(fail_on) or noticed:
        return ExitStatus.FINDINGS
    is_partial = bool(judgement.incomplete) and not allow_partial
    return ExitStatus.INCOMPLETE if is_partial else ExitStatus.CLEAN
