"""The process that renders, and the time that it may take."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Lock

from corsgate_audit.gateway.velocity.worker import ENDED_BY_HOOK
from corsgate_audit.gateway.watchdog import Watchdog

SECONDS = 5.0
"""That one template may take. Those of real APIs take less than a thousandth."""

RUN_SECONDS = 20.0
"""That all slow templates of a run may take together."""

_FREE_SECONDS = 0.01
"""Of each template, so that an account of many thousand ordinary ones never runs out of time."""

_WORKER = Path(__file__).with_name("worker.py")
_NEEDED = ("SYSTEMROOT",)
"""Variables without which Python does not start: one, on Windows."""

_LATE = "did not finish within {:.3g} seconds"
LEAST_SECONDS = 0.05
"""That have to be left of the run's time: in less no template could show anything."""
_SPENT = "was not rendered: other templates have used up the {:g} seconds of this run"
_ENDED = "ended the process that renders it"
_REACHED = "reached beyond what a template may reach, and was stopped"


class _Worker:
    """The process that renders."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        # -I and -S: no working directory, no PYTHONPATH, no site-packages, no .pth files.
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and a file of this package
            [sys.executable, "-I", "-S", "-W", "ignore", "-X", "utf8", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
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

    def ask(self, line: str, seconds: float) -> str:
        """Have one job done; the process is ended where it takes too long.

        Args:
            line: a job in JSON.
            seconds: time limit for the job, in seconds.
        """
        self._watchdog.watch(seconds)
        try:
            answer = self._write(line) and self._readline()
        finally:
            is_late = self._watchdog.rest()
        if is_late or not answer:
            status = self.end()
            reached = _REACHED if status == ENDED_BY_HOOK else _ENDED
            return _undetermined(_LATE.format(seconds) if is_late else reached)
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

    def end(self) -> int:
        """End the process and close its pipes; return its exit status."""
        self._watchdog.leave()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # It may be about to end by itself, with a status that says why.
            self._process.wait(_GRACE)
        self._process.kill()
        status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was written to a process that has ended cannot be flushed.
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
        return status


_GRACE = 0.1
_WORKER_LOCK = Lock()
_running: list[_Worker] = []
_late: set[str] = set()
"""Templates that did not end: for no other request are they tried again."""


class _Time:
    """What is left of the run's time."""

    def __init__(self) -> None:
        self.spent = 0.0

    @property
    def left(self) -> float:
        return RUN_SECONDS - self.spent


_time = _Time()


def ask(line: str) -> str:
    """Have a job done by the process.

    Args:
        line: a job, see `velocity.interpreter.run.run`, in JSON.

    Returns:
        What `run` returns, in JSON.
    """
    template = json.loads(line)["template"]
    with _WORKER_LOCK:
        if template in _late:
            return _undetermined(_LATE.format(SECONDS))
        if _time.left < LEAST_SECONDS:
            return _undetermined(_SPENT.format(RUN_SECONDS))
        worker = _worker()
        begun = time.monotonic()
        answer = worker.ask(line, min(SECONDS, _time.left))
        # The process' own time, where it lives to tell: a machine that is busy with something else
        # must not make templates undetermined.
        taken = json.loads(answer).get("seconds", time.monotonic() - begun)
        _time.spent += max(0.0, taken - _FREE_SECONDS)
        if not worker.is_ready:
            _late.add(template)
        return answer


def _undetermined(reason: str) -> str:
    return json.dumps({"undetermined": reason})


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
