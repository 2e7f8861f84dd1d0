"""``corsgate audit --explain``: findings in full, each with the exchange that proves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.audit_formats import AuditFormat
from corsgate_audit.cli.terminal import show, stop, writing

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

Explain = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="RULE",
        help="Rule, or fingerprint of a finding, to show in full with the exchange that proves it; "
        "all for every finding.",
        show_default=False,
        rich_help_panel="Output",
    ),
]

_ALL = "all"
_is_fingerprint = re.compile(r"[0-9a-f]{6,64}", re.IGNORECASE).fullmatch
"""Or its beginning, as git takes the beginning of a commit's."""


def refuse_explain(name: str | None, report: AuditFormat, output: Path | None) -> None:
    """Refuse what cannot be explained before anything is audited.

    Args:
        name: see `Explain`; None where nothing is to be explained.
        report: format of the report.
        output: file for the report; None for standard output.

    Raises:
        typer.Exit: no rule has the name, or the report is not text for a terminal.
    """
    if name is None:
        return
    if report is not AuditFormat.TEXT or output is not None:
        stop("--explain writes text to standard output; leave out --format and --output")
    if name != _ALL and not _is_fingerprint(name):
        _rules(name)


def write_explained(judgement: Judgement, name: str) -> None:
    """Write the findings in full to standard output.

    Args:
        judgement: all that the audit found.
        name: see `Explain`.

    Raises:
        typer.Exit: no finding has the fingerprint.
    """
    from corsgate_audit.report.text_report import explained_report

    found = _findings(judgement, name)
    if not found and name != _ALL and _is_fingerprint(name):
        stop(f"no finding has the fingerprint {name!r}; --format json lists them")
    with writing():
        show(explained_report(judgement, found))


def _findings(judgement: Judgement, name: str) -> list[Finding]:
    if name == _ALL:
        return list(judgement.findings)
    if _is_fingerprint(name):
        wanted = name.lower()
        return [
            each
            for each in judgement.findings
            if each.fingerprint.startswith(wanted) or each.fingerprint_v2.startswith(wanted)
        ]
    rules = _rules(name)
    return [each for each in judgement.findings if each.rule in rules]


def _rules(name: str) -> set[str]:
    from corsgate_audit.rules.selection import SelectionError, selected_rules

    try:
        return {rule.id for rule in selected_rules([name])}
    except SelectionError as error:
        stop(f"--explain: {error}")
