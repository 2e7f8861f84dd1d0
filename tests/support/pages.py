"""Pages of a real Chromium that fetch, each on an origin of its own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from support.chromium import ARGUMENTS, PLAY, find_chromium
from support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

Call = dict[str, Any]


@dataclass(frozen=True)
class Pages:
    """A browser, and where its pages are served.

    Args:
        browser: running.
        origins: that pages are served on: the first two are ports of their own, the third is a
            sub-domain on the first's port.
    """

    browser: Browser
    origins: tuple[str, str, str]

    def fetch(self, origin: str, calls: Sequence[Call]) -> list[Call]:
        """Do ``fetch`` on a page for each call.

        Args:
            origin: of the page, one of `origins`.
            calls: with ``url``, ``method``, ``headers`` and ``credentials``.

        Returns:
            ``status`` and ``exposed`` of each, or what was ``thrown``.
        """
        page = self.browser.new_page()
        page.goto(f"{origin}/page")
        seen: list[Call] = page.evaluate(PLAY, list(calls))
        page.close()
        return seen


@contextmanager
def page_servers() -> Iterator[tuple[str, str, str]]:
    """Serve empty pages for as long as the context lasts; yields `Pages.origins`.

    Chromium takes every name below ``localhost`` for the machine itself.
    """
    servers = [RawServer(), RawServer()]
    for server in servers:
        server.pages["/page"] = "<!doctype html><link rel=icon href=data:,>"
        server.start()
    try:
        first, second = (server.origin for server in servers)
        yield first, second, first.replace("127.0.0.1", "app.localhost")
    finally:
        for server in servers:
            server.stop()


@contextmanager
def pages(origins: tuple[str, str, str]) -> Iterator[Pages]:
    """Run a headless Chromium for as long as the context lasts.

    Args:
        origins: where pages are served.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        try:
            yield Pages(browser, origins)
        finally:
            browser.close()
