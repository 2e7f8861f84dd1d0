"""An HTTP server on loopback for one API."""

from __future__ import annotations

import socket
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

from corsgate_audit.serve.apis import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.browser import HttpResponse

LARGEST: Final = 10 * 2**20
"""Bytes of a request; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"""
_IDLE_SECONDS: Final = 60
_WITHOUT_BODY: Final = frozenset({204, 304})
_CHUNK_LINE: Final = 1024
_NAMES_OF_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class Arrived:
    """One request as it arrived.

    Args:
        method: method.
        path: path and query string.
        headers: pairs, in order.
        body: None where it is too large.
        source_ip: address that it came from.
    """

    __slots__ = ("began", "body", "headers", "method", "path", "source_ip")

    def __init__(
        self,
        method: str,
        path: str,
        headers: tuple[tuple[str, str], ...],
        body: bytes | None,
        source_ip: str,
    ) -> None:
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.source_ip = source_ip
        self.began = time.monotonic()

    def header(self, name: str) -> str | None:
        """Return the value of a header by its name in lower case; None without one."""
        return next((value for each, value in self.headers if each.lower() == name), None)

    @property
    def is_for_loopback(self) -> bool:
        """Whether the request was sent to a name of this machine.

        A page elsewhere could have a name of its own lead here (DNS rebinding), and would then be
        the owner of this origin.
        """
        host = (self.header("host") or "").lower()
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        return name in _NAMES_OF_LOOPBACK or name.endswith(".localhost")


class LoopbackServer(ThreadingHTTPServer):
    """A server on one port of loopback, from its start to `close`.

    Args:
        port: port; 0 for a free one.
        respond: returns the response to a request, and its body.
        failed: takes an exception that `respond` raised: the answer is 500.

    Raises:
        OSError: the port is not free.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(
        self,
        port: int,
        respond: Callable[[Arrived], tuple[HttpResponse, bytes]],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__((HOST, port), _Requests)
        self.respond = respond
        self.failed = failed
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def server_bind(self) -> None:
        """Bind; not beside another program that listens on the port."""
        self.allow_reuse_address = hasattr(socket, "SO_REUSEADDR")
        super().server_bind()

    def close(self) -> None:
        """End the server."""
        if self._thread.is_alive():
            self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """Stay quiet where a browser goes away."""


class _Requests(BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 2**16
    timeout = _IDLE_SECONDS

    def handle_any(self) -> None:
        """Answer a request of any method."""
        try:
            body = self._body()
        except ValueError:  # a length, or the size of a chunk, that is no number
            self.close_connection = True
            self.send_error(400)
            return
        headers = tuple(self.headers.items())
        arrived = Arrived(self.command, self.path, headers, body, str(self.client_address[0]))
        try:
            response, body = self.server.respond(arrived)
        except Exception as error:  # noqa: BLE001 - one request must not end the others
            self.server.failed(error)
            self.send_error(500)
            return
        self._send(response, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815 - the base class looks for these

    def log_message(self, *_: object) -> None:
        """Stay quiet: each request has a line of its own."""

    def _send(self, response: HttpResponse, body: bytes) -> None:
        self.send_response_only(response.status)
        self.send_header("Date", formatdate(usegmt=True))
        for name, value in response.headers:
            self.send_header(name, value.encode("latin-1", "replace").decode("latin-1"))
        has_body = response.status not in _WITHOUT_BODY
        if has_body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body and self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _body(self) -> bytes | None:
        """Read the body; None where it is larger than AWS takes."""
        parts, size = [], 0
        for part in self._parts():
            size += len(part)
            if size <= LARGEST:
                parts.append(part)
            elif size > LARGEST * 2:
                self.close_connection = True
                break
        return b"".join(parts) if size <= LARGEST else None

    def _parts(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline(_CHUNK_LINE).split(b";")[0].strip() or b"0", 16):
                yield self.rfile.read(size)
                self.rfile.readline(_CHUNK_LINE)
            self.rfile.readline(_CHUNK_LINE)
            return
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0:
            part = self.rfile.read(min(left, 2**16))
            if not part:
                return
            left -= len(part)
            yield part
