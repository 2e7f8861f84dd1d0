"""A real Chromium that plays exchanges: servers on loopback, a page that fetches, DevTools.

What the browser does with each exchange is taken from four witnesses: the servers (what was sent),
the page (what it could read), ``Network.loadingFailed`` (the CorsError) and the console.
"""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from corsgate_audit.browser import Refusal
from support.browser_stage import PLAIN, Observation, Scene, Stage, stage
from support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import CDPSession, ConsoleMessage, Frame, Page

    from corsgate_audit.browser import HttpResponse
    from support.exchanges import Exchange

EXECUTABLES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
NOT_RUN = "NOT RUN: no Chromium on this machine; install it: apt-get install chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Else a sandboxed frame lives in a process of its own, and its events in another session.
    "--disable-features=IsolateSandboxedIframes",
)
BATCH = 200
TIMEOUT_MS = 60_000
POLL_MS = 20
# What the page catches of a network error; anything else was thrown before a request was made.
FAILED = "TypeError: Failed to fetch"
BLOCKED = "has been blocked by CORS policy"

# Plays the exchanges of a batch and tells what the page saw of each. Five at a time: Chromium opens
# six connections to a host, and a redirect holds one while its preflight asks for another.
PLAY = """
async exchanges => {
  const seen = [];
  const waiting = [...exchanges.entries()];
  const play = async ({url, method, headers, credentials}) => {
    try {
      const signal = AbortSignal.timeout(20_000);
      const response = await fetch(url, {method, headers, credentials, signal});
      return {status: response.status, exposed: [...new Set(response.headers.keys())].sort()};
    } catch (error) {
      return {thrown: String(error)};
    }
  };
  const player = async () => {
    for (let next; (next = waiting.shift());) seen[next[0]] = await play(next[1]);
  };
  await Promise.all(Array.from({length: 5}, player));
  return seen;
}
"""

# Whether the page gets a response; its body is not waited for, and ended.
CALL = """
async ([url, milliseconds]) => {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort("waiting"), milliseconds);
  try {
    await fetch(url, {signal: ending.signal});
    ending.abort("read");
    return "read";
  } catch (error) {
    return error === "waiting" ? "waiting" : "failed";
  } finally {
    clearTimeout(timer);
  }
}
"""


def find_chromium(names: Sequence[str] = EXECUTABLES) -> str | None:
    """Return where Chromium is installed; None without one.

    Args:
        names: of the program, looked for in this order.
    """
    return next((found for name in names if (found := shutil.which(name))), None)


