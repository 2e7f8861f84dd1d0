"""Reports opened in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from support.chromium import ARGUMENTS, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for the tests of a file."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def heard() -> list[str]:
    """Return what a page has asked for and said."""
    return []


@pytest.fixture
def open_html(
    browser: Browser, tmp_path: Path, heard: list[str]
) -> Iterator[Callable[[str, str], Page]]:
    """Open pages as files."""
    with browser.new_context() as context:

        def opened(html: str, scheme: str = "light") -> Page:
            file = tmp_path / "report.html"
            file.write_text(html, encoding="utf-8")
            page = context.new_page()
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.on("request", lambda request: heard.append(request.url))
            page.on("console", lambda message: heard.append(message.text))
            page.on("dialog", lambda dialog: heard.append(dialog.message))
            page.goto(file.as_uri())
            return page

        yield opened
