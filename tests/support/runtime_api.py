"""A Lambda Runtime API on loopback, and AWS's own runtime client run against it.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. The client, `awslambdaric`, is what
runs a Python function in a Lambda container image; it parses the event and writes the response.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PREFIX = "/2018-06-01/runtime/"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the runtime client posted: for one invocation, or for the init.

    Args:
        kind: ``response``, ``error`` or ``init``.
        value: the JSON that it posted.
    """

    kind: str
    value: Any


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.events: queue.Queue[Any] = queue.Queue()
        self.outcomes: queue.Queue[Outcome] = queue.Queue()


class _Requests(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Hand over the next event, when there is one; None ends the wait."""
        event = self.server.events.get()
        if event is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
        self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
        self.send_header(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:eu-central-1:123456789012:function:f",
        )
        self._end(json.dumps(event).encode())

    def do_POST(self) -> None:
        """Take what became of an event, or of the init."""
        value = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = self.path.removeprefix(_PREFIX)
        kind = "init" if path == "init/error" else path.rpartition("/")[2]
        self.send_response(202)
        self._end(b"{}")
        self.server.outcomes.put(Outcome(kind, value))  # last: the test may end the process now

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def _end(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class RuntimeFunction:
    """A function in a process of its own, as Lambda would run it.

    Args:
        handler: ``module.function``, dots between folders.
        folder: the function's root.
        environment: added to the variables that every process needs.
        command: program of the runtime; the handler is its argument.
    """

    def __init__(
        self,
        handler: str,
        folder: Path,
        environment: Mapping[str, str],
        command: Sequence[str] = (sys.executable, "-m", "awslambdaric"),
    ) -> None:
        self._command = command
        self._handler = handler
        self._folder = folder
        self._environment = environment
        self._server = _Server()

    def __enter__(self) -> Self:
        """Start the process."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        api = f"127.0.0.1:{self._server.server_address[1]}"
        self._process = subprocess.Popen(
            [*self._command, self._handler],
            cwd=self._folder,
            env={**os.environ, **self._environment, "AWS_LAMBDA_RUNTIME_API": api},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and the API."""
        self._process.terminate()
        self._process.communicate(timeout=_SECONDS)
        self._server.events.put(None)
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: Any) -> Outcome:  # noqa: ANN401 - any event
        """Invoke the function and wait for what it posts."""
        self._server.events.put(event)
        return self.outcome()

    def outcome(self) -> Outcome:
        """Wait for what the client posts next."""
        return self._server.outcomes.get(timeout=_SECONDS)
