"""The rules' pages: complete, in a fixed order, and as committed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.report.rule_page import rule_page
from corsgate_audit.rules.registry import all_rules, rule_named
from support.docs import generated_pages, stale_pages

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.rules.rule import Rule

SECTIONS = [
    "# CORS",
    "## What it looks for",
    "## Why",
    "## What the browser shows",
    "## Example",
    "## Use instead",
    "### CDK",
    "### CloudFormation",
    "### CLI",
    "## Fix",
    "## When not to fix",
    "## References",
]


def test_the_committed_pages_are_the_generated_ones() -> None:
    """Nobody edits them by hand, and no rule changes without its page: run `make docs`."""
    assert stale_pages() == []


def test_a_changed_page_a_missing_one_and_one_of_no_rule_are_told(tmp_path: Path) -> None:
    """The check above can fail in each of its ways."""
    for path, text in generated_pages().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert stale_pages(tmp_path) == []

    (tmp_path / "rules" / "CORS101.md").write_text("edited", "utf-8")
    (tmp_path / "rules" / "CORS102.md").unlink()
    (tmp_path / "rules" / "CORS000.md").write_text("", "utf-8")

    assert stale_pages(tmp_path) == [
        "rules/CORS101.md: not as generated",
        "rules/CORS102.md: not as generated",
        "rules/CORS000.md: of no rule",
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_page_has_every_section_in_the_same_order(rule: Rule) -> None:
    """A reader who knows one page knows where to look on the others."""
    text = re.sub(r"```.*?```", "", rule_page(rule), flags=re.DOTALL)
    headings = [line for line in text.splitlines() if line.startswith("#")]

    assert headings == [f"# {rule.id} {rule.slug}", *SECTIONS[1:]]


def test_a_page_shows_the_rule_s_own_words() -> None:
    """What is on the page is what the rule says."""
    rule = rule_named("CORS110")
    page = rule_page(rule)

    assert page.startswith(
        "# CORS110 allow-methods-incomplete\n\nSeverity: high. Kind: broken. Front doors: rest.\n"
    )
    assert rule.summary in page
    assert f"{rule.fix.summary} (safe)" in page
    assert all(f"- <{source}>" in page for source in rule.sources)
