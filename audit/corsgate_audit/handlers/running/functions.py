"""The functions of a run: each with as many execution environments as it needs at once."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from corsgate_audit.handlers.running.code import code_folder, copy_name, unpacked
from corsgate_audit.handlers.running.ending import at_once
from corsgate_audit.handlers.running.environment import INFINITE, ExecutionEnvironment, Start
from corsgate_audit.handlers.running.outcomes import EVENT_LIMIT, Outcome, OutcomeKind
from corsgate_audit.handlers.running.programs import Interpreters, NotRunnableError, program_of
from corsgate_audit.handlers.running.typescript import loaded_by_node
from corsgate_audit.handlers.running.variables import function_arn, variables_of
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.running.variables import Overrides
    from corsgate_audit.model import FunctionSettings

MOST_AT_ONCE: Final = 8
"""Environments of one function: beyond that requests wait, where Lambda would start more."""


def _silent(_: str, __: str) -> None:
    """Take a line of a log that nobody wants to see."""


class RunningFunction:
    """One function and its environments.

    Args:
        functions: run that it belongs to.
        settings: settings of the function.
    """

    def __init__(self, functions: Functions, settings: FunctionSettings) -> None:
        self._functions = functions
        self.settings = settings
        self._changed = threading.Condition()
        self._idle: list[ExecutionEnvironment] = []
        self._busy: set[ExecutionEnvironment] = set()
        self._starting = 0
        self._generation = 0
        self._bundling = threading.Lock()
        self._closed = False
        self.remark = ""

    def invoke(self, event: bytes, patience: float = INFINITE) -> Outcome:
        """Run the function for one event; a failure of any kind is an `Outcome`.

        Args:
            event: JSON.
            patience: seconds for which its front door waits.
        """
        if len(event) > EVENT_LIMIT:
            message = f"the event has {len(event)} bytes, and Lambda takes {EVENT_LIMIT}"
            return Outcome(kind=OutcomeKind.EVENT_TOO_LARGE, message=message)
        try:
            environment, generation = self._take()
        except NotRunnableError as error:
            return Outcome(kind=OutcomeKind.NOT_RUN, message=str(error))
        try:
            return environment.invoke(event, patience)
        finally:
            self._give_back(environment, generation)

    def _take(self) -> tuple[ExecutionEnvironment, int]:
        """Take an environment that is idle, or start one, or wait for one."""
        with self._changed:
            while True:
                if self._closed:
                    message = "the run is being ended"
                    raise NotRunnableError(message)
                while self._idle:
                    environment = self._idle.pop()
                    if environment.is_alive:
                        self._busy.add(environment)
                        return environment, self._generation
                    environment.close()
                if len(self._busy) + self._starting < self._functions.most_at_once:
                    self._starting += 1
                    generation = self._generation
                    break
                self._changed.wait()
        try:
            environment = ExecutionEnvironment(self._start())
        except OSError as error:
            message = f"its program cannot be started: {error}"
            raise NotRunnableError(message) from error
        finally:
            with self._changed:
                self._starting -= 1
                self._changed.notify()
        with self._changed:
            self._busy.add(environment)
        return environment, generation

    def _give_back(self, environment: ExecutionEnvironment, generation: int) -> None:
        with self._changed:
            self._busy.discard(environment)
            keeps = environment.is_alive and generation == self._generation and not self._closed
            if keeps:
                self._idle.append(environment)
            self._changed.notify()
        if not keeps:
            environment.close()

    def _start(self) -> Start:
        """Say how the function is started now: its code may have moved since the last time."""
        settings, options = self.settings, self._functions
        if settings.code is None and settings.inline is None:
            code_folder(settings, options.copies)  # says so, where SAM has not built it either
        for value in (settings.runtime, settings.handler):
            is_needed = value is settings.runtime or not str(settings.runtime).startswith("prov")
            if isinstance(value, Unresolved) and is_needed:
                message = f"{value.expression} is not known: {value.reason}"
                raise NotRunnableError(message)
        folder = code_folder(settings, options.copies).absolute()
        layers = [
            unpacked(Path(layer), options.copies / f"layer-{index}-{copy_name(settings)}")
            for index, layer in enumerate(settings.layers)
        ]
        program = program_of(str(settings.runtime), folder, options.interpreters)
        self.remark = program.remark
        if str(settings.runtime).startswith("nodejs"):
            project = options.interpreters.project
            with self._bundling:  # one at a time: the others find what it has made
                loaded = loaded_by_node(settings, folder, options.copies, project)
            folder, settings = loaded.folder, replace(settings, handler=loaded.handler)
        return Start(
            name=settings.name,
            command=program.command,
            folder=folder,
            variables=variables_of(
                settings, options.overrides, folder=folder, layers=layers, aws=options.aws
            ),
            timeout=settings.timeout,
            memory=settings.memory,
            arn=function_arn(settings),
            log=options.log,
        )

    def reload(self) -> None:
        """Have the next event answered by the code as it is now."""
        with self._changed:
            self._generation += 1
            old, self._idle = self._idle, []
        for environment in old:
            environment.close()

    def close(self) -> None:
        """End every process of the function, also those that are at work."""
        with self._changed:
            self._closed = True
            every = [*self._idle, *self._busy]
            self._idle = []
            self._changed.notify_all()
        at_once([environment.close for environment in every])


class Functions:
    """The functions of one run, by their settings; all end when the context does.

    Args:
        overrides: variables that the user gives.
        interpreters: places in which interpreters are looked for.
        aws: hand on the AWS credentials of this process's environment.
        most_at_once: environments of one function, beyond which requests wait.
        log: takes the name of a function and a line that it writes.

    Example:
        >>> with Functions() as functions:
        ...     functions.of(settings).invoke(b"{}").kind
        <OutcomeKind.RESPONSE: 'response'>
    """

    def __init__(
        self,
        overrides: Overrides | None = None,
        interpreters: Interpreters | None = None,
        *,
        aws: bool = False,
        most_at_once: int = MOST_AT_ONCE,
        log: Callable[[str, str], None] = _silent,
    ) -> None:
        self.overrides = overrides or {}
        self.interpreters = interpreters or Interpreters()
        self.aws = aws
        self.most_at_once = most_at_once
        self.log = log
        self._temporary = tempfile.TemporaryDirectory(
            prefix="corsgate-", ignore_cleanup_errors=True
        )
        self.copies = Path(self._temporary.name)
        self._running: dict[FunctionSettings, RunningFunction] = {}
        self._lock = threading.Lock()

    def of(self, settings: FunctionSettings) -> RunningFunction:
        """Return a function of the run.

        Args:
            settings: settings of the function.
        """
        with self._lock:
            if settings not in self._running:
                self._running[settings] = RunningFunction(self, settings)
            return self._running[settings]

    def reload(self) -> None:
        """Have every function start anew, with its code as it is now."""
        with self._lock:
            every = list(self._running.values())
        for function in every:
            function.reload()

    def __enter__(self) -> Self:
        """Begin the run; nothing is started before it is asked for."""
        return self

    def __exit__(self, *_: object) -> None:
        """End everything that was started, and take away the copies."""
        with self._lock:
            every = list(self._running.values())
        at_once([function.close for function in every])
        self._temporary.cleanup()
