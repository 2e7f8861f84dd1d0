"""The page: its matrix, what its cells open, and that nothing in it can act."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import corsgate
from corsgate_audit.report.html.page import html_report
from support.apis import UNKNOWN, preflight, rest_api, route
from support.axe import violations
from support.chromium import NOT_RUN, find_chromium
from support.elements import Elements
from support.reported import HOSTILE, clean, faulty, hostile, judged, live, one_fault, some_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from corsgate_audit.judging.judged import Judgement

needs_chromium = pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN)


@pytest.mark.parametrize("make", [faulty, one_fault, clean, hostile, live])
def test_nothing_in_the_page_loads_or_acts(make: Callable[[], Judgement]) -> None:
    """One script, known by its hash; no picture, no handler, no address but the rules' sources."""
    page = Elements(html_report(make()))
    links = [value or "" for name, value in page.attributes if name in {"href", "src"}]

    assert not {"img", "iframe", "link", "form", "object", "base"} & set(page.tags)
    assert page.tags.count("script") == 1
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert all(link.startswith(("#", "https://")) for link in links)
    assert page.tags.count("h1") == 1


def test_hostile_names_are_text() -> None:
    """They are shown, with their control characters written out."""
    shown = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    page = html_report(hostile())

    assert f"REST API {shown}" in Elements(page).text
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_matrix_has_a_cell_for_each_method_on_each_path() -> None:
    """A finding is a badge; the others say what comes of a page's request."""
    page = html_report(faulty())

    assert page.count("<td") == 2 * 3 + 2 * 2
    assert page.count('popovertarget="cell-1-3" class="badge severity high"') == 1
    assert 'popovertarget="cell-1-2" class="mark blocked"' in page
    assert 'popovertarget="cell-2-2" class="mark allowed"' in page
    assert "Not scanned (2)" in page
    assert "denied apigateway" in page
    assert "a1b2c3 (123456789012 eu-west-1): not authorized" in page


def test_a_cell_that_a_rule_could_not_tell_about_says_so() -> None:
    """No finding is not the same as a pass."""
    page = html_report(judged(rest_api(route("PUT"), preflight(authorization=UNKNOWN))))

    assert page.count("a rule could not tell") == 1
    assert 'popovertarget="cell-1-2" class="mark unknown"' in page
    assert 'title="cannot be determined from here"' in page


def test_what_is_accepted_is_listed() -> None:
    """With its reason, and with what is wrong with the suppressions."""
    text = Elements(html_report(some_accepted())).text

    assert "Accepted (1)" in text
    assert "high CORS110 OPTIONS /items of" in text
    assert " items (suppression): only curl calls it" in text
    assert "medium CORS903 suppression 2 (CORS202)" in text


def test_an_api_without_routes_is_named() -> None:
    """It was judged too."""
    assert "no routes and no findings" in html_report(judged(rest_api()))


