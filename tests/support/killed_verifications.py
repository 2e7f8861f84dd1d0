"""Verifications that are ended at a point: each is a fork of one warm process.

``PYTHONPATH=tests python -m support.killed_verifications`` reads a request as JSON from each line
of its standard input, runs it in a child, and answers with the child's status and the points that
it passed. It ends when its standard input is closed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import boto3
import botocore

from corsgate_audit.browser import HttpResponse
from corsgate_audit.cli.verify_run import Options, Outside, run_teardown, run_verify
from corsgate_audit.probe import Heard
from support.aws import ACCOUNT_ID
from support.service_models import read_once
from support.verify_app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe import HttpSender
    from corsgate_audit.verify.asking import Ask

TESTS = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a run.

    Args:
        status: its exit status; minus the signal's number if it was killed.
        points: points that it passed: ``(`` before and ``)`` after each call of AWS, ``?`` for each
            question.
    """

    status: int
    points: str


class Runner:
    """Runs verifications in processes of their own."""

    def __init__(self, stdin: IO[str], stdout: IO[str]) -> None:
        self._stdin = stdin
        self._stdout = stdout

    def verify(self, folder: Path, *, end_at: int | None = None, by: str = "SIGKILL") -> Ended:
        """Run ``verify --yes``, and end it at a point."""
        return self._run({"folder": str(folder), "end_at": end_at, "by": by})

    def teardown(self, folder: Path, *, end_at: int | None = None) -> Ended:
        """Run ``verify --teardown``, and end it at a point."""
        request = {"folder": str(folder), "end_at": end_at, "by": "SIGKILL", "teardown": True}
        return self._run(request)

    def _run(self, request: dict[str, Any]) -> Ended:
        self._stdin.write(json.dumps(request) + "\n")
        self._stdin.flush()
        return Ended(**json.loads(self._stdout.readline()))


@contextmanager
def runner() -> Iterator[Runner]:
    """Have a process that runs verifications in the environment of this one."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "support.killed_verifications"],
        env=environment,
        stdin=pipe,
        stdout=pipe,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Runner(process.stdin, process.stdout)


def _serve() -> None:
    with read_once():
        for service in ("sts", "cloudformation"):
            boto3.Session().client(service)
        for line in sys.stdin:
            print(json.dumps(_answered(json.loads(line))), flush=True)  # noqa: T201 - the answer


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os._exit(_child(request, write))
    os.close(write)
    with os.fdopen(read, "rb") as points:
        passed = points.read().decode()
    return {"status": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "points": passed}


def _child(request: dict[str, Any], write: int) -> int:
    """Run one verification, and end in the middle of it if asked to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.set_inheritable(write, False)  # noqa: FBT003 - os has no name for it
    left = request["end_at"]

    def point(kind: str, **_: object) -> None:
        nonlocal left
        os.write(write, kind.encode())
        if left is not None:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), getattr(signal, request["by"]))

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        emitter = session.get_component("event_emitter")
        emitter.register_first("before-call", partial(point, "("))
        emitter.register_first("after-call", partial(point, ")"))

    botocore.register_initializer(prepare)
    folder = Path(request["folder"])
    options = Options(account=ACCOUNT_ID, yes=True, folder=folder, out=folder / "out.json")
    outside = Outside(app=app, asking=_asking(partial(point, "?")), pause=0, pauses=())
    try:
        if request.get("teardown"):
            return int(run_teardown(options, outside))
        return int(run_verify(options, outside))
    except KeyboardInterrupt:
        return 130


def _asking(point: Callable[[], None]) -> Callable[[HttpSender], Ask]:
    def asking(_: HttpSender) -> Ask:
        def ask(request: HttpRequest, body: bytes, http_version: str | None) -> Heard:
            del request, body, http_version  # whatever it is
            point()
            return Heard(HttpResponse(200))

        return ask

    return asking


if __name__ == "__main__":
    _serve()
