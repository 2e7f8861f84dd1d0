"""``corsgate rules``: what the audit looks for."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.terminal import Format, show, writing

if TYPE_CHECKING:
    from corsgate_audit.rules.notices import NoticeRule
    from corsgate_audit.rules.rule import Rule


def rules(
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the list.", rich_help_panel="Output"),
    ] = Format.TEXT,
) -> None:
    """List the rules, and the notices of reports."""
    # Here, since the rules bring Velocity: showing the help of this command needs none of it.
    from corsgate_audit.report.lines import Line
    from corsgate_audit.report.rule_page import notice_object, rule_object
    from corsgate_audit.rules.notices import NOTICES
    from corsgate_audit.rules.registry import all_rules

    every: list[Rule | NoticeRule] = [*all_rules(), *NOTICES]
    width = max(len(rule.slug) for rule in every)
    lines = (
        Line(f"{rule.slug:{width}}  {rule.page.severity!s:8}  {rule.page.summary}", label=rule.id)
        for rule in every
    )
    with writing():
        if output_format is Format.JSON:
            objects = [*map(rule_object, all_rules()), *map(notice_object, NOTICES)]
            sys.stdout.write(json.dumps(objects, indent=2) + "\n")
        else:
            show(lines)
