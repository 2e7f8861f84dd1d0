"""One exchange over HTTP/2, which browsers choose wherever a server offers it.

Source: https://www.rfc-editor.org/rfc/rfc9113
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes

from corsgate_audit.browser import HttpResponse
from corsgate_audit.browser.digits import capped_int
from corsgate_audit.probe.wire.body import LONGEST_BODY
from corsgate_audit.probe.wire.deadline import DeadlineError
from corsgate_audit.probe.wire.head import LONGEST_HEAD, BadAnswerError, Head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from h2.events import Event

    from corsgate_audit.probe.wire.deadline import Deadline

    class Connection(Protocol):
        """A connection that is written to and read from."""

        def write(self, data: bytes) -> None:
            """Send bytes."""

        def read(self, at_most: Deadline | None = None) -> bytes:
            """Return the next bytes; none at the end."""


_LARGEST_STATUS = 9_999
_CONNECTION_HEADERS = frozenset({"connection", "host", "transfer-encoding"})
"""Headers that HTTP/2 does not know: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2."""


class Http2:
    """Sends one request over a new HTTP/2 connection and reads its answer.

    Args:
        stream: connection, encrypted, on which ``h2`` was agreed.
    """

    def __init__(self, stream: Connection) -> None:
        self._stream = stream
        self._h2 = H2Connection(H2Configuration(client_side=True, header_encoding=None))
        self._h2.local_settings[SettingCodes.ENABLE_PUSH] = 0
        self._h2.local_settings[SettingCodes.MAX_HEADER_LIST_SIZE] = LONGEST_HEAD
        self._h2.decoder.max_header_list_size = LONGEST_HEAD
        self._body = b""
        self._ended = False

    def exchange(
        self,
        method: str,
        authority: str,
        target: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
    ) -> Head:
        """Send a request and read the head of its answer; informational ones are skipped.

        Args:
            method: method of the request.
            authority: host, and port where it is not the scheme's own.
            target: path and query.
            headers: headers of the request; names are sent in lower case.
            body: body of the request.

        Raises:
            BadAnswerError: the server breaks the protocol, or resets the request.
            DeadlineError: the head is not complete in time.
        """
        sent = [
            *((":method", method), (":authority", authority)),
            *((":scheme", "https"), (":path", target)),
            *((name.lower(), value) for name, value in headers if _is_sent(name)),
        ]
        self._h2.initiate_connection()
        self._h2.send_headers(1, [(n.encode(), v.encode("latin-1")) for n, v in sent], not body)
        if body:
            self._send(body)
        self._stream.write(self._h2.data_to_send())
        while True:
            for event in self._events(self._stream.read()):
                if isinstance(event, ResponseReceived):
                    return Head(_response(event), is_chunked=False, rest=b"")

    def _send(self, body: bytes) -> None:
        """Send a body as far as the first window allows; an error answer does not wait for more."""
        size = self._h2.max_outbound_frame_size
        left = min(len(body), self._h2.local_flow_control_window(1))
        for start in range(0, left, size):
            part = body[start : min(start + size, left)]
            self._h2.send_data(1, part, end_stream=start + len(part) >= len(body))

    def content(self, deadline: Deadline) -> bytes:
        """Return the beginning of the body.

        Args:
            deadline: deadline for the whole body; what came until then is returned.
        """
        try:
            while not self._ended and len(self._body) < LONGEST_BODY:
                more = self._stream.read(deadline)
                if not more:
                    break
                list(self._events(more))
        except (BadAnswerError, DeadlineError):
            pass  # a browser judges the head of an answer
        return self._body[:LONGEST_BODY]

    def _events(self, data: bytes) -> list[Event]:
        if not data:
            message = "the connection was closed without an answer"
            raise BadAnswerError(message)
        try:
            events = self._h2.receive_data(data)
        except ProtocolError as error:
            message = f"the answer violates HTTP/2: {str(error) or type(error).__name__}"
            raise BadAnswerError(message) from None
        for event in events:
            self._seen(event)
        out = self._h2.data_to_send()
        if out:
            self._stream.write(out)
        return events

    def _seen(self, event: Event) -> None:
        if isinstance(event, DataReceived):
            self._body += event.data or b""
            self._h2.acknowledge_received_data(event.flow_controlled_length or 0, 1)
        elif isinstance(event, StreamEnded):
            self._ended = True
        elif isinstance(event, (StreamReset, ConnectionTerminated)):
            message = f"the server ends the request (HTTP/2 error {event.error_code!r:.40})"
            raise BadAnswerError(message)


def _is_sent(name: str) -> bool:
    return name.lower() not in _CONNECTION_HEADERS


def _response(event: ResponseReceived) -> HttpResponse:
    pairs = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers or ()
    ]
    status = next((value for name, value in pairs if name == ":status"), "")
    headers = tuple((name, value) for name, value in pairs if not name.startswith(":"))
    return HttpResponse(capped_int(status, _LARGEST_STATUS) if status.isdigit() else 200, headers)
