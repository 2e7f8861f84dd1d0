"""The Lambda Runtime API on loopback: one server for each execution environment.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from corsgate_audit.handlers.running.loopback import HOST, LoopbackRequests, LoopbackServer
from corsgate_audit.handlers.running.outcomes import (
    RESPONSE_LIMIT,
    Outcome,
    OutcomeKind,
    error_outcome,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "/2018-06-01/runtime"
_TOO_LARGE: Final = f"Exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One event on its way to a function.

    Args:
        request_id: id of the invocation.
        event: JSON.
        deadline_ms: time at which the function is ended, in milliseconds since 1970.
        arn: ARN under which the function was invoked.
    """

    request_id: str
    event: bytes
    deadline_ms: int
    arn: str


class RuntimeApi(LoopbackServer):
    """The server that one runtime asks for its next event.

    It serves from its start until `close`.
    """

    def __init__(self) -> None:
        super().__init__(0, _Requests)
        self.started = threading.Event()
        """Set once the runtime asks for its first event: its start-up is done."""
        self.outcomes: queue.Queue[Outcome] = queue.Queue()
        self.current: str | None = None
        self._events: queue.Queue[Invocation | None] = queue.Queue()
        self.start()

    @property
    def address(self) -> str:
        """The value of ``AWS_LAMBDA_RUNTIME_API``."""
        return f"{HOST}:{self.port}"

    def send(self, invocation: Invocation) -> None:
        """Give the runtime its next event."""
        self.current = invocation.request_id
        self._events.put(invocation)

    def next(self) -> Invocation | None:
        """Wait for the next event; None once the server closes."""
        self.started.set()
        return self._events.get()

    def take(self, request_id: str, outcome: Outcome) -> bool:
        """Take what came of an invocation; false for one that nobody waits for."""
        if request_id != self.current:
            return False
        self.current = None
        self.outcomes.put(outcome)
        return True

    def close(self) -> None:
        """End the server and who waits for it."""
        self._events.put(None)
        super().close()


class _Requests(LoopbackRequests):
    server: RuntimeApi

    def do_GET(self) -> None:  # noqa: N802 - the base class looks for it
        """Answer ``/invocation/next``."""
        if self._is_from_a_page():
            return
        if self.path != f"{_PREFIX}/invocation/next":
            self._end(HTTPStatus.NOT_FOUND)
            return
        invocation = self.server.next()
        if invocation is None:
            self.close_connection = True
            return
        self._end(
            HTTPStatus.OK,
            invocation.event,
            ("Lambda-Runtime-Aws-Request-Id", invocation.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(invocation.deadline_ms)),
            ("Lambda-Runtime-Invoked-Function-Arn", invocation.arn),
            ("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0"),
        )

    def do_POST(self) -> None:  # noqa: N802 - the same
        """Take a response, an error, or an error of the start-up."""
        if self._is_from_a_page():
            return
        body = b"".join(self._body())
        path = self.path.removeprefix(_PREFIX)
        if path == "/init/error":
            self._end(HTTPStatus.ACCEPTED, b'{"status":"OK"}')
            self.server.outcomes.put(error_outcome(body))
            return
        _, _, request_id, kind = path.split("/") if path.count("/") == 3 else ("", "", "", "")  # noqa: PLR2004 - /invocation/ID/KIND
        outcome = _outcome(kind, body)
        if outcome is None:
            self._end(HTTPStatus.NOT_FOUND)
        elif not self.server.take(request_id, outcome):
            self._end(HTTPStatus.BAD_REQUEST, _error("InvalidRequestID", "Invalid request ID"))
        elif outcome.kind is OutcomeKind.TOO_LARGE:
            self._end(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _error("RequestEntityTooLarge", _TOO_LARGE)
            )
        else:
            self._end(HTTPStatus.ACCEPTED, b'{"status":"OK"}')

    def _is_from_a_page(self) -> bool:
        """Refuse what a browser sends: a page that guesses the port is no runtime.

        A name of the page's own may lead here, too (DNS rebinding): the host is the one given. The
        `fetch` of Node.js says ``Sec-Fetch-Mode`` as well, and no site.
        """
        is_page = "Origin" in self.headers or "Sec-Fetch-Site" in self.headers
        if not is_page and self.headers.get("Host") == self.server.address:
            return False
        self.close_connection = True
        self._end(HTTPStatus.FORBIDDEN)
        return True

    def _body(self) -> Iterator[bytes]:
        """Yield the body, no more of it than makes it too large; the rest is read and dropped."""
        size = 0
        for part in self.body_parts():
            if size <= RESPONSE_LIMIT:
                yield part
            size += len(part)

    def _end(self, status: HTTPStatus, body: bytes = b"", *headers: tuple[str, str]) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _outcome(kind: str, body: bytes) -> Outcome | None:
    if kind == "error":
        return error_outcome(body)
    if kind != "response":
        return None
    if len(body) > RESPONSE_LIMIT:
        message = (
            "Function.ResponseSizeTooLarge: Response payload size exceeded maximum allowed "
            f"payload size ({RESPONSE_LIMIT} bytes)"
        )
        return Outcome(kind=OutcomeKind.TOO_LARGE, message=message)
    return Outcome(kind=OutcomeKind.RESPONSE, payload=body)


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