@dataclass
class Events:
    """What DevTools told about the requests of a page, by the path of the first URL."""

    path_of: dict[str, str] = field(default_factory=dict)
    failures: dict[str, dict[str, Any]] = field(default_factory=dict)
    console: list[str] = field(default_factory=list)

    def listen(self, session: CDPSession) -> None:
        """Subscribe; the first path of a redirected request stays its name."""
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFailed", self._failed)
        session.on("Log.entryAdded", lambda event: self.console.append(event["entry"]["text"]))
        session.send("Network.enable")
        session.send("Log.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self.path_of.setdefault(event["requestId"], urlsplit(event["request"]["url"]).path)

    def _failed(self, event: dict[str, Any]) -> None:
        path = self.path_of.get(event["requestId"])
        # What is refused behind a redirect is told first, and that the request was ended next.
        if path and not self.failures.get(path):
            blocked = event.get("blockedReason") == "mixed-content"
            reason = {"corsError": Refusal.MIXED_CONTENT.value} if blocked else {}
            self.failures[path] = event.get("corsErrorStatus", reason)

    def sentences(self, path: str) -> tuple[str, ...]:
        """Return what the console printed about a path."""
        about = re.compile(rf"{re.escape(path.rpartition('/')[0])}/[0-9]+['?#]").search
        return tuple(text for text in self.console if about(text))

    def complete(self, paths: Sequence[str]) -> bool:
        """Whether all is told about failed paths: events come after the page knows."""
        return all(
            path in self.failures and (not self.failures[path] or self.sentences(path))
            for path in paths
        )


class Chromium:
    """One browser with one page on one origin, and two other origins to fetch from."""

    def __init__(self, page: Page, played_on: Stage, version: str) -> None:
        self.version = version
        self.stage = played_on
        self._page = page

    @property
    def origins(self) -> dict[str, str]:
        """The servers' origins, by name."""
        return self.stage.origins

    @property
    def page(self) -> Page:
        """The page; not on any URL before it is used."""
        return self._page

    def play(self, exchanges: Sequence[Exchange]) -> list[tuple[Exchange, Observation]]:
        """Play exchanges, in batches, and return each as played with what came of it."""
        played = []
        for start in range(0, len(exchanges), BATCH):
            played += self._play_batch(exchanges[start : start + BATCH])
        return played

    def run(self, script: str, *, sandboxed: bool = False, **batch: object) -> list[Any]:
        """Run ``async (batch, play) => [...]`` in the page, or in its sandboxed frame."""
        self._page.goto(f"{self.origins['page']}/page")
        frame = self._frame(sandboxed=sandboxed)
        seen: list[Any] = frame.evaluate(f"batch => ({script})(batch, {PLAY.strip()})", batch)
        return seen

    def preflights_of_two_calls(self, *exchanges: Exchange, pause: float = 0) -> list[int]:
        """Play exchanges of one hop twice, each at one URL, and count the preflights of each.

        Args:
            exchanges: to play.
            pause: seconds between the two calls.
        """
        every = [self.stage.place(exchange) for exchange in exchanges]
        self._page.goto(f"{self.origins['page']}/page")
        self._page.evaluate(PLAY, [placed.call() for placed in every])
        self._page.wait_for_timeout(pause * 1_000)
        self._page.evaluate(PLAY, [placed.call() for placed in every])
        return [self.stage.preflights_at(placed) for placed in every]

    def announcing(self, announcement: HttpResponse) -> AbstractContextManager[None]:
        """Send an informational answer before every answer, for as long as the context lasts."""
        return self.stage.announcing(announcement)

    def console_of(self, url: str) -> list[str]:
        """Fetch a URL that leads nowhere and return what the console prints."""
        self._page.goto(f"{self.origins['page']}/page")
        with self._page.expect_console_message() as message:
            self._page.evaluate("url => fetch(url).catch(String)", url)
        return [message.value.text]

    def fetch(self, url: str, method: str, headers: dict[str, str]) -> tuple[bool, str]:
        """Call a server that is not ours; return whether the page got the answer, and the console.

        Args:
            url: that the page calls.
            method: with it.
            headers: that the page sets.
        """
        self._page.goto(f"{self.origins['page']}/page")
        call = {"url": url, "method": method, "headers": headers, "credentials": "same-origin"}
        sentences: list[str] = []

        def listen(message: ConsoleMessage) -> None:
            sentences.append(message.text)

        self._page.on("console", listen)
        (seen,) = self._page.evaluate(PLAY, [call])
        if "thrown" in seen and not any(BLOCKED in each for each in sentences):
            self._page.wait_for_event("console", lambda message: BLOCKED in message.text)
        self._page.remove_listener("console", listen)
        return "thrown" not in seen, next((each for each in sentences if BLOCKED in each), "")

    def record_har(self, path: Path, calls: Sequence[tuple[str, str, dict[str, str]]]) -> None:
        """Call servers from a page of its own, and save what the developer tools record.

        Args:
            path: of the HAR.
            calls: URL, method and headers of each.
        """
        browser = self._page.context.browser
        assert browser is not None
        context = browser.new_context(record_har_path=path)
        page = context.new_page()
        page.goto(f"{self.origins['page']}/page")
        every = [
            {"url": url, "method": method, "headers": headers, "credentials": "same-origin"}
            for url, method, headers in calls
        ]
        page.evaluate(PLAY, every)
        context.close()

    def outcomes(self, waits: dict[str, float]) -> dict[str, str]:
        """Call a server that is not ours, URL by URL, and say what came of each.

        Args:
            waits: seconds that the page waits, by URL.

        Returns:
            ``"read"``, ``"waiting"``, the CorsError, or ``net::ERR_…``, by URL.
        """
        session = self._page.context.new_cdp_session(self._page)
        self._page.goto(f"{self.origins['page']}/page")
        urls: dict[str, str] = {}
        failures: dict[str, str] = {}

        def sent(event: dict[str, Any]) -> None:
            urls[event["requestId"]] = event["request"]["url"]

        def failed(event: dict[str, Any]) -> None:
            error = event.get("corsErrorStatus", {}).get("corsError")
            failures[urls[event["requestId"]]] = error or event["errorText"]

        session.on("Network.requestWillBeSent", sent)
        session.on("Network.loadingFailed", failed)
        session.send("Network.enable")
        seen = {url: self._page.evaluate(CALL, [url, 1_000 * each]) for url, each in waits.items()}
        for _ in range(TIMEOUT_MS // POLL_MS):
            if all(url in failures for url, each in seen.items() if each == "failed"):
                break
            self._page.wait_for_timeout(POLL_MS)
        session.detach()
        return {url: failures[url] if each == "failed" else each for url, each in seen.items()}

    def _play_batch(self, batch: Sequence[Exchange]) -> list[tuple[Exchange, Observation]]:
        placed = [self.stage.place(exchange) for exchange in batch]
        events = Events()
        session = self._page.context.new_cdp_session(self._page)
        self._page.goto(f"{self.origins['page']}/page")
        events.listen(session)
        seen = {id(x): s for x, s in self._fetch(placed)}
        self._wait_for(
            events, [x.path_of(0) for x in placed if seen[id(x)].get("thrown") == FAILED]
        )
        session.detach()
        return [(x, self._observe(x, seen[id(x)], events)) for x in placed]

    def _wait_for(self, events: Events, failed: Sequence[str]) -> None:
        for _ in range(TIMEOUT_MS // POLL_MS):
            if events.complete(failed):
                return
            self._page.wait_for_timeout(POLL_MS)
        untold = [path for path in failed if not events.complete([path])]
        msg = f"DevTools said nothing about {untold}"
        raise TimeoutError(msg)

    def _fetch(self, placed: Sequence[Exchange]) -> Iterator[tuple[Exchange, dict[str, Any]]]:
        for sandboxed in (False, True):
            ours = [x for x in placed if x.sandboxed is sandboxed]
            if ours:
                results = self._frame(sandboxed=sandboxed).evaluate(PLAY, [x.call() for x in ours])
                yield from zip(ours, results, strict=True)

    def _frame(self, *, sandboxed: bool) -> Frame:
        if not sandboxed:
            return self._page.main_frame
        return next(frame for frame in self._page.frames if frame.parent_frame)

    def _observe(self, placed: Exchange, seen: dict[str, Any], events: Events) -> Observation:
        failure = events.failures.get(placed.path_of(0), {})
        return Observation(
            allowed="thrown" not in seen,
            error=failure.get("corsError"),
            parameter=failure.get("failedParameter") or None,
            thrown=seen.get("thrown"),
            exposed=tuple(seen.get("exposed", ())),
            requests=self.stage.arrived(placed),
            console=events.sentences(placed.path_of(0)),
        )


def _arguments(scene: Scene, played_on: Stage) -> list[str]:
    """Return the command line: whatever host a scene names is on loopback."""
    mapped = ",".join(f"MAP {host} 127.0.0.1" for host in scene.hosts.values())
    spaces = ",".join(f"{played_on.netloc(name)}={its}" for name, its in scene.spaces.items())
    return [
        *ARGUMENTS,
        *(f"--host-resolver-rules={mapped}",) * bool(mapped),
        *(f"--ip-address-space-overrides={spaces}",) * bool(spaces),
    ]


def _grant(page: Page, origin: str) -> None:
    """Let a page have local network access: Playwright has no name for both permissions."""
    browser = page.context.browser
    assert browser is not None
    session = page.context.new_cdp_session(page)
    target = session.send("Target.getTargetInfo")["targetInfo"]
    for name in ("local-network", "loopback-network"):
        browser.new_browser_cdp_session().send(
            "Browser.setPermission",
            {
                "permission": {"name": name},
                "setting": "granted",
                "origin": origin,
                "browserContextId": target["browserContextId"],
            },
        )


@contextmanager
def chromium(scene: Scene = PLAIN) -> Iterator[Chromium]:
    """Run a headless Chromium and its servers for as long as the context lasts.

    Args:
        scene: scene that is played.

    Raises:
        FileNotFoundError: Chromium is not installed.
    """
    executable = find_chromium()
    if executable is None:
        raise FileNotFoundError(NOT_RUN)
    pages = RawServer(scene.tls())
    pages.pages["/page"] = (
        "<!doctype html><link rel=icon href=data:,>"
        '<iframe sandbox="allow-scripts" srcdoc="<!doctype html>"></iframe>'
    )
    with stage(pages, scene) as played_on, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=_arguments(scene, played_on), timeout=TIMEOUT_MS
        )
        try:
            page = browser.new_page(ignore_https_errors=scene.secure)
            if scene.permission == "granted":
                _grant(page, played_on.origins["page"])
            page.set_default_timeout(TIMEOUT_MS)
            yield Chromium(page, played_on, browser.version)
        finally:
            browser.close()
