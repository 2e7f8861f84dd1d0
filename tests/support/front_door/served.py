"""Deployed front doors on loopback, so that a real browser can send them requests.

The path's first segment names the front door; the rest is the path on its own domain.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support.front_door import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.browser import HttpResponse
    from support.front_door.deployed import DeployedDoor

_WITHOUT_BODY = frozenset({204, 304})
_BODY = b"ok"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, doors: Mapping[str, DeployedDoor]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.failures: list[BaseException] = []
        self._doors = doors
        self._one_at_a_time = threading.Lock()  # a function has the process's environment

    def answer(self, method: str, path: str, headers: tuple[tuple[str, str], ...]) -> HttpResponse:
        name, _, rest = path.lstrip("/").partition("/")
        door = self._doors[name]
        with self._one_at_a_time:
            return door.answer(Request(method, urlsplit(door.url(f"/{rest}")), headers))


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def handle_any(self) -> None:
        try:
            response = self.server.answer(self.command, self.path, tuple(self.headers.items()))
        except Exception as error:
            self.server.failures.append(error)
            raise
        self.send_response_only(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        body = b"" if response.status in _WITHOUT_BODY else _BODY
        if body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command != "HEAD" else b"")

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815 - the base class looks for these

    def log_message(self, *_: object) -> None:
        """Stay silent: what fails is raised to the test."""


@contextmanager
def served(doors: Mapping[str, DeployedDoor]) -> Iterator[str]:
    """Serve front doors for as long as the context lasts.

    Args:
        doors: by the first segment of their paths.

    Yields:
        The origin to send requests to.

    Raises:
        ExceptionGroup: a front door failed to answer.
    """
    server = _Server(doors)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
    if server.failures:
        message = "a front door could not answer"
        raise BaseExceptionGroup(message, server.failures)
