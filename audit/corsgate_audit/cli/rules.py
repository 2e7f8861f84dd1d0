"""``corsgate rules``: what the audit looks for."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from corsgate_audit.cli.terminal import Format, console, writing


def rules(
    output_format: Annotated[
        Format, typer.Option("--format", help="How the list is written.")
    ] = Format.TEXT,
) -> None:
    """List the rules."""
    # Here, since the rules bring Velocity: showing the help of this command needs none of it.
    from corsgate_audit.report.lines import Line, write
    from corsgate_audit.report.rule_page import rule_object
    from corsgate_audit.rules.registry import all_rules

    every = all_rules()
    width = max(len(rule.slug) for rule in every)
    lines = (
        Line(f"{rule.slug:{width}}  {rule.severity!s:8}  {rule.summary}", label=rule.id)
        for rule in every
    )
    with writing():
        if output_format is Format.JSON:
            sys.stdout.write(json.dumps([rule_object(rule) for rule in every], indent=2) + "\n")
        else:
            write(console(), lines)
