"""Chromium's own developer tools, opened on a page: the HAR that "Export HAR" saves.

The front end is the one that Chromium carries; it talks to the page by the DevTools protocol, and
its own module writes the file. Source: front_end/models/har/Log.ts of devtools-frontend.
"""

from __future__ import annotations

import json
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from support.chromium import ARGUMENTS, NOT_RUN, PLAY, TIMEOUT_MS, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Page

_READY = """
async () => {
  const logs = await import('./models/logs/logs.js');
  return logs.NetworkLog.NetworkLog.instance().requests().length > 0;
}
"""
_EXPORT = """
async sanitize => {
  const logs = await import('./models/logs/logs.js');
  const har = await import('./models/har/har.js');
  const requests = logs.NetworkLog.NetworkLog.instance().requests();
  return JSON.stringify({log: await har.Log.Log.build(requests, {sanitize})});
}
"""


class DevTools:
    """A page, and the developer tools that look at it.

    Attributes:
        errors: CorsError by URL, as the protocol told it.
    """

    def __init__(self, page: Page, tools: Page) -> None:
        self.errors: dict[str, str] = {}
        self._page, self._tools = page, tools
        self._urls: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFailed", self._failed)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["request"]["url"]

    def _failed(self, event: dict[str, Any]) -> None:
        error = event.get("corsErrorStatus", {}).get("corsError")
        if error:
            self.errors[self._urls[event["requestId"]]] = error

    def call(self, calls: Sequence[dict[str, Any]]) -> dict[str, bool]:
        """Fetch from the page; return which URLs it could read.

        Args:
            calls: URL, method, headers and credentials of each.
        """
        seen = self._page.evaluate(PLAY, list(calls))
        self._page.wait_for_timeout(300)  # events come after the page knows
        return {call["url"]: "thrown" not in each for call, each in zip(calls, seen, strict=True)}

    def export(self, path: Path, *, sanitize: bool) -> None:
        """Save a HAR as the developer tools do.

        Args:
            path: of the file.
            sanitize: leave out cookies and tokens, as is the default.
        """
        text = self._tools.evaluate(_EXPORT, sanitize)
        path.write_text(json.dumps(json.loads(text)), "utf-8")


@contextmanager
def devtools(url: str) -> Iterator[DevTools]:
    """Open a page and the developer tools of it for as long as the context lasts.

    Args:
        url: of the page.

    Raises:
        FileNotFoundError: Chromium is not installed.
    """
    executable = find_chromium()
    if executable is None:
        raise FileNotFoundError(NOT_RUN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = (f"--remote-debugging-port={port}", "--remote-allow-origins=*")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=[*ARGUMENTS, *more], timeout=TIMEOUT_MS
        )
        try:
            page = browser.new_page()
            page.goto(url)
            session = page.context.new_cdp_session(page)
            target = session.send("Target.getTargetInfo")["targetInfo"]["targetId"]
            tools = browser.new_page()
            address = f"127.0.0.1:{port}/devtools"
            tools.goto(f"http://{address}/devtools_app.html?ws={address}/page/{target}")
            _wait_until_it_listens(page, tools)
            yield DevTools(page, tools)
        finally:
            browser.close()


def _wait_until_it_listens(page: Page, tools: Page) -> None:
    """Reload the page until the tools have seen a request of it."""
    for _ in range(20):
        page.reload()
        tools.wait_for_timeout(500)
        if tools.evaluate(_READY):
            return
    message = f"the developer tools have seen nothing of {page.url}"
    raise TimeoutError(message)
