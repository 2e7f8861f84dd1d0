"""``corsgate explain``: a rule's page, or the rules that a console text may be about."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corsgate_audit.cli.terminal import Format, console, stop, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser import CorsError
    from corsgate_audit.rules.rule import Rule


def explain(
    rule: Annotated[
        str | None, typer.Argument(metavar="RULE", help="Id or name of a rule.", show_default=False)
    ] = None,
    symptom: Annotated[
        str | None,
        typer.Option(
            "--symptom",
            metavar="TEXT",
            help="Text of a browser's console, to find the rules that it may be about.",
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the answer.", rich_help_panel="Output"),
    ] = Format.TEXT,
) -> None:
    """Explain a rule, or a sentence of a browser's console."""
    if (rule is None) == (symptom is None):
        stop("name a rule, or paste a console text with --symptom: one of the two")
    with writing():
        if rule is not None:
            _explain_rule(rule, output_format)
        if symptom is not None:
            _explain_symptom(symptom, output_format)


def _explain_rule(name: str, output_format: Format) -> None:
    # Here, since the rules bring Velocity: showing the help of this command needs none of it.
    from corsgate_audit.report.rule_page import notice_object, notice_text, rule_object, rule_text
    from corsgate_audit.rules.notices import notice_named
    from corsgate_audit.rules.registry import UnknownRuleError, rule_named

    notice = notice_named(name)
    if notice is not None:
        _write_either(notice_object(notice), notice_text(notice), output_format)
        return
    try:
        rule = rule_named(name)
    except UnknownRuleError as error:
        stop(str(error))
    _write_either(rule_object(rule), rule_text(rule), output_format)


def _write_either(found: dict[str, Any], page: str, output_format: Format) -> None:
    if output_format is Format.JSON:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        _write_markdown(page)


def _explain_symptom(text: str, output_format: Format) -> None:
    # Here for the same reason.
    from corsgate_audit.browser import errors_named_by
    from corsgate_audit.rules.registry import all_rules

    errors = errors_named_by(text)
    if not errors:
        stop(f"no sentence of Chromium's or Firefox's console about CORS is in {text!r}")
    rules = [rule for rule in all_rules() if set(rule.page.symptoms) & set(errors)]
    if output_format is Format.JSON:
        found = {"errors": list(errors), "rules": [rule.id for rule in rules]}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        _write_markdown(_symptom_page(errors, rules))


def _symptom_page(errors: Sequence[CorsError], rules: Sequence[Rule]) -> str:
    """Return what a console text is about, in Markdown."""
    lines = [f"Chromium's name for it: {' or '.join(errors)}.", ""]
    if not rules:
        return "\n".join([*lines, "No rule looks for what leads to it yet."]) + "\n"
    lines += ["What may have led to it:", ""]
    for rule in rules:
        lines += [f"- **{rule.id}** {rule.page.summary}", f"  Fix: {rule.page.fix}"]
    return "\n".join([*lines, "", "More: `corsgate explain RULE`"]) + "\n"


def _write_markdown(text: str) -> None:
    """Write Markdown, laid out on a terminal and as it is anywhere else."""
    screen = console()
    if not screen.is_terminal:
        sys.stdout.write(text)
        return
    # Here, since Rich's Markdown takes a tenth of a second to import.
    from rich.markdown import Markdown

    screen.print(Markdown(text))