def test_an_exchange_that_cannot_be_worked_out_is_said_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page shows the rest."""

    def broken(*_: object) -> None:
        message = "no such thing"
        raise RuntimeError(message)

    monkeypatch.setattr("corsgate_audit.report.html.exchanges.exchange", broken)
    api = rest_api(route("GET", "/a"), route("DELETE"), preflight())
    text = html_report(judged(api))

    assert "The exchange is undetermined" in text
    assert "RuntimeError: no such thing" in text
    assert "<h4>The exchange</h4>" in text
    assert "CORS110" in text


@pytest.fixture
def open_page(open_html: Callable[[str, str], Page]) -> Callable[[Judgement, str], Page]:
    """Open reports as files, as a developer does with a build's artefact."""

    def opened(judgement: Judgement, scheme: str = "light") -> Page:
        return open_html(html_report(judgement), scheme)

    return opened


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_a_cell_opens_its_exchange_with_the_fix(
    open_page: Callable[[Judgement], Page],
) -> None:
    """Layer by layer, the deciding line marked."""
    page = open_page(faulty())
    panel = page.locator("#cell-1-3")
    assert not panel.is_visible()

    page.locator("td button.badge.high").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.click("td button.badge.high")

    assert panel.is_visible()
    assert page.evaluate("scrollY") == before
    assert panel.locator(".way li").all_inner_texts() == [
        "the page\nDELETE",
        "the OPTIONS integration\npreflight: 204",
        "the page\ngets an error",
    ]
    assert panel.locator("h4").all_inner_texts() == [
        "The page",
        "Preflight",
        "Response of the OPTIONS integration",
        "BLOCKED by the OPTIONS integration (MethodDisallowedByPreflightResponse)",
    ]
    assert panel.locator(".decides").inner_text() == "Access-Control-Allow-Methods: GET,POST,PUT"
    assert panel.locator(".fix").inner_text().startswith("Add the missing methods to")
    panel.locator(".close").click()
    assert not panel.is_visible()


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_a_severity_can_be_hidden(open_page: Callable[[Judgement], Page]) -> None:
    """In the matrix and in the list; the others stay."""
    page = open_page(faulty())

    page.uncheck("#show-high")

    assert not page.locator("td button.badge.high").is_visible()
    assert not page.locator(".cause.high").first.is_visible()
    assert page.locator("td button.badge.critical").is_visible()


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_hostile_names_do_nothing_in_a_browser(
    open_page: Callable[[Judgement], Page], heard: list[str]
) -> None:
    """Nothing is fetched but the page, nothing said: not even a policy has had to refuse."""
    page = open_page(hostile())
    page.locator("td button.badge").first.click()

    assert len(heard) == 1
    assert heard[0].startswith("file://")
    assert page.evaluate("document.querySelectorAll('script, img').length") == 1


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_the_style_applies_under_the_pages_own_policy_light_and_dark(
    open_page: Callable[[Judgement, str], Page],
) -> None:
    """A wrong hash would leave the page bare."""
    colours = {
        open_page(faulty(), scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }

    assert colours == {"rgb(255, 255, 255)", "rgb(13, 17, 23)"}


def test_the_head_says_what_was_audited_when_and_by_which_version() -> None:
    """A report that is sent around is still known for what it is."""
    when = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    assert re.findall(r"<span>([^<]*)</span>", html_report(live(), when).split("</p>")[0]) == [
        "account 123456789012 eu-central-1",
        "2026-11-30 12:00 UTC",
        f"corsgate {corsgate.__version__}",
    ]


def test_findings_are_listed_by_their_cause_the_worst_first() -> None:
    """Each with its place, and a button that opens its exchange."""
    page = html_report(faulty())
    listed = re.findall(r"<b>(CORS\d+)</b> \S+ <span class=\"count\">(\d+)</span>", page)
    severities = re.findall(r'<details class="cause (\w+)"', page)
    assert listed == [("CORS202", "1"), ("CORS110", "1"), ("CORS113", "1")]
    assert severities == ["critical", "high", "medium"]


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_the_search_finds_words_of_a_finding(open_page: Callable[[Judgement], Page]) -> None:
    """All words have to be there; where none is found the page says so."""
    page = open_page(faulty())
    shown = page.locator(".cause li:visible")
    everything = shown.count()

    page.fill("#search", "delete items")
    assert 0 < shown.count() < everything
    page.fill("#search", "no such word")
    assert shown.count() == 0
    assert page.locator("#nothing").is_visible()
    page.fill("#search", "")
    assert shown.count() == everything


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Callable[[Judgement, str], Page], scheme: str) -> None:
    """Screen readers and keyboards: no violation, with an exchange open or not."""
    page = open_page(faulty(), scheme)
    for opened in (False, True):
        if opened:
            page.locator("td button.badge").first.click()
        assert violations(page) == []


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_a_report_of_2000_routes_opens_quickly(open_page: Callable[[Judgement], Page]) -> None:
    """Below 10 MB, two seconds of the processor, no wider than a telephone, without a jump."""
    api = rest_api(
        *(route("PUT", f"/items/{number}") for number in range(2000)),
        *(preflight(f"/items/{number}") for number in range(2000)),
    )
    page = open_page(judged(api))
    page.set_viewport_size({"width": 380, "height": 800})
    measuring = page.context.new_cdp_session(page)
    measuring.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload()
    metrics = measuring.send("Performance.getMetrics")["metrics"]
    (seconds,) = (each["value"] for each in metrics if each["name"] == "TaskDuration")
    assert seconds < 2
    assert len(page.content().encode()) < 10_000_000
    assert page.evaluate("document.documentElement.scrollWidth") == 380
    last = page.locator("td button.mark").last
    last.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    last.click()
    assert page.evaluate("scrollY") == before
