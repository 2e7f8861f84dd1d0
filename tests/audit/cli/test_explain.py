"""``corsgate explain`` and ``corsgate rules``: offline, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corsgate_audit.causes import CAUSES, described
from corsgate_audit.cli import app
from corsgate_audit.report.rule_page import rule_text
from corsgate_audit.rules.notices import NOTICES, NoticeRule
from corsgate_audit.rules.registry import all_rules, rule_named

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.causes import Description
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
    assert explained["fix"]["safety"] is None
    assert set(explained["use_instead"]) == {"cdk", "cloudformation", "cli"}


def test_an_unknown_rule_is_one_line_and_2(snapshot: SnapshotAssertion) -> None:
    """It names those that are known."""
    status, output, error = run("explain", "CORS999")

    known = ", ".join(rule.id for rule in all_rules())
    assert (status, output) == (2, "")
    assert error.replace(known, "<every rule>") == snapshot
    assert error.count("\n") == 1


def test_a_console_text_leads_to_causes_and_commands(snapshot: SnapshotAssertion) -> None:
    """Pasted as it stands in the console, with a line break that the terminal put in."""
    pasted = CONSOLE.replace(" in preflight", "\n in preflight")
    status, output, error = run("explain", "--symptom", pasted)

    assert (status, error) == (0, "")
    assert output == snapshot
    assert run("explain", pasted) == (status, output, error)


def test_a_console_text_is_read_from_standard_input_for_programs() -> None:
    """The whole contract: sentences, request, causes, next."""
    arguments = ["explain", "--symptom", "-", "--format", "json"]
    result = CliRunner().invoke(app, arguments, input=CONSOLE)
    found = json.loads(result.stdout)

    assert (result.exit_code, result.stderr) == (0, "")
    assert list(found) == ["schema_version", "sentences", "request", "causes", "next"]
    assert found["sentences"] == [
        {
            "browser": "chrome",
            "error": "MethodDisallowedByPreflightResponse",
            "text": CONSOLE.partition("CORS policy: ")[2],
        }
    ]
    assert found["request"] == {
        "url": "https://api.example.com/items/1",
        "origin": "https://app.example.com",
        "method": "PUT",
        "header": None,
        "status": None,
    }
    cause = described("method-not-allowed")
    assert found["causes"][0] == {
        "slug": cause.slug,
        "rule": "CORS110",
        "title": cause.title,
        "fix": cause.fix,
    }


def test_a_text_that_does_not_name_the_page_says_what_to_replace(
    snapshot: SnapshotAssertion,
) -> None:
    """The command runs as it is, with an example's origin and GET."""
    url = "https://api.example.com/"
    status, output, _ = run("explain", f"Preflight response is not successful {url}")

    assert status == 0
    assert f"    corsgate probe {url} --origin https://app.example.com --header" in output
    assert output.splitlines()[-3:] == snapshot


def test_a_text_that_is_not_about_cors_is_one_line_and_2(snapshot: SnapshotAssertion) -> None:
    """It quotes what was pasted, in part, and says what to paste instead."""
    status, output, error = run("explain", "--symptom", "404 Not Found")

    assert (status, output) == (2, "")
    assert error == snapshot
    assert error.count("\n") == 1
    assert "\u2026'; paste" in run("explain", "--symptom", "x" * 10_000)[2]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.slug)
def test_a_cause_is_explained(cause: Description) -> None:
    """By its slug, as a page and as JSON."""
    status, page, _ = run("explain", cause.slug)
    found = json.loads(run("explain", cause.slug, "--format", "json")[1])

    assert status == 0
    assert page.startswith(f"# {cause.slug}\n\n")
    assert cause.fix in page
    assert (found["cause"], found["rules"]) == (cause.slug, list(cause.rules))


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
