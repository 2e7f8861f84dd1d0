"""Functions that are run as they are deployed, and fail where a test says so."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Semaphore
from typing import TYPE_CHECKING, Any

from support.auditor.running import InvocationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.auditor.running import Event

_PROGRAM = Path(__file__).parent / "environment.py"
RUNTIME = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "urllib3")
"""Packages of Lambda's Python, and ``six``, which is a module."""
_AT_ONCE = 2
_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one invocation.

    Args:
        dies_at_call: number of the call to AWS at which its process ends, from 0; None for never.
        seconds: how long it may take.
    """

    dies_at_call: int | None = None
    seconds: float = _SECONDS


NO_FAULT = Fault()


@dataclass
class DeployedFunctions:
    """Runs deployed functions, each in as many environments as it has invocations at once.

    Args:
        folder: empty folder for what is unpacked.
    """

    folder: Path
    plan: Callable[[str, Event, int], Fault] = lambda _entry, _event, _time: NO_FAULT
    """Says what happens to an invocation: its entry, its event, how often it was asked before."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each place was asked for, as ``ACCOUNT REGION``; other functions by their name."""
    _idle: dict[str, SimpleQueue[subprocess.Popen[str]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _free: Semaphore = field(default_factory=lambda: Semaphore(_AT_ONCE))
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __call__(self, function: Any, event: Event) -> Any:  # noqa: ANN401 (moto's function in, any JSON out)
        """Run a function as moto has it.

        Raises:
            InvocationError: the handler raised, or its process ended.
        """
        entry = function.handler.rpartition(".")[2]
        name = f"{event['account']} {event['region']}" if "account" in event else entry
        with self._lock:
            before = self.asked[name]
            self.asked[name] += 1
        fault = self.plan(entry, event, before)
        with self._free, self._environment(function) as process:
            asked = {"event": event, "dies_at_call": fault.dies_at_call, "seconds": fault.seconds}
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line:
            kind = "Runtime.ExitError"
            text = f"RequestId: 8f507cfc Error: Runtime exited: exit status {process.wait()}"
            raise InvocationError(kind, text)
        told = json.loads(line)
        if "errorType" in told:
            raise InvocationError(told["errorType"], told["errorMessage"])
        return told["answer"]

    @contextmanager
    def _environment(self, function: Any) -> Iterator[subprocess.Popen[str]]:  # noqa: ANN401 (as above)
        """Lend an environment: one that is idle, or a new one."""
        with self._lock:
            idle = self._idle.setdefault(function.function_name, SimpleQueue())
            package = self._package(function)
        try:
            process = idle.get_nowait()
        except Empty:
            process = self._start(function, package)
        yield process
        if process.poll() is None:
            idle.put(process)

    def _start(self, function: Any, package: Path) -> subprocess.Popen[str]:  # noqa: ANN401 (as above)
        pipe = subprocess.PIPE
        # Not what a virtual environment adds: isolated, and without site-packages.
        program = [sys.executable, "-I", "-S", str(_PROGRAM), str(package), str(self._runtime())]
        process = subprocess.Popen(
            [*program, function.handler],
            env={**os.environ, **function.environment_vars},
            stdin=pipe,
            stdout=pipe,
            text=True,
        )
        self._started.append(process)
        return process

    def _package(self, function: Any) -> Path:  # noqa: ANN401 (as above)
        target: Path = self.folder / function.code_sha_256.replace("/", "-")
        if not target.exists():
            zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(target)
        return target

    def _runtime(self) -> Path:
        return runtime_packages(self.folder / "runtime")

    def end(self) -> None:
        """End every environment."""
        for process in self._started:
            if process.stdin:
                process.stdin.close()
            if process.stdout:
                process.stdout.close()
            process.kill()
            process.wait()


def runtime_packages(folder: Path) -> Path:
    """Return a folder with the packages that Lambda's Python has, and no other."""
    folder.mkdir(exist_ok=True)
    for name in (*RUNTIME, "six"):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        target = folder / source.name
        if not target.exists():
            target.symlink_to(source)
    return folder
