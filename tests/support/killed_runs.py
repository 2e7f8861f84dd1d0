"""Runs of ``corsgate fix`` that are killed after a call: each a fork of one warm process.

``PYTHONPATH=tests python -m support.killed_runs`` reads a request as JSON from each line of its
standard input, runs it in a child, and answers with the child's status and the changing calls that
it made. It ends when its standard input is closed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import boto3
import botocore

from corsgate_audit.cli.fix_live import LiveFixOptions, run_live_fix
from corsgate_audit.cli.terminal import console
from corsgate_audit.collect.live.scan import ScanOptions
from corsgate_audit.fix.live.actions import WRITES
from corsgate_audit.fix.live.fixing import LiveFix
from corsgate_audit.origins.hosts import is_hosted
from corsgate_audit.rules.registry import all_rules
from support.live_fix import POLICY, NoLimits
from support.service_models import read_once

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
_CHANGING = frozenset(name.partition(".")[2] for name in WRITES)


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run.

    Args:
        status: its exit status; minus the signal's number if it was killed.
        calls: the changing calls that AWS answered.
    """

    status: int
    calls: int


class Runner:
    """Runs fixes in processes of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def fix(self, folder: Path, *, kill_after: int | None = None) -> Ran:
        """Run ``fix --apply``, and kill it after so many changing calls."""
        return self._run({"folder": str(folder), "kill_after": kill_after})

    def rollback(self, folder: Path, *, kill_after: int | None = None) -> Ran:
        """Run ``fix --rollback`` for the only state in a folder."""
        (path,) = folder.glob("corsgate-fix-*.json")
        request = {"folder": str(folder), "kill_after": kill_after, "rollback": str(path)}
        return self._run(request)

    def _run(self, request: dict[str, Any]) -> Ran:
        stdin, stdout = _pipe(self._process.stdin), _pipe(self._process.stdout)
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        return Ran(**json.loads(stdout.readline()))


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:  # pragma: no cover - both were asked for
        message = "the process has no pipe"
        raise RuntimeError(message)
    return stream


@contextmanager
def runner() -> Iterator[Runner]:
    """Have a process that runs fixes in the environment of this one."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "support.killed_runs"],
        env=environment,
        stdin=pipe,
        stdout=pipe,
        text=True,
    ) as process:
        yield Runner(process)


def _warm_up() -> None:
    """Read once, before the forks, what each run would read again: service models and rules."""
    session = boto3.Session()
    for service in ("sts", "apigateway", "apigatewayv2", "lambda"):
        session.client(service)
    console().print("", end="")
    LiveFix()
    all_rules()
    is_hosted("https://app.example.com")


def _serve() -> None:
    with read_once():
        _warm_up()
        _answer_requests()


def _answer_requests() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            os._exit(_child(request, write))
        os.close(write)
        with os.fdopen(read, "rb") as calls:
            made = len(calls.read())
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"status": status, "calls": made}), flush=True)  # noqa: T201 - the answer


def _child(request: dict[str, Any], write: int) -> int:
    """Run one fix, and die in the middle of it if asked to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.set_inheritable(write, False)  # noqa: FBT003 - os has no name for it
    left = request["kill_after"]

    def after_call(model: Any, **_: object) -> None:  # noqa: ANN401 - an OperationModel
        nonlocal left
        if model.name not in _CHANGING:
            return
        os.write(write, b".")
        if left is not None:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_first("after-call", after_call)

    botocore.register_initializer(prepare)
    rollback = request.get("rollback")
    options = LiveFixOptions(
        scan=ScanOptions(),
        policy=POLICY,
        stages=("prod",),
        apply=True,
        rollback=Path(rollback) if rollback else None,
        folder=Path(request["folder"]),
        limits=NoLimits(),
    )
    return int(run_live_fix(options))


if __name__ == "__main__":
    _serve()
