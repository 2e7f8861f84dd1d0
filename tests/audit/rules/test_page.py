"""Pages of rules: each is in the one form, and what is not is told whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import corsgate_audit.rules
from corsgate_audit.rules.notices import NOTICES, NoticeRule
from corsgate_audit.rules.page import PageError, notice_page, rule_page
from corsgate_audit.rules.registry import all_rules, rule_named
from support.apis import GOOD_APIS, preflight, rest_api, route
from support.judging import rules_that_find

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.rules.rule import Rule

FOLDER = Path(corsgate_audit.rules.__path__[0])
PAGE = rule_named("CORS505").page_file.read_text("utf-8")
"""The page with every section, the optional one too."""


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_has_a_page(rule: Rule) -> None:
    """It is read whole, names the rule, and links to what the rule rests on."""
    page = rule.page

    assert page.slug == rule.slug
    assert page.sources
    assert page.symptoms or page.kind in {"security", "hygiene"}


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_every_notice_has_a_page(notice: NoticeRule) -> None:
    """It is read whole, and names the notice."""
    assert notice.page.slug == notice.slug


def test_no_page_is_left_over() -> None:
    """A page of no rule would be read by nobody."""
    pages = {rule.page_file for rule in all_rules()} | {notice.page_file for notice in NOTICES}

    assert set(FOLDER.rglob("CORS*.md")) == pages


def test_a_page_is_read_only_for_what_is_found() -> None:
    """An audit reads no page of a rule that passes: starting stays quick."""
    rule_page.cache_clear()
    assert rules_that_find(GOOD_APIS["any origin"]) == []
    assert rule_page.cache_info().currsize == 0

    assert rules_that_find(rest_api(route("GET"), route("DELETE"), preflight())) == ["CORS110"]
    assert rule_page.cache_info().currsize == 1


def _problems(
    folder: Path, text: str, read: Callable[[Path], object] = rule_page
) -> tuple[str, ...]:
    path = folder / "CORS505.md"
    path.write_text(text, "utf-8")
    with pytest.raises(PageError) as raised:
        read(path)
    return raised.value.problems


def test_a_page_that_is_whole_is_read(tmp_path: Path) -> None:
    """What the other tests change one thing of."""
    path = tmp_path / "CORS505.md"
    path.write_text(PAGE, "utf-8")

    assert rule_page(path) == rule_named("CORS505").page


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("severity: high", "severity: dire", "the front matter's severity is 'dire'"),
        ("severity: high\n", "", "the front matter's severity is None"),
        ("kind: broken", "kind: bad", "the front matter's kind is 'bad'"),
        ("kind: broken", "kind: broken\nmood: dark", "the front matter has 'mood'"),
        ("  - AllowOriginMismatch\n", "  - AllowOrigin\n", "the front matter's symptoms is ["),
        ("# CORS505 malformed", "# CORS506 malformed", "the title is 'CORS506 malformed-origin'"),
        ("# CORS505 malformed-origin", "# CORS505 Bad", "the title is 'CORS505 Bad'"),
        ("## Why", "## Reasons", "the headings are ['## What it looks for', '## Reasons'"),
        ("```yaml\n", "```json\n", "the section '## Example' is not one block of yaml"),
        (
            "## Use instead\n",
            "## Use instead\n\nThis.\n",
            "the section '## Use instead' holds text",
        ),
        ("- <https://fetch", "- <http://fetch", "the section '## References' is not a list"),
        (
            "browsers do not send.\n",
            "browsers do not send\n",
            "the section '## What it looks for' is not one paragraph",
        ),
        (
            "browsers do not send.\n",
            "browsers do.\n\nNot send.\n",
            "the section '## What it looks for' is",
        ),
    ],
)
def test_what_is_wrong_with_a_page(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """One change, one problem that names it."""
    assert old in PAGE
    problems = _problems(tmp_path, PAGE.replace(old, new))

    assert any(each.startswith(problem) for each in problems), problems


def test_an_empty_section(tmp_path: Path) -> None:
    """A heading alone says nothing."""
    before, _, after = PAGE.partition("## Why\n\n")
    text = before + "## Why\n\n" + after[after.index("## What the browser shows") :]

    assert _problems(tmp_path, text) == ("the section '## Why' is empty",)


def test_every_problem_at_once(tmp_path: Path) -> None:
    """Whoever writes a page fixes it once."""
    text = PAGE.replace("severity: high", "severity: dire").replace("kind: broken", "kind: bad")

    assert len(_problems(tmp_path, text)) == 2


def test_a_heading_within_code_is_no_heading(tmp_path: Path) -> None:
    """YAML and shell write comments with a #."""
    path = tmp_path / "CORS505.md"
    path.write_text(PAGE.replace("CorsConfiguration:", "## Why\nCorsConfiguration:", 1), "utf-8")

    assert rule_page(path).example.startswith("## Why\nCorsConfiguration:")


@pytest.mark.parametrize("text", ["", "# CORS505 malformed-origin\n\nNo front matter.\n"])
def test_a_page_without_front_matter(
    tmp_path: Path, text: str, snapshot: SnapshotAssertion
) -> None:
    """There is nothing to go on from."""
    assert _problems(tmp_path, text) == snapshot


def test_front_matter_that_is_no_mapping(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A list says nothing by name."""
    text = "---\n- severity\n---\n\n" + PAGE.partition("---\n\n")[2]

    assert _problems(tmp_path, text) == snapshot


def test_a_notice_has_sections_of_its_own(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """It has no example and nothing to write instead."""
    (problem,) = [
        each for each in _problems(tmp_path, PAGE, notice_page) if each.startswith("the headings")
    ]

    assert problem == snapshot
