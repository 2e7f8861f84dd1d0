"""A real Firefox that plays exchanges: headless, in a profile of its own, on loopback alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import HttpResponse
from support.browser_driverless import Driverless, ended, environment, version_of
from support.browser_marionette import Marionette
from support.browser_page import ALL_AT_ONCE, PageServer
from support.browser_stage import PLAIN, Scene, Stage, stage
from support.exchanges import Exchange, Hop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXECUTABLES = ("firefox-esr", "firefox")
NOT_RUN = "NOT RUN: no Firefox on this machine; install it: apt-get install firefox-esr"
START_SECONDS = 90
POLL_SECONDS = 0.05
PREFERENCES = {
    # What is not on loopback cannot be reached: by http it comes to a server of ours.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost, ::1",
    # Firefox's own services, which would only knock on that door.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.region.network.url": "",
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.security.https_first": False,
    "extensions.systemAddon.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.trr.mode": 5,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
    # The port is Firefox's choice, written into the profile.
    "marionette.port": 0,
}
PERMISSIONS = ("permissions.default.local-network", "permissions.default.loopback-network")
ANSWERS = {"granted": 1, "denied": 2}
# What Firefox calls the address spaces.
SPACES = {"public": "public", "local": "private", "loopback": "local"}
LISTEN = """
globalThis.told = [];
Services.console.registerListener({observe(message) {
  if (!(message instanceof Ci.nsIScriptError)) return;
  const {category} = message;
  if (category.startsWith("CORS") || category == "Mixed Content Blocker")
    told.push(message.errorMessage);
}});
"""
DRAIN = "const all = told; told = []; return all;"
# Its sentence comes behind those of what was played before it.
FENCE = Exchange("GET", (), "omit", (Hop("a", HttpResponse(200), HttpResponse(200)),))
_about = re.compile(r"/x/([^/]+)/").search


def find_firefox() -> str | None:
    """Return where Firefox is installed; None without one."""
    return next((found for name in EXECUTABLES if (found := shutil.which(name))), None)


class Firefox(Driverless):
    """Firefox, and what its console says through Marionette."""

    script = ALL_AT_ONCE
    uncaught = "Uncaught (in promise) "
    marionette: Marionette

    def sentences(self, placed: Sequence[Exchange]) -> dict[str, tuple[str, ...]]:
        """Return what the console says of each exchange that was just played, by its name."""
        told: dict[str, tuple[str, ...]] = {each.name: () for each in placed}
        for sandboxed in {each.sandboxed for each in placed}:
            for sentence in self._told(sandboxed=sandboxed):
                about = _about(sentence)
                if about and about[1] in told:
                    told[about[1]] = (*told[about[1]], sentence)
        return told

    def heard(self, call: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        """Make a call; return what the page saw of it and what the console said meanwhile."""
        seen = self.run(self.script, calls=[call])
        return seen, self._told(sandboxed=False)

    def _told(self, *, sandboxed: bool) -> list[str]:
        """Return what the console has said, up to the sentence of an exchange that comes last."""
        fence = self.stage.place(FENCE, "fence")
        self.run(self.script, sandboxed=sandboxed, calls=[fence.call()])
        told: list[str] = []
        deadline = time.monotonic() + START_SECONDS
        while not any(f"/x/{fence.name}/" in sentence for sentence in told):
            told += self.marionette.execute(DRAIN)
            if time.monotonic() > deadline:
                msg = "Firefox's console has said nothing for too long"
                raise TimeoutError(msg)
        return [sentence for sentence in told if f"/x/{fence.name}/" not in sentence]


@contextmanager
def firefox(scene: Scene = PLAIN) -> Iterator[Firefox]:
    """Run a headless Firefox and its servers for as long as the context lasts.

    Args:
        scene: scene that is played.

    Raises:
        FileNotFoundError: Firefox is not installed.
        TimeoutError: it does not start.
    """
    executable = find_firefox()
    if executable is None:
        raise FileNotFoundError(NOT_RUN)
    page = PageServer(scene.tls())
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        stage(page, scene) as played,
    ):
        preferences = PREFERENCES | _of_scene(scene, played)
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items()]
        (Path(folder) / "user.js").write_text("\n".join(lines))
        process = subprocess.Popen(
            [
                *(executable, "--headless", "--no-remote", "--profile", folder),
                *("--marionette", "--remote-allow-system-access", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
            start_new_session=True,
        )
        with ended(process):
            browser = Firefox(played, page, version_of(executable, environment(folder)))
            browser.marionette = Marionette(_port(Path(folder)))
            try:
                browser.marionette.execute(LISTEN)
                browser.marionette.navigate(f"{page.origin}/page")
                yield browser
            finally:
                browser.marionette.close()


def _of_scene(scene: Scene, played: Stage) -> dict[str, str | int]:
    """Return the preferences that only a scene knows."""
    found: dict[str, str | int] = {
        "network.proxy.http_port": int(played.origins["a"].rpartition(":")[2]),
        **dict.fromkeys(PERMISSIONS, ANSWERS[scene.permission]),
    }
    for space, name in SPACES.items():
        places = [played.netloc(each) for each, its in scene.spaces.items() if its == space]
        found[f"network.lna.address_space.{name}.override"] = ",".join(places)
    return found


def _port(profile: Path) -> int:
    written = profile / "MarionetteActivePort"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if written.exists() and (text := written.read_text()):
            return int(text)
        time.sleep(POLL_SECONDS)
    msg = "Firefox did not start"
    raise TimeoutError(msg)
