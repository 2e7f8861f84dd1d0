"""The three engines, by name: how each is started, and what is said where it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from support import browser_firefox, browser_webkit, chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from corsgate_audit.browser import HttpResponse
    from support.browser_stage import Observation, Stage
    from support.exchanges import Exchange


class Player(Protocol):
    """A browser that plays exchanges."""

    version: str
    stage: Stage

    @property
    def origins(self) -> dict[str, str]:
        """The servers' origins, by name."""

    def play(self, exchanges: Sequence[Exchange]) -> list[tuple[Exchange, Observation]]:
        """Play exchanges and return each as played with what came of it."""

    def run(self, script: str, *, sandboxed: bool = False, **batch: object) -> list[Any]:
        """Run ``async (batch, play) => [...]`` in the page, or in its sandboxed frame."""

    def preflights_of_two_calls(self, *exchanges: Exchange, pause: float = 0) -> list[int]:
        """Play exchanges twice and count the preflights of each."""

    def announcing(self, announcement: HttpResponse) -> AbstractContextManager[None]:
        """Send an informational answer before every answer, for as long as the context lasts."""

    def console_of(self, url: str) -> list[str]:
        """Fetch a URL that leads nowhere and return what the console prints."""


@dataclass(frozen=True)
class Engine:
    """One engine.

    Args:
        find: says where it is installed; None where it is not.
        run: starts it and ends it.
        not_run: what is said where it is not installed.
    """

    find: Callable[[], object]
    run: Callable[..., AbstractContextManager[Player]]
    not_run: str


ENGINES = {
    "chromium": Engine(chromium.find_chromium, chromium.chromium, chromium.NOT_RUN),
    "firefox": Engine(
        browser_firefox.find_firefox, browser_firefox.firefox, browser_firefox.NOT_RUN
    ),
    "webkit": Engine(browser_webkit.find_webkit, browser_webkit.webkit, browser_webkit.NOT_RUN),
}
