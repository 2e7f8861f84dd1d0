"""The page of a difference: each change with its two exchanges, and nothing that could act."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import corsgate
from corsgate import CorsPolicy
from corsgate_audit.diff.changes import Difference, Doubt
from corsgate_audit.diff.differing import difference
from corsgate_audit.model import Collection, Coverage, CoverageState
from corsgate_audit.report.html.diff import diff_html
from support.axe import violations
from support.chromium import NOT_RUN, find_chromium
from support.diff_pairs import difference_of, url_door
from support.elements import Elements
from support.reported import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

APP, OTHER = "https://app.example.com", "https://other.example.com"
NARROW = url_door(CorsPolicy(allow_origins=[APP], allow_methods=["PUT"]))
WIDE = url_door(CorsPolicy(allow_origins=[OTHER, APP], allow_methods=["PUT"]))
EXPOSING = url_door(CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], expose_headers=["etag"]))
needs_chromium = pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN)


def _unclear() -> Difference:
    """Return a difference in which every text is hostile."""
    doubt = Doubt(api=HOSTILE, paths=(HOSTILE,), methods=("GET",), reason=HOSTILE)
    part = Coverage(
        service="files", resource=HOSTILE, state=CoverageState.FAILED, reason="not readable"
    )
    return Difference(undetermined=(doubt,), incomplete=(part,), unread=(HOSTILE,), apis=1)


@pytest.mark.parametrize("found", [difference_of(NARROW, WIDE), _unclear(), Difference()])
def test_nothing_in_the_page_loads_or_acts(found: Difference) -> None:
    """No script at all, and a policy that would refuse one; a hostile name is text."""
    html = diff_html(found, (HOSTILE, "after.yaml"))
    page = Elements(html)

    assert not {"script", "img", "iframe", "link", "form", "object", "base"} & set(page.tags)
    assert not [
        name for name, _ in page.attributes if name.startswith("on") or name in {"href", "style"}
    ]
    assert "script-src" not in html
    assert "default-src 'none'" in html
    assert "\x1b" not in html


def test_each_change_has_its_two_exchanges() -> None:
    """What the page meets before and after, and how that comes."""
    page = Elements(diff_html(difference_of(NARROW, WIDE)))

    assert page.texts("h2")[:-1] == ["Pages may newly do (1)"]
    assert page.texts("summary") == [f"Both exchanges: GET from {OTHER}"]
    assert page.texts("dt") == ["before", "after"]
    assert [text.partition(":")[0].partition(" ")[0] for text in page.texts("dd")] == [
        "BLOCKED",
        "ALLOWED",
    ]
    assert page.tags.count("ol") == 2 * 2  # a way and its steps, on both sides
    assert page.texts("h4").count("before") == page.texts("h4").count("after") == 1


def test_both_directions_are_told_apart() -> None:
    """The wider ones first, as in the text."""
    other = url_door(CorsPolicy(allow_origins=[OTHER], allow_methods=["PUT"]))
    page = Elements(diff_html(difference_of(NARROW, other)))

    assert page.texts("h2") == [
        "Pages may newly do (1)",
        "Pages may do no more (1)",
        "Taken to send the same headers before and after (1)",
    ]


def test_an_api_that_is_on_one_side_alone() -> None:
    """The other side says so, where an exchange would be."""
    new = diff_html(difference(Collection(), Collection(apis=(WIDE,))))
    gone = diff_html(difference(Collection(apis=(WIDE,)), Collection()))

    assert "<p>the API does not exist</p>" in new.partition("<h4>after</h4>")[0]
    assert "<p>the API does not exist</p>" in gone.partition("<h4>after</h4>")[2]


def test_a_header_that_pages_may_newly_read() -> None:
    """Both exchanges are allowed: what differs is said."""
    page = Elements(diff_html(difference_of(NARROW, EXPOSING)))

    assert "the page may newly read etag of the response" in page.text
    assert page.texts("dt") == []


def test_what_is_undetermined_or_was_not_scanned_is_named() -> None:
    """With what was taken to be the same."""
    page = Elements(diff_html(_unclear()))

    assert page.texts("h2") == [
        "Undetermined (1)",
        "Not scanned (1)",
        "Taken to send the same headers before and after (1)",
    ]


def test_the_head_says_what_was_compared_when_and_by_which_version() -> None:
    """A page that is sent around is still known for what it is."""
    when = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    page = Elements(diff_html(Difference(apis=2), ("shop.yaml at main", "shop.yaml"), when))

    assert page.texts("span") == [
        "before: shop.yaml at main",
        "after: shop.yaml",
        "2026-11-30 12:00 UTC",
        f"corsgate {corsgate.__version__}",
    ]
    assert "no change of what pages may do; APIs compared: 2" in page.text


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_exchanges_open_or_not(
    open_html: Callable[[str, str], Page], heard: list[str], scheme: str
) -> None:
    """At the width of a telephone nothing is wider than the page; nothing is fetched."""
    page = open_html(diff_html(difference_of(NARROW, WIDE)), scheme)
    page.set_viewport_size({"width": 380, "height": 800})
    way = page.locator(".way").first

    expect(way).not_to_be_visible()
    assert violations(page) == []
    page.click("summary")
    expect(way).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 380
    assert [each.split(":")[0] for each in heard] == ["file"]
