"""What `explain`, SARIF and JSON show of a rule's page; the generated pages of the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.report.rule_page import rule_object, rule_text
from corsgate_audit.rules.registry import rule_named
from support.docs import generated_pages, stale_pages

if TYPE_CHECKING:
    from pathlib import Path


def test_the_committed_pages_are_the_generated_ones() -> None:
    """Nobody edits them by hand, and no rule changes without its row: run `make docs`."""
    assert stale_pages() == [], "write them anew: make docs"


def test_a_changed_page_and_a_missing_one_are_told(tmp_path: Path) -> None:
    """The check above can fail in each of its ways."""
    for path, text in generated_pages().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert stale_pages(tmp_path) == []

    (tmp_path / "rules.md").write_text("edited", "utf-8")
    (tmp_path / "verdicts.md").unlink()
    (tmp_path / "causes" / "gone.md").write_text("of an older version", "utf-8")

    assert stale_pages(tmp_path) == [
        "rules.md: not as generated",
        "verdicts.md: not as generated",
        "causes/gone.md: left over",
    ]


def test_a_page_is_shown_as_it_stands_below_what_the_code_knows_of_the_rule() -> None:
    """Title, facts, and then the page letter by letter."""
    rule = rule_named("CORS110")

    assert rule_text(rule) == (
        "# CORS110 allow-methods-incomplete\n\n"
        "Severity: high. Kind: broken. Front doors: rest. "
        "Fix: safe, unsafe or manual, as each finding says of its source.\n\n"
        + rule.page_file.read_text("utf-8").partition("# CORS110 allow-methods-incomplete\n\n")[2]
    )


@pytest.mark.parametrize(
    ("name", "safety"),
    [("CORS110", None), ("CORS603", "manual"), ("CORS701", "manual"), ("CORS606", "manual")],
)
def test_what_no_fix_writes_is_manual_whatever_the_source(name: str, safety: str | None) -> None:
    """A function's code, and what has no repair; of all else the source of a finding decides."""
    rule = rule_named(name)
    assert rule_object(rule)["fix"]["safety"] == safety
    assert ("Fix: manual." in rule_text(rule)) is (safety is not None)


def test_json_has_every_section_of_the_page() -> None:
    """Nothing of a page is for people alone."""
    rule = rule_named("CORS110")
    found = rule_object(rule)

    assert (found["rule"], found["severity"], found["fix"]["safety"]) == ("CORS110", "high", None)
    assert found["summary"] == rule.page.summary
    assert found["fix"]["summary"] == rule.page.fix
    assert found["sources"] == list(rule.page.sources)
