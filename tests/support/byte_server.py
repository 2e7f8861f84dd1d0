"""A server on loopback that sends bytes as it is told to: slowly, without end, cut, or no HTTP."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Script = Callable[[], Iterable[bytes | float]]
    """Makes what is sent: bytes, and seconds to wait between them."""


class ByteServer:
    """Answers each path with its script, then closes the connection.

    Attributes:
        origin: where it listens.
        heads: of the requests that came.
    """

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self.heads: list[str] = []
        self._scripts = scripts
        self._stopping = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Close the port, and let every script end at its next wait."""
        self._stopping.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:  # closed
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (more := connection.recv(65_536)):
                        return
                    head += more
                self.heads.append(head.decode("latin-1"))
                path = head.split(b" ", 2)[1].decode("latin-1")
                for step in self._scripts[path]():
                    if self._stopping.is_set():
                        return
                    if isinstance(step, bytes):
                        connection.sendall(step)
                    else:
                        self._stopping.wait(step)
            except ConnectionError:
                return  # the client has seen enough: that is how most of these end


@contextmanager
def byte_server(scripts: Mapping[str, Script]) -> Iterator[ByteServer]:
    """Run a server for as long as the context lasts.

    Args:
        scripts: by path.
    """
    running = ByteServer(scripts)
    try:
        yield running
    finally:
        running.stop()
