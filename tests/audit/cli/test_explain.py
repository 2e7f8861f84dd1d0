"""``corsgate explain`` and ``corsgate rules``: offline, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.report.rule_page import rule_text
from corsgate_audit.rules.notices import NOTICES, NoticeRule
from corsgate_audit.rules.registry import all_rules, rule_named

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.rules.rule import Rule

CONSOLE = (
    "Access to fetch at 'https://api.example.com/items/1' from origin 'https://app.example.com' "
    "has been blocked by CORS policy: Method PUT is not allowed by "
    "Access-Control-Allow-Methods in preflight response."
)


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", ["CORS102", "preflight-requires-auth"])
def test_a_rule_is_explained_with_its_whole_page(name: str) -> None:
    """The same words as in the documentation."""
    assert run("explain", name) == (0, rule_text(rule_named("CORS102")), "")


def test_a_rule_is_explained_to_programs() -> None:
    """The parts of the page, each by itself."""
    status, output, _ = run("explain", "CORS110", "--format", "json")
    explained = json.loads(output)

    assert status == 0
    assert (explained["rule"], explained["slug"]) == ("CORS110", "allow-methods-incomplete")
    assert explained["symptoms"] == ["MethodDisallowedByPreflightResponse"]
    assert explained["fix"]["safety"] == "safe"
    assert set(explained["use_instead"]) == {"cdk", "cloudformation", "cli"}


def test_an_unknown_rule_is_one_line_and_2(snapshot: SnapshotAssertion) -> None:
    """It names those that are known."""
    status, output, error = run("explain", "CORS999")

    assert (status, output) == (2, "")
    assert error == snapshot
    assert error.count("\n") == 1


def test_a_console_text_leads_to_the_rules_that_it_is_about() -> None:
    """Pasted as it stands in the console, with a line break that the terminal put in."""
    status, output, _ = run(
        "explain", "--symptom", CONSOLE.replace(" in preflight", "\n in preflight")
    )

    assert status == 0
    assert "MethodDisallowedByPreflightResponse" in output
    assert "**CORS110**" in output
    assert "CORS101" not in output


def test_a_console_text_leads_programs_to_the_rules() -> None:
    """The error's name, and the ids."""
    status, output, _ = run("explain", "--symptom", CONSOLE, "--format", "json")

    assert status == 0
    found = json.loads(output)
    assert found["errors"] == ["MethodDisallowedByPreflightResponse"]
    assert {"CORS110", "CORS204"} <= set(found["rules"])
    assert "CORS101" not in found["rules"]


def test_a_console_text_that_no_rule_is_about_says_so(snapshot: SnapshotAssertion) -> None:
    """That there is no rule is told from that the text is not understood."""
    text = (
        "Response to preflight request doesn't pass access control check: Redirect is not allowed "
        "for a preflight request."
    )

    status, output, _ = run("explain", "--symptom", text)

    assert status == 0
    assert output == snapshot


def test_a_text_that_is_not_about_cors_is_one_line_and_2(snapshot: SnapshotAssertion) -> None:
    """It quotes what was pasted."""
    status, output, error = run("explain", "--symptom", "404 Not Found")

    assert (status, output) == (2, "")
    assert error == snapshot


@pytest.mark.parametrize("arguments", [[], ["CORS101", "--symptom", CONSOLE]])
def test_explain_takes_a_rule_or_a_symptom(
    arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    """Neither and both are told apart from an answer."""
    status, output, error = run("explain", *arguments)

    assert (status, output) == (2, "")
    assert error == snapshot


def test_rules_lists_every_rule_on_a_line() -> None:
    """Its id, name, severity and summary."""
    status, output, _ = run("rules")
    lines = output.splitlines()

    assert status == 0
    every: list[Rule | NoticeRule] = [*all_rules(), *NOTICES]
    for line, rule in zip(lines, every, strict=True):
        page = rule.page
        assert line.split(maxsplit=3) == [rule.id, rule.slug, str(page.severity), page.summary]


def test_rules_lists_every_rule_for_programs() -> None:
    """The same objects as `explain` writes."""
    status, output, _ = run("rules", "--format", "json")

    assert status == 0
    assert [each["rule"] for each in json.loads(output)] == [
        *(rule.id for rule in all_rules()),
        *(notice.id for notice in NOTICES),
    ]


def test_on_a_terminal_the_page_is_laid_out() -> None:
    """Rich takes the Markdown for what it is."""
    result = CliRunner().invoke(app, ["explain", "CORS110"], env={"FORCE_COLOR": "1"})

    assert result.exit_code == 0
    assert "\x1b[" in result.stdout
    assert "## Why" not in result.stdout
    assert "Why" in result.stdout


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_what_reports_say_beside_findings_is_explained(notice: NoticeRule) -> None:
    """By id and by name, as a page and as JSON."""
    page = CliRunner().invoke(app, ["explain", notice.slug])
    said = CliRunner().invoke(app, ["explain", notice.id.lower(), "--format", "json"])

    assert page.stdout.startswith(
        f"# {notice.id} {notice.slug}\n\nSeverity: {notice.page.severity}. "
    )
    assert "\n## What to do\n" in page.stdout
    assert json.loads(said.stdout)["rule"] == notice.id
