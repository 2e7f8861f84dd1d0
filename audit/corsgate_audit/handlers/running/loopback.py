"""What every server on loopback has in common: pages ask one, functions ask another.

Nothing but this machine gets an answer, and nothing of a server outlives its `close`.
"""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST: Final = "127.0.0.1"
"""Nothing but this machine gets an answer."""
_LINE: Final = 1024
_PART: Final = 2**16


class LoopbackServer(ThreadingHTTPServer):
    """A server on one port of loopback, from its start to `close`.

    Args:
        port: port; 0 for a free one.
        requests: class that answers requests.

    Raises:
        OSError: the port is not free.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, port: int, requests: type[LoopbackRequests]) -> None:
        super().__init__((HOST, port), requests)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

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
        """Stay quiet where who asked goes away, or is ended."""


class LoopbackRequests(BaseHTTPRequestHandler):
    """One connection, and its requests one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = _PART

    def log_message(self, *_: object) -> None:
        """Stay quiet: what is to be seen of a request has a line of its own."""

    def body_parts(self) -> Iterator[bytes]:
        """Yield the body in parts.

        Raises:
            ValueError: its length, or the size of a chunk, is no number.
        """
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            yield from self._chunks()
            return
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0:
            part = self.rfile.read(min(left, _PART))
            if not part:
                return
            left -= len(part)
            yield part

    def _chunks(self) -> Iterator[bytes]:
        """Yield chunks, and pass over what follows the last: https://www.rfc-editor.org/rfc/rfc9112#section-7.1."""
        while left := int(self.rfile.readline(_LINE).split(b";")[0].strip() or b"0", 16):
            while left > 0:
                part = self.rfile.read(min(left, _PART))
                if not part:
                    return
                left -= len(part)
                yield part
            self.rfile.readline(_LINE)
        while self.rfile.readline(_LINE).strip():
            pass
