"""The page: its matrix, what its cells open, and that nothing in it can act."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from corsgate_audit.report.html.page import html_report
from support.apis import UNKNOWN, preflight, rest_api, route
from support.chromium import ARGUMENTS, NOT_RUN, find_chromium
from support.reported import HOSTILE, clean, faulty, hostile, judged, live, one_fault, some_accepted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from corsgate_audit.judging.judgement import Judgement

needs_chromium = pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN)


class _Elements(HTMLParser):
    """Collects what a page holds: elements, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("make", [faulty, one_fault, clean, hostile, live])
def test_nothing_in_the_page_loads_or_acts(make: Callable[[], Judgement]) -> None:
    """No script, no picture, no handler, no address but our own anchors and the rules' sources."""
    page = _Elements(html_report(make()))
    links = [value or "" for name, value in page.attributes if name in {"href", "src"}]

    assert not {"script", "img", "iframe", "link", "form", "object", "base"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert all(link.startswith(("#", "https://")) for link in links)
    assert page.tags.count("h1") == 1


def test_hostile_names_are_text() -> None:
    """They are shown, with their control characters written out."""
    shown = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    page = html_report(hostile())

    assert f"REST API {shown}" in _Elements(page).text
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_matrix_has_a_cell_for_each_method_on_each_path() -> None:
    """A finding is a badge; the others say what comes of a page's request."""
    page = html_report(faulty())

    assert page.count("<td>") == 2 * 3 + 2 * 2
    assert page.count('class="badge severity high" href="#cell-1-3"') == 1
    assert 'class="mark blocked" href="#cell-1-2"' in page
    assert 'class="mark allowed" href="#cell-2-2"' in page
    assert "Not seen (2)" in page
    assert "denied apigateway" in page
    assert "a1b2c3 (123456789012 eu-west-1): not authorized" in page


def test_a_cell_that_a_rule_could_not_tell_about_says_so() -> None:
    """No finding is not the same as a pass."""
    page = html_report(judged(rest_api(route("PUT"), preflight(authorization=UNKNOWN))))

    assert page.count("a rule could not tell") == 1
    assert 'class="mark unknown" href="#cell-1-2"' in page
    assert 'title="cannot be determined from here"' in page


def test_what_is_accepted_is_listed() -> None:
    """With its reason, and with what is wrong with the suppressions."""
    text = _Elements(html_report(some_accepted())).text

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for the tests of this file."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def heard() -> list[str]:
    """Return what a page has asked for and said."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, tmp_path: Path, heard: list[str]
) -> Iterator[Callable[[Judgement, str], Page]]:
    """Open reports as files, as a developer does with a build's artefact."""
    with browser.new_context() as context:

        def opened(judgement: Judgement, scheme: str = "light") -> Page:
            file = tmp_path / "report.html"
            file.write_text(html_report(judgement), encoding="utf-8")
            page = context.new_page()
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.on("request", lambda request: heard.append(request.url))
            page.on("console", lambda message: heard.append(message.text))
            page.on("dialog", lambda dialog: heard.append(dialog.message))
            page.goto(file.as_uri())
            return page

        yield opened


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

    page.click("td a.badge.high")

    assert panel.is_visible()
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
    """In the matrix and in what a cell opens; the others stay."""
    page = open_page(faulty())
    page.click("td a.badge.high")

    page.uncheck("#show-high")

    assert not page.locator("td a.badge.high").is_visible()
    assert not page.locator("#cell-1-3 .finding").is_visible()
    assert page.locator("td a.badge.critical").is_visible()


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_hostile_names_do_nothing_in_a_browser(
    open_page: Callable[[Judgement], Page], heard: list[str]
) -> None:
    """Nothing is fetched but the page, nothing said: not even a policy has had to refuse."""
    page = open_page(hostile())
    page.click("td a.badge")

    assert len(heard) == 1
    assert heard[0].startswith("file://")
    assert page.evaluate("document.querySelectorAll('script, img').length") == 0


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
