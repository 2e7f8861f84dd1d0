"""The page about verdicts is the one that the code makes, and leads to the pages of the rules."""

from __future__ import annotations

import re

import pytest

from corsgate_audit.browser import CorsError
from corsgate_audit.rules.registry import all_rules
from support.docs import DOCS
from support.verdicts_page import render


def test_the_page_is_up_to_date() -> None:
    """Who changes a table or adds a rule runs `make docs`."""
    page = (DOCS / "verdicts.md").read_text("utf-8")
    assert page == render(), "docs/verdicts.md is stale; write it anew: make docs"


def test_the_page_has_every_error() -> None:
    """Each with its heading and its line in the table."""
    page = render()
    for error in CorsError:
        assert f"\n## {error}\n" in page
        assert f"| [{error}](#{error.lower()}) |" in page


def test_every_rule_that_the_page_names_is_linked_and_exists() -> None:
    """An id without a link, or a link to a page of no rule, would lead nowhere."""
    page = render()
    links = re.findall(r"\[(CORS\d{3})\]\((\S+/(CORS\d{3})\.md)\)", page)
    linked = [(text, target) for text, _, target in links]
    known = {rule.id for rule in all_rules()}
    assert linked
    assert all(text == target for text, target in linked)
    assert {text for text, _ in linked} <= known
    assert len(re.findall(r"CORS\d+", page)) == 2 * len(linked)
    assert all((DOCS / path).is_file() for _, path, _ in links)


@pytest.mark.parametrize("error", CorsError)
def test_an_error_names_every_rule_that_lists_it_as_a_symptom(error: CorsError) -> None:
    """What a rule says of itself is said on the page, and nothing else is."""
    section = render().partition(f"\n## {error}\n")[2].partition("\n## ")[0]
    found_by = re.search(r"^- \*\*Found by\*\*: (.*)$", section, re.MULTILINE)
    assert found_by
    expected = [rule.id for rule in all_rules() if error in rule.page.symptoms]
    assert re.findall(r"\[(CORS\d{3})\]", found_by[1]) == expected
    assert bool(expected) is not ("no rule of the audit yet" in found_by[1])
