"""One execution environment: a process that runs a function, one event at a time.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.handlers.running.descendants import mark, marked
from corsgate_audit.handlers.running.outcomes import Outcome, OutcomeKind
from corsgate_audit.handlers.running.output import Output
from corsgate_audit.handlers.running.runtime_api import Invocation, RuntimeApi

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INIT_SECONDS: Final = 10.0
"""The longest start-up; https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib"""
_ADDRESS: Final = "AWS_LAMBDA_RUNTIME_API"
INFINITE: Final = float("inf")
_ENDING_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What an environment is started from.

    Args:
        name: name of the function, as logs have it.
        command: command line.
        folder: working directory.
        variables: the whole environment.
        timeout: seconds for one invocation.
        memory: megabytes that Lambda would give it.
        arn: ARN under which it is invoked.
        log: takes each line that it writes, without its end.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    variables: Mapping[str, str]
    timeout: float
    memory: int
    arn: str
    log: Callable[[str, str], None]


class ExecutionEnvironment:
    """A running process and its Runtime API.

    Args:
        start: what it is started from.

    Raises:
        OSError: the program cannot be started.
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._api = RuntimeApi()
        self._began = time.monotonic()
        self._init_ms: float | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the user asks for it to be run
                start.command,
                cwd=start.folder,
                env={**start.variables, _ADDRESS: self._api.address},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that what it starts itself can be ended with it
            )
        except OSError:
            self._api.close()
            raise
        self._mark = mark(self._process.pid)
        self._output = Output(self._process.stdout, lambda line: start.log(start.name, line))
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it can take another event."""
        return self._process.poll() is None

    def invoke(self, event: bytes, patience: float = INFINITE) -> Outcome:
        """Have the function answer one event, within its time-out.

        Args:
            event: JSON.
            patience: seconds for which its front door waits.

        Returns:
            What came of it. After anything but a response or an error the environment is ended.
        """
        request_id = str(uuid.uuid4())
        self._output.renew()
        if not self._api.started.is_set():
            failed = self._started()
            if failed is not None:
                return failed
        self._log(f"START RequestId: {request_id} Version: $LATEST")
        began = time.monotonic()
        deadline = int((time.time() + self._start.timeout) * 1000)
        self._api.send(
            Invocation(
                request_id=request_id, event=event, deadline_ms=deadline, arn=self._start.arn
            )
        )
        outcome = self._outcome(min(self._start.timeout, patience))
        took = (time.monotonic() - began) * 1000
        if outcome is None:
            outcome = Outcome(
                kind=OutcomeKind.TIMED_OUT,
                message=f"Task timed out after {self._start.timeout:.2f} seconds"
                if self._start.timeout <= patience
                else f"no answer within the {patience:g} s that its front door waits",
            )
            self._log(f"{request_id} {outcome.message}")
        self._report(request_id, took)
        if outcome.kind not in {OutcomeKind.RESPONSE, OutcomeKind.ERROR}:
            self.close()
        return replace(outcome, milliseconds=took)

    def _started(self) -> Outcome | None:
        """Wait for the start-up; return how it failed, None where it did not."""
        limit = self._began + max(INIT_SECONDS, self._start.timeout)
        while not self._api.started.wait(0.002):
            with contextlib.suppress(queue.Empty):
                failed = self._api.outcomes.get_nowait()
                self.close()
                return failed
            if time.monotonic() > limit:
                self.close()
                return Outcome(
                    kind=OutcomeKind.TIMED_OUT,
                    message=f"the start-up of the function takes more than {INIT_SECONDS:g} s",
                )
        self._init_ms = (time.monotonic() - self._began) * 1000
        return None

    def _outcome(self, seconds: float) -> Outcome | None:
        try:
            return self._api.outcomes.get(timeout=seconds)
        except queue.Empty:
            return None

    def _watch(self) -> None:
        """Report that the process has ended, to whoever waits for it."""
        status = self._process.wait()
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        message = f"Runtime.ExitError: the process of the function ended with {how}"
        self._api.outcomes.put(Outcome(kind=OutcomeKind.EXITED, message=message))

    def _report(self, request_id: str, took: float) -> None:
        """Write what Lambda writes after each invocation; init and memory where they are known."""
        self._log(f"END RequestId: {request_id}")
        used = _peak_memory(self._process.pid)
        parts = [
            f"REPORT RequestId: {request_id}",
            f"Duration: {took:.2f} ms",
            f"Billed Duration: {int(took) + 1} ms",
            f"Memory Size: {self._start.memory} MB",
            *([] if used is None else [f"Max Memory Used: {used} MB"]),
            *([] if self._init_ms is None else [f"Init Duration: {self._init_ms:.2f} ms"]),
        ]
        self._init_ms = None
        self._log("\t".join(parts))
        if used is not None and used > self._start.memory:
            self._log(
                f"{request_id} used {used} MB of memory: Lambda ends it above "
                f"{self._start.memory} MB"
            )

    def _log(self, line: str) -> None:
        self._start.log(self._start.name, line)

    def close(self) -> None:
        """End the process, everything that it has started, and the Runtime API."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:  # Windows has no groups of processes
                self._process.kill()
        for pid in marked(self._mark):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDING_SECONDS)
        self._output.close()
        self._api.close()


def _peak_memory(pid: int) -> int | None:
    """Return the most memory that a process had, in megabytes; None where nothing tells it."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in text.splitlines():
        if line.startswith("VmHWM:"):
            return -(-int(line.split()[1]) // 1024)
    return None
