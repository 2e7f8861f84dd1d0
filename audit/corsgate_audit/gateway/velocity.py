"""Mapping templates, rendered within bounds.

The interpreter is airspeed-ext, which knows API Gateway's dialect but lends Python's semantics to
Java's methods: what only it has shown is not verified on AWS.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from corsgate_audit.gateway.watchdog import Watchdog
from corsgate_audit.model import Unresolved

SECONDS = 5.0
"""That a template may take. Those of real APIs take less than a thousandth."""

_WORKER = Path(__file__).with_name("velocity_worker.py")
_HIDDEN = "__"
_LATE = "the template did not end within {:g} seconds"
_ENDED = "the template ended the process that runs it"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template came to.

    Args:
        text: that it rendered.
        overrides: ``$context.requestOverride`` and ``$context.responseOverride`` after it.
    """

    text: str
    overrides: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """A template that fails.

    Args:
        reason: one line.
    """

    reason: str


def no_overrides() -> dict[str, Any]:
    """Return the overrides before the first template."""
    return {
        "request": {"header": {}, "path": {}, "querystring": {}},
        "response": {"header": {}},
    }


def render(template: str, job: dict[str, Any]) -> Rendered | Failed | Unresolved:
    """Render a mapping template.

    Args:
        template: Velocity.
        job: see `velocity_worker.render`.

    Returns:
        `Unresolved` where the outcome depends on what nobody knows before the call, or where the
        template goes beyond what is run here.
    """
    if _HIDDEN in template:
        # Velocity cannot name such attributes; Python's would lead out of the template.
        return Unresolved(shown(template), "a template with two underscores in a row is not run")
    line = json.dumps({**job, "template": template}, sort_keys=True)
    answer = json.loads(_rendered(line))
    if "ended" in answer:
        return Unresolved(shown(template), answer["ended"])
    if answer["asked"]:
        names = ", ".join(dict.fromkeys(answer["asked"]))
        return Unresolved(shown(template), f"the template asks for {names}, which is not known")
    if "error" in answer:
        return Failed(answer["error"])
    return Rendered(answer["text"], answer["overrides"])


def shown(template: str) -> str:
    """Write a template for people, on one line and no longer than that."""
    line = " ".join(template.split())
    return line if len(line) <= 80 else f"{line[:79]}…"  # noqa: PLR2004 - a line's length


@lru_cache(maxsize=4096)
def _rendered(line: str) -> str:
    """Have a job done. A template that did not end is not tried again with the same request."""
    with _WORKER_LOCK:
        return _worker().ask(line)


class _Worker:
    """The process that renders."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        # The path of this process, and nothing of the working directory or the script's folder.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and a file of this package
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self._watchdog = Watchdog(self._process.kill)
        if not self._readline():
            self.end()
            message = f"the template worker {_WORKER} does not start"
            raise RuntimeError(message)

    @property
    def is_ours(self) -> bool:
        """Whether this process has started it: a fork has its parent's pipes and not its child."""
        return self._owner == os.getpid()

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked."""
        return self.is_ours and self._process.poll() is None

    def ask(self, line: str) -> str:
        """Have one job done; the process is ended where it takes too long."""
        self._watchdog.watch(SECONDS)
        try:
            answer = self._write(line) and self._readline()
        finally:
            is_late = self._watchdog.rest()
        if is_late or not answer:
            self.end()
            return json.dumps({"ended": _LATE.format(SECONDS) if is_late else _ENDED})
        return answer

    def _write(self, line: str) -> bool:
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def _readline(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        return self._process.stdout.readline()

    def end(self) -> None:
        """End the process and close its pipes."""
        self._watchdog.leave()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was written to a process that has ended cannot be flushed.
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()


_WORKER_LOCK = Lock()
_running: list[_Worker] = []


def _worker() -> _Worker:
    """Return the running process, or start one."""
    if _running and _running[0].is_ready:
        return _running[0]
    _end_worker()
    _running.append(_Worker())
    return _running[0]


@atexit.register
def _end_worker() -> None:
    while _running:
        worker = _running.pop()
        if worker.is_ours:
            worker.end()
