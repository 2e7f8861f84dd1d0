"""``corsgate explain``: a rule's or a cause's page, or what a pasted text is about."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corsgate_audit.cli.terminal import Format, console, stop, writing
from corsgate_audit.report.lines import printable

if TYPE_CHECKING:
    from corsgate_audit.symptoms import Reading

SHOWN = 200
"""Characters of a text that is not recognised, in the message."""


def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="RULE",
            help="Rule or cause, by id or name; or a pasted sentence in quotation marks.",
            show_default=False,
        ),
    ] = None,
    symptom: Annotated[
        str | None,
        typer.Option(
            "--symptom",
            metavar="TEXT",
            help="Text from the browser's console, the network panel, curl, a library or the "
            "gateway's log; - reads it from standard input.",
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        Format,
        typer.Option("--format", help="Format of the answer.", rich_help_panel="Output"),
    ] = Format.TEXT,
) -> None:
    """Explain a rule, a cause, or what a browser says about a request.

    A pasted text may be a whole dump, in any browser's words. The answer names its sentences, the
    request, the possible causes in order of likelihood, and commands that are ready to run.

    Exit status: 0 explained, 2 not recognised.
    """
    if (name is None) == (symptom is None):
        stop("name a rule, or paste a console text with --symptom, but not both")
    if symptom is not None:
        _explain_symptom(_pasted(symptom), output_format)
    if name is not None:
        _explain_name(name, output_format)


def _pasted(symptom: str) -> str:
    from corsgate_audit.symptoms.plain import LONGEST_TEXT

    return sys.stdin.read(LONGEST_TEXT) if symptom == "-" else symptom


def _explain_name(name: str, output_format: Format) -> None:
    """Explain a rule or a cause; what is neither, and more than a word, is a pasted text."""
    from corsgate_audit.causes import CAUSES

    cause = next((each for each in CAUSES if each.slug == name.lower()), None)
    if cause is not None:
        from corsgate_audit.report.symptom_reports import cause_object, cause_page

        with writing():
            _write_either(cause_object(cause), cause_page(cause), output_format)
    elif len(name.split()) > 1:
        _explain_symptom(name, output_format)
    else:
        with writing():
            _explain_rule(name, output_format)


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
    from corsgate_audit.report.symptom_reports import PASTE_INSTEAD
    from corsgate_audit.symptoms import read_symptom

    reading = read_symptom(text)
    if reading is None:
        shown = " ".join(text.split())
        quoted = repr(shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…")
        stop(
            f"no error message of a browser, a gateway or curl was found in {quoted}; "
            f"{PASTE_INSTEAD}"
        )
    with writing():
        _write_symptom(reading, output_format)


def _write_symptom(reading: Reading, output_format: Format) -> None:
    from corsgate_audit.report.symptom_reports import symptom_json, symptom_page

    if output_format is Format.JSON:
        sys.stdout.write(symptom_json(reading))
    else:
        _write_markdown(
            "".join(f"{printable(line)}\n" for line in symptom_page(reading).splitlines())
        )


def _write_markdown(text: str) -> None:
    """Write Markdown, laid out on a terminal and as it is anywhere else."""
    screen = console()
    if not screen.is_terminal:
        sys.stdout.write(text)
        return
    # Here, since Rich's Markdown takes a tenth of a second to import.
    from rich.markdown import Markdown

    screen.print(Markdown(text))
