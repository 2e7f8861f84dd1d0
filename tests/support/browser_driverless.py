"""A browser without a driver: it is started with the URL of a page that plays exchanges."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from support.browser_stage import Observation, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from corsgate_audit.browser import HttpResponse
    from support.browser_page import PageServer
    from support.exchanges import Exchange

BATCH = 200
STOP_SECONDS = 10


class Driverless:
    """One browser with one page; a subclass knows where its console is read.

    Args:
        stage: where it plays.
        page: the server of the page.
        version: of the browser, as it tells it.
    """

    script: str
    uncaught: str

    def __init__(self, stage: Stage, page: PageServer, version: str) -> None:
        self.stage = stage
        self.version = version
        self.page = page

    def sentences(self, placed: Sequence[Exchange]) -> dict[str, tuple[str, ...]]:
        """Return what the console says of each exchange that was just played, by its name."""
        raise NotImplementedError

    @property
    def origins(self) -> dict[str, str]:
        """The servers' origins, by name."""
        return self.stage.origins

    def play(self, exchanges: Sequence[Exchange]) -> list[tuple[Exchange, Observation]]:
        """Play exchanges, in batches, and return each as played with what came of it."""
        played = []
        for start in range(0, len(exchanges), BATCH):
            played += self._play_batch(exchanges[start : start + BATCH])
        return played

    def run(self, script: str, *, sandboxed: bool = False, **batch: object) -> list[Any]:
        """Run a script in the page, or in its sandboxed frame, and return what it returns."""
        return self.page.played({"script": script, "sandboxed": sandboxed, **batch})

    def announcing(self, announcement: HttpResponse) -> AbstractContextManager[None]:
        """Send an informational answer before every answer, for as long as the context lasts."""
        return self.stage.announcing(announcement)

    def console_of(self, url: str) -> list[str]:
        """Fetch a URL that leads nowhere and return what the console prints."""
        call = {"url": url, "method": "GET", "headers": [], "credentials": "omit"}
        ((seen,), lines) = self.heard(call)
        return lines or [self.uncaught + seen["thrown"]]

    def heard(self, call: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        """Make a call; return what the page saw of it and what the console said meanwhile."""
        raise NotImplementedError

    def preflights_of_two_calls(self, *exchanges: Exchange, pause: float = 0) -> list[int]:
        """Play exchanges of one hop twice, each at one URL, and count the preflights of each.

        Args:
            exchanges: to play.
            pause: seconds between the two calls.
        """
        every = [self.stage.place(exchange) for exchange in exchanges]
        script = (
            "async (batch, play) => { await play(batch.calls); "
            "await new Promise(resolve => setTimeout(resolve, batch.pause)); "
            "return await play(batch.calls); }"
        )
        self.run(script, calls=[placed.call() for placed in every], pause=pause * 1_000)
        return [self.stage.preflights_at(placed) for placed in every]

    def _play_batch(self, batch: Sequence[Exchange]) -> list[tuple[Exchange, Observation]]:
        placed = [self.stage.place(exchange) for exchange in batch]
        seen: dict[str, dict[str, Any]] = {}
        for sandboxed in (False, True):
            ours = [each for each in placed if each.sandboxed is sandboxed]
            if ours:
                names = [each.name for each in ours]
                calls = [each.call() for each in ours]
                saw = self.run(self.script, sandboxed=sandboxed, names=names, calls=calls)
                seen |= dict(zip(names, saw, strict=True))
        console = self.sentences(placed)
        return [(each, self._observe(each, seen[each.name], console)) for each in placed]

    def _observe(
        self, placed: Exchange, seen: dict[str, Any], console: dict[str, tuple[str, ...]]
    ) -> Observation:
        return Observation(
            allowed="thrown" not in seen,
            error=None,
            parameter=None,
            thrown=seen.get("thrown"),
            exposed=tuple(seen.get("exposed", ())),
            requests=self.stage.arrived(placed),
            console=console[placed.name],
        )


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a process and all that it started when the context ends.

    Args:
        process: started in a session of its own.
    """
    try:
        yield
    finally:
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        # The helpers of a browser outlive it by a moment, or by more when it was stopped.
        _signal(process, signal.SIGKILL)
        process.wait(STOP_SECONDS)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def environment(home: str, **more: str) -> dict[str, str]:
    """Return what a browser may know of this machine.

    Args:
        home: a folder that is thrown away.
        more: variables of its own.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": home, "XDG_RUNTIME_DIR": home, "NO_AT_BRIDGE": "1", **more}


def version_of(executable: str, environment: dict[str, str]) -> str:
    """Return the line that a browser prints about itself."""
    command = [executable, "--version"]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return found.stdout.strip()
