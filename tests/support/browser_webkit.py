"""A real WebKitGTK that plays exchanges: MiniBrowser on a virtual display, on loopback alone.

It is the engine of Safari. Safari's own network stack is another one (CFNetwork, where GTK's is
libsoup), and Safari itself is not here.
"""

from __future__ import annotations

import queue
import re
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from support.browser_driverless import Driverless, ended, environment, version_of
from support.browser_page import MARK, ONE_BY_ONE, TIMEOUT, PageServer
from support.browser_stage import PLAIN, Scene, stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.exchanges import Exchange

FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/libexec")
NOT_RUN = (
    "NOT RUN: no WebKitGTK on this machine; install it: apt-get install webkit2gtk-driver xvfb"
)


# "CONSOLE SECURITY ERROR …": where from, how bad, and what it says.
_message = re.compile(r"(?:.*?: )?CONSOLE (?:[A-Z]+ )*(?:LOG|DEBUG|INFO|WARN|ERROR) (.*)").match


def find_webkit() -> tuple[str, str] | None:
    """Return where MiniBrowser and Xvfb are installed; None where one of them is not."""
    found = (path for folder in FOLDERS for path in Path(folder).glob("webkit2gtk-4*/MiniBrowser"))
    browser = shutil.which("MiniBrowser") or next(map(str, found), None)
    display = shutil.which("Xvfb")
    return (browser, display) if browser and display else None


class WebKit(Driverless):
    """WebKitGTK, and what its console says on the standard output."""

    script = ONE_BY_ONE
    uncaught = "Unhandled Promise Rejection: "
    lines: queue.Queue[str]

    def sentences(self, placed: Sequence[Exchange]) -> dict[str, tuple[str, ...]]:
        """Return what the console says of each exchange that was just played, by its name."""
        told: dict[str, tuple[str, ...]] = {each.name: () for each in placed}
        for _ in {each.sandboxed for each in placed}:
            for name, line in self._told():
                told[name] = (*told[name], line)
        return told

    def heard(self, call: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        """Make a call; return what the page saw of it and what the console said meanwhile."""
        seen = self.run(self.script, calls=[call], names=["this"])
        return seen, [line for _, line in self._told()]

    def _told(self) -> Iterator[tuple[str, str]]:
        """Yield what the console says of a batch, each line with the name that it is about."""
        name = ""
        while (line := self.lines.get(timeout=TIMEOUT)) != f"{MARK} nothing":
            if line.startswith(MARK):
                name = line.removeprefix(MARK).strip()
            elif name:
                yield name, line


def listen(output: BinaryIO, lines: queue.Queue[str]) -> None:
    """Take the messages out of the standard output, without where they come from."""
    for raw in output:
        if message := _message(raw.decode(errors="replace").rstrip("\n")):
            lines.put(message[1])


@contextmanager
def webkit(scene: Scene = PLAIN) -> Iterator[WebKit]:
    """Run MiniBrowser, a display and the servers for as long as the context lasts.

    Args:
        scene: scene that is played.

    Raises:
        FileNotFoundError: MiniBrowser or Xvfb is not installed.
    """
    found = find_webkit()
    if found is None:
        raise FileNotFoundError(NOT_RUN)
    executable, display = found
    page = PageServer(scene.tls())
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        stage(page, scene) as played,
        _display(display) as number,
    ):
        known = environment(
            folder,
            DISPLAY=f":{number}",
            GDK_BACKEND="x11",
            LIBGL_ALWAYS_SOFTWARE="1",
            # Its sandbox is of no use to root, and needs what a container may lack.
            WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1",
        )
        process = subprocess.Popen(
            [
                *(executable, "--enable-write-console-messages-to-stdout=true"),
                # What is not on loopback cannot be reached: it comes to a server of ours.
                *(f"--proxy={played.origins['a']}", "--ignore-host=127.0.0.1"),
                *("--ignore-tls-errors",) * scene.secure,
                f"{page.origin}/page",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=known,
            start_new_session=True,
        )
        with ended(process):
            browser = WebKit(played, page, version_of(executable, known))
            browser.lines = queue.Queue()
            assert process.stdout
            reader = threading.Thread(
                target=listen, args=(process.stdout, browser.lines), daemon=True
            )
            reader.start()
            yield browser
        reader.join()
        process.stdout.close()


@contextmanager
def _display(executable: str) -> Iterator[str]:
    """Run a display that nobody sees; it chooses its number."""
    process = subprocess.Popen(
        [executable, "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout
    with process.stdout, ended(process):
        yield process.stdout.readline().decode().strip()
